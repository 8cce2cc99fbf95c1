package dev.pointsman.lab.evaluate;

import java.util.Locale;

/// What a policy learns from.
public enum Feedback {
  /// The quality and the cost of the chosen model alone.
  BANDIT,
  /// What every model would have made of each prompt, and what it would have cost.
  FULL,
  /// The oracle's: the outcomes of the very prompts that it is asked about.
  ALL;

  /// As users write it.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
