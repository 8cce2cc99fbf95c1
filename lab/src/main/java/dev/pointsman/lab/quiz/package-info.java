/// What a quiz is worth: models that were left out of a fit, their identities inferred from a few answers, and how well they
/// are foretold then.
@NullMarked
package dev.pointsman.lab.quiz;

import org.jspecify.annotations.NullMarked;
