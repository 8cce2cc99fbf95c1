package dev.pointsman.lab.evaluate;

import dev.pointsman.policy.ArmPrior;
import java.util.SplittableRandom;

/// The prior that a contender starts from.
///
/// @param learned from preferences, or from what models made of other prompts
/// @param kind what is made of it
public record Prior(ArmPrior learned, Kind kind) {
  /// What is made of a prior, so that it can be found out what it is worth.
  public enum Kind {
    /// Taken as it is.
    PREFS,
    /// The same beliefs about other models, drawn by the seed.
    RANDOM,
    /// The contrary is believed.
    INVERTED
  }

  /// What a contender starts from under a seed.
  ArmPrior under(long seed) {
    return switch (kind) {
      case PREFS -> learned;
      case RANDOM -> learned.shuffled(new SplittableRandom(seed));
      case INVERTED -> learned.inverted();
    };
  }

  @Override
  public String toString() {
    return kind + " " + learned.fingerprint();
  }
}
