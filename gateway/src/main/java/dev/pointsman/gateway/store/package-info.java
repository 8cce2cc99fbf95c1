/// What is remembered of decisions, calls and feedback, behind one interface.
@NullMarked
package dev.pointsman.gateway.store;

import org.jspecify.annotations.NullMarked;
