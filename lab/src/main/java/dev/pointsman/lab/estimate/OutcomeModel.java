package dev.pointsman.lab.estimate;

import dev.pointsman.linear.RidgePrior;
import dev.pointsman.linear.RidgeRegression;
import dev.pointsman.routing.Arm;
import java.util.LinkedHashMap;
import java.util.Map;

/// What each arm's outcomes are expected to be: one ridge regression an arm on `(1, features)`. Whoever asks before they
/// let it learn gets predictions that never saw the round, as [Estimator#DR] needs. Mutable; not thread-safe.
final class OutcomeModel {
  private final RidgeRegression untrained;
  private final Map<Arm, RidgeRegression> arms = new LinkedHashMap<>();

  private OutcomeModel(RidgePrior prior) {
    this.untrained = RidgeRegression.of(prior);
  }

  /// Expects a quality of 0.5.
  ///
  /// @param features length `d` of the feature vectors
  static OutcomeModel ofQuality(int features) {
    return new OutcomeModel(RidgePrior.withIntercept(features, 0.5, 2, 2, 0.17));
  }

  /// Expects a cost of once what was expected of it.
  ///
  /// @param features length `d` of the feature vectors
  static OutcomeModel ofCostRatio(int features) {
    return new OutcomeModel(RidgePrior.withIntercept(features, 1, 2, 10, 0.25));
  }

  /// The outcome expected of an arm.
  ///
  /// @param x the features behind an intercept, length `d + 1`
  double predict(Arm arm, double[] x) {
    return arms.getOrDefault(arm, untrained).mean(x);
  }

  /// Takes in one more outcome.
  ///
  /// @param x the features behind an intercept, length `d + 1`
  /// @param outcome finite
  void learn(Arm arm, double[] x, double outcome) {
    arms.put(arm, arms.getOrDefault(arm, untrained).observe(x, outcome, 1));
  }
}
