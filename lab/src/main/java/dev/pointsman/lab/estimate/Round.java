package dev.pointsman.lab.estimate;

/// One round of a log as estimators see it: what was drawn, what came of it, and what a model of outcomes had expected
/// before it was seen.
///
/// @param propensity the probability with which the logging policy chose its arm, in `(0, 1]`
/// @param target the probability with which the target policy chooses that arm, in `[0, 1]`
/// @param outcome what came of it, finite: a quality, or dollars
/// @param predicted what the model expected of that arm, finite
/// @param expected what the model expected of the target policy: its predictions for all candidates, weighted with the
///     target's probabilities; finite
public record Round(double propensity, double target, double outcome, double predicted, double expected) {
  public Round {
    if (!(propensity > 0 && propensity <= 1)) {
      throw new IllegalArgumentException("a propensity must lie in (0, 1]: " + propensity);
    }
    if (!(target >= 0 && target <= 1)) {
      throw new IllegalArgumentException("a target's probability must lie in [0, 1]: " + target);
    }
    if (!Double.isFinite(outcome) || !Double.isFinite(predicted) || !Double.isFinite(expected)) {
      throw new IllegalArgumentException(
          "outcomes must be finite: " + outcome + ", predicted " + predicted + ", expected " + expected);
    }
  }

  /// How often the target would have chosen the arm for each time that the logging policy did. Its mean is 1 if the
  /// logged propensities are true and none that the target needs is 0.
  public double weight() {
    return target / propensity;
  }
}
