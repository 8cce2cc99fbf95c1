package dev.pointsman.policy;

/// How much a preference prior weighs against judgements.
public sealed interface PriorStrength {
  /// `lambda = 1 / accuracy`, as published: the less accurate the more. Between one observation and two where preferences were
  /// foretold better than by chance, and at most 10.
  record InverseAccuracy() implements PriorStrength {
    /// The least accuracy that is believed, so that a belief that is always wrong is no certainty.
    private static final double LEAST = 0.1;

    @Override
    public double observations(double accuracy) {
      return 1 / Math.max(LEAST, accuracy);
    }
  }

  /// So many observations that it is soon outgrown, the more the better it foretold preferences: `most (2 accuracy - 1)`, at
  /// least one.
  ///
  /// @param most what a prior that is always right is worth, at least 1
  record PseudoCount(double most) implements PriorStrength {
    public PseudoCount {
      if (!(most >= 1 && most < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("the most that a prior is worth must be finite and at least 1: " + most);
      }
    }

    @Override
    public double observations(double accuracy) {
      return Math.max(1, most * (2 * accuracy - 1));
    }
  }

  /// What the prior is worth, in observations.
  ///
  /// @param accuracy share of preferences that it foretold, in `[0, 1]`
  double observations(double accuracy);
}
