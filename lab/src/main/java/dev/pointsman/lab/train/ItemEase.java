package dev.pointsman.lab.train;

/// By how many logits models found a prompt easier than was foretold: the mode of `N(0, s^2)` times the probability of their
/// scores, by Newton steps.
///
/// Source: the item of a Rasch model, fitted by its mode; Rasch, "Probabilistic Models for Some Intelligence and Attainment
/// Tests", 1960.
final class ItemEase {
  /// `s^2`, in squared logits.
  private static final double VARIANCE = 1.5 * 1.5;
  private static final double CERTAIN = 0.005;
  private static final int STEPS = 30;

  private ItemEase() {}

  /// The ease.
  ///
  /// @param foretold by model, in `[0, 1]`
  /// @param scores by model, in `[0, 1]`, NaN for one that was not run
  static double of(double[] foretold, double[] scores) {
    double ease = 0;
    for (int step = 0; step < STEPS; step++) {
      double slope = -ease / VARIANCE;
      double curvature = 1 / VARIANCE;
      for (int m = 0; m < scores.length; m++) {
        if (!Double.isNaN(scores[m])) {
          double p = 1 / (1 + Math.exp(-logit(foretold[m]) - ease));
          slope += scores[m] - p;
          curvature += p * (1 - p);
        }
      }
      ease += Math.clamp(slope / curvature, -1, 1);
    }
    return ease;
  }

  private static double logit(double probability) {
    double within = Math.clamp(probability, CERTAIN, 1 - CERTAIN);
    return Math.log(within / (1 - within));
  }
}
