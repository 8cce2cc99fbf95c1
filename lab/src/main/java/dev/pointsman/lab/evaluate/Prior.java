package dev.pointsman.lab.evaluate;

import dev.pointsman.policy.PreferencePrior;
import java.util.SplittableRandom;

/// The preference prior that a contender starts from.
///
/// @param learned from preferences
/// @param kind what is made of it
public record Prior(PreferencePrior learned, Kind kind) {
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
  PreferencePrior under(long seed) {
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
