/// Evaluations: which policies there are, how each learns from a table, and at which operating points it is deployed.
@NullMarked
package dev.pointsman.lab.evaluate;

import org.jspecify.annotations.NullMarked;
