/// What a model is, told by a short vector: identities, the frozen nets that say what a model of an identity makes of a
/// prompt, how a new model's identity is inferred from a few answers, and which prompts tell most about it.
@NullMarked
package dev.pointsman.identity;

import org.jspecify.annotations.NullMarked;
