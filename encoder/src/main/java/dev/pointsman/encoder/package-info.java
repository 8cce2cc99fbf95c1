/// From a prompt to the numbers that policies see: which words of a chat count, the sentence encoder, and the projection
/// that makes its output small. No network, ever: weights come from the class path.
@NullMarked
package dev.pointsman.encoder;

import org.jspecify.annotations.NullMarked;
