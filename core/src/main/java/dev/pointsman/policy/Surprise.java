package dev.pointsman.policy;

/// How far an arm's outcomes have run away from what was predicted: two cumulative sums of standardised errors, one either
/// way, each less an allowance that lets chance run down. Immutable.
///
/// Source: Page, "Continuous inspection schemes", Biometrika 41 (1954), 100-115 (CUSUM).
///
/// @param above sum of errors upwards, at least 0
/// @param below sum of errors downwards, at least 0
record Surprise(double above, double below) {
  /// Deviations that each error may have without counting; half of the smallest shift that is looked for.
  private static final double ALLOWANCE = 0.35;
  /// Where a sum can't be chance: with normal errors once in some 30,000 observations.
  private static final double LIMIT = 14;

  static final Surprise NONE = new Surprise(0, 0);

  /// The sums after one more error.
  ///
  /// @param error observed less predicted, in predictive standard deviations
  Surprise after(double error) {
    return new Surprise(Math.max(0, above + error - ALLOWANCE), Math.max(0, below - error - ALLOWANCE));
  }

  /// Whether what was predicted no longer holds.
  boolean isChange() {
    return Math.max(above, below) > LIMIT;
  }
}
