package dev.pointsman.policy;

import dev.pointsman.linear.RidgePrior;

/// How per-arm regressions of quality start and forget.
///
/// @param slopePrecision how many observations the belief that a feature does not matter is worth, above 0
/// @param keep what evidence still counts one judged round later, in `(0, 1]`; 0.9999 halves it in 6,931 rounds
public record Learning(double slopePrecision, double keep) {
  /// Variance of single judgements around their mean: about that of a coin, less what the prompt explains.
  private static final double NOISE = 0.17;

  public static final Learning DEFAULT = new Learning(1, 0.9999);

  public Learning {
    if (!(slopePrecision > 0)) {
      throw new IllegalArgumentException("slope_precision must be above 0: " + slopePrecision);
    }
    if (!(keep > 0 && keep <= 1)) {
      throw new IllegalArgumentException("keep must lie in (0, 1]: " + keep);
    }
  }

  LinearArms untrained(int features) {
    return LinearArms.of(RidgePrior.withIntercept(features, 0.5, 2, slopePrecision, NOISE), keep);
  }
}
