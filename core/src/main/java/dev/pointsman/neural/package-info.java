/// Small feed-forward nets in plain Java: forward passes of what an autodiff library trained, equal to its own within
/// 1e-5, and the few gradients that are needed to learn while serving. Immutable values; no parallel sums.
@NullMarked
package dev.pointsman.neural;

import org.jspecify.annotations.NullMarked;
