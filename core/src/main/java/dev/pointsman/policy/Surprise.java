package dev.pointsman.policy;

/// How far an arm's outcomes have run away from what was predicted: the log odds, either way, that they have shifted against that
/// they have not, since that looked least likely; divided by [#SHIFT], so that an error of `e` deviations counts about as `e`
/// less an allowance by which chance runs down. Immutable.
///
/// Source: Page, "Continuous inspection schemes", Biometrika 41 (1954), 100-115 (CUSUM), for errors that are normal; Shin, Ramdas
/// and Rinaldo, "E-detectors: a nonparametric framework for sequential change detection", New England J. of Statistics in Data
/// Science (2023), for outcomes that have bounds: what a bettor on a shift gains, who can't expect to as long as there is none,
/// whatever the outcomes' distribution.
///
/// @param above odds of a shift upwards, at least 0
/// @param below odds of a shift downwards, at least 0
record Surprise(double above, double below) {
  /// The shift that is looked for, in deviations.
  private static final double SHIFT = 0.7;
  /// Where odds can't be chance: some 18,000 to 1, which chance reaches about once in 100,000 observations, or more seldom.
  private static final double LIMIT = 14;
  /// The most of what was gained that a bettor may lose by one outcome.
  private static final double MOST_STAKE = 0.5;
  /// Where an error tells most; such as are larger count as this.
  private static final double MOST_ERROR = 3 / SHIFT;

  static final Surprise NONE = new Surprise(0, 0);

  /// The odds after one more outcome whose error is near normal.
  ///
  /// @param error observed less predicted, in predictive standard deviations
  Surprise after(double error) {
    return plus(error - SHIFT / 2, -error - SHIFT / 2);
  }

  /// The odds after one more outcome that can't leave its bounds.
  ///
  /// @param outcome in `[least, least + 1]`
  /// @param predicted its mean; outside of the bounds it counts as the next of them
  /// @param deviation of the prediction and the outcome around it, above 0
  /// @param least the lower bound
  Surprise after(double outcome, double predicted, double deviation, double least) {
    double room = Math.clamp(predicted - least, 0, 1);
    double error = Math.clamp(outcome - least, 0, 1) - room;
    return plus(gain(error, room, deviation), gain(-error, 1 - room, deviation));
  }

  private Surprise plus(double up, double down) {
    return new Surprise(Math.max(0, above + up), Math.max(0, below + down));
  }

  /// What the odds gain.
  ///
  /// @param error in the direction that is looked at
  /// @param room how far outcomes may fall the other way
  private static double gain(double error, double room, double deviation) {
    double wanted = SHIFT / deviation;
    double most = MOST_STAKE / Math.max(1e-9, room);
    return wanted > 2 * most
        ? ofAnyErrors(Math.min(error / deviation, MOST_ERROR))
        : Math.log1p(Math.min(wanted, most) * error) / SHIFT;
  }

  /// The same where a bettor could stake next to nothing, as outcomes that hardly vary may yet fall far: `e - s (e^2 + 2) / 6`.
  ///
  /// Source: Delyon, "Exponential inequalities for sums of weakly dependent variables", Electronic J. of Probability 14 (2009).
  private static double ofAnyErrors(double error) {
    return error - SHIFT * (error * error + 2) / 6;
  }

  /// Whether what was predicted no longer holds.
  boolean isChange() {
    return Math.max(above, below) > LIMIT;
  }
}
