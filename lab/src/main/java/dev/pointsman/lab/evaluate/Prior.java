package dev.pointsman.lab.evaluate;

import dev.pointsman.lab.data.Battles;
import dev.pointsman.lab.train.ResponseTrainer.Preferences;
import dev.pointsman.policy.ArmPrior;
import java.util.SplittableRandom;

/// What a contender knows besides the table that it learns from.
public sealed interface Prior {
  /// What is made of a prior, so that it can be found out what it is worth.
  enum Kind {
    /// Taken as it is.
    PREFS,
    /// The same of other models, drawn by the seed.
    RANDOM,
    /// The contrary.
    INVERTED
  }

  /// Beliefs about arms, which it starts from.
  ///
  /// @param learned from preferences, or from what models made of other prompts
  /// @param kind what is made of it
  record Beliefs(ArmPrior learned, Kind kind) implements Prior {
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

  /// Preferences that are trained on together with the table.
  ///
  /// @param kind what is made of them
  record Pairs(Preferences preferences, Kind kind) implements Prior {
    /// What a contender is trained on under a seed.
    Preferences under(long seed) {
      Battles battles = preferences.battles();
      return new Preferences(switch (kind) {
        case PREFS -> battles;
        case RANDOM -> battles.shuffled(new SplittableRandom(seed));
        case INVERTED -> battles.inverted();
      }, preferences.features());
    }

    @Override
    public String toString() {
      return kind + " pairs " + preferences.battles().fingerprint();
    }
  }
}
