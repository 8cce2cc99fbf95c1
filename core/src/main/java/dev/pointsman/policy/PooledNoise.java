package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;

/// The variance of single judgements over all arms. Priors of coefficients are in units of the noise that they were written for,
/// about that of a coin; where judgements are graded and vary much less, each counts as several of those, so that a prior means
/// about the same in quality. Judgements that pass or fail count as one each, unless more than nine in ten pass, or fail.
///
/// @param expected the noise that priors were written for, above 0; infinite where judgements count as they are
/// @param squares of errors made, each divided by what it was expected to be in units of the noise
/// @param rounds how many
record PooledNoise(double expected, double squares, double rounds) {
  /// Every judgement counts as one.
  static final PooledNoise TAKEN = new PooledNoise(Double.POSITIVE_INFINITY, 0, 0);
  /// How many judgements the expected noise is worth.
  private static final double WORTH = 10;
  /// The share of the expected noise from which on judgements are taken for graded.
  private static final double GRADED = 0.5;
  /// The most that one judgement counts.
  private static final double MOST = 4;

  static PooledNoise of(double expected) {
    return new PooledNoise(expected, 0, 0);
  }

  private boolean isTaken() {
    return expected == Double.POSITIVE_INFINITY;
  }

  /// How many judgements of the expected noise one counts as, in `[1, MOST]`.
  double weight() {
    return isTaken()
        ? 1
        : Math.clamp(GRADED * expected * (WORTH + rounds) / (WORTH * expected + squares), 1, MOST);
  }

  /// The same after one more error.
  ///
  /// @param spread the variance of the prediction, in units of the noise
  PooledNoise after(double error, double spread) {
    return isTaken() ? this : new PooledNoise(expected, squares + error * error / (1 + spread), rounds + 1);
  }

  void save(StateWriter out) {
    out.put(squares).put(rounds);
  }

  /// What was saved, with what this one expects.
  PooledNoise restored(StateReader in) {
    return new PooledNoise(expected, in.number(), in.number());
  }
}
