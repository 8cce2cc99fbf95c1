/// Breaks rules on purpose; nothing uses it but the test that they are caught.
@NullMarked
package dev.pointsman.lab.breach;

import org.jspecify.annotations.NullMarked;
