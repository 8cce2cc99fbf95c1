/// Breaks rules on purpose; nothing uses it but the test that they are caught.
@NullMarked
package dev.pointsman.routing.breach;

import org.jspecify.annotations.NullMarked;
