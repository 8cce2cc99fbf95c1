/// Dense linear algebra and the regressions that learn from one observation at a time. Plain numbers in, plain numbers
/// out; immutable values; no parallel sums, so that the same observations give the same bits everywhere.
@NullMarked
package dev.pointsman.linear;

import org.jspecify.annotations.NullMarked;
