package dev.pointsman.identity;

import dev.pointsman.neural.Activation;

/// Turns a logit into a probability that keeps its word: `logistic(slope z + level)`.
///
/// Source: Platt, "Probabilistic outputs for support vector machines", 1999; in LLM Bandit, appendix E.4.
///
/// @param slope `a`, above 0
/// @param level `b`, finite
public record Calibration(double slope, double level) {
  /// Takes logits at their word.
  public static final Calibration NONE = new Calibration(1, 0);

  public Calibration {
    if (!(slope > 0 && Double.isFinite(slope) && Double.isFinite(level))) {
      throw new IllegalArgumentException(
          "a calibration needs a finite slope above 0 and a finite level: " + slope + ", " + level);
    }
  }

  /// The probability that a logit stands for, in `(0, 1)`.
  public double probability(double logit) {
    return probability(logit, 0);
  }

  /// The same at a prompt that is easier than the logit says.
  ///
  /// @param ease in calibrated logits
  double probability(double logit, double ease) {
    return Activation.LOGISTIC.apply(calibrated(logit) + ease);
  }

  double calibrated(double logit) {
    return slope * logit + level;
  }
}
