package dev.pointsman.lab.quiz;

import java.util.Locale;

/// How the prompts are chosen that a new model is asked.
public enum Selection {
  /// By strata of difficulty and by discrimination, as published.
  QUIZ,
  /// One after the other, by what the next answer is expected to tell.
  ADAPTIVE,
  /// By chance.
  RANDOM,
  /// Every prompt.
  ALL;

  /// As users write it.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
