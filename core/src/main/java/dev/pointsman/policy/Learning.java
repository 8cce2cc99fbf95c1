package dev.pointsman.policy;

import dev.pointsman.linear.RidgePrior;
import java.util.Arrays;
import java.util.List;

/// How per-arm regressions of quality start and forget. Precisions are in observations.
///
/// @param slopePrecision of the belief that a feature means the same for an arm as for all, or nothing if arms are learned
///     apart; above 0
/// @param sharedPrecision of the belief that a feature means nothing for arms in common, above 0; infinite where arms are
///     learned apart
/// @param keep what evidence still counts one judged round later, in `(0, 1]`; 0.99997 halves it in 23,105 rounds
/// @param pooling whether precisions are in judgements as noisy as a coin, so that such as vary much less count as several
public record Learning(double slopePrecision, double sharedPrecision, double keep, boolean pooling) {
  /// Variance of single judgements around their mean: about that of a coin, less what the prompt explains.
  private static final double NOISE = 0.17;
  private static final double EVEN_CHANCE = 0.5;
  private static final double LEVEL_PRECISION = 2;
  /// What evidence still counts one judged round later where nobody says otherwise. Sudden changes are noticed at once; this is for
  /// slow ones.
  static final double KEEP = 0.99997;

  /// Each arm for itself.
  public static final Learning APART = new Learning(1, Double.POSITIVE_INFINITY, KEEP);
  /// Each arm for itself, hardly trusting features: for prompts that say little of what an arm is good at, as those of benchmarks.
  public static final Learning SHRUNK = new Learning(30, Double.POSITIVE_INFINITY, KEEP);
  /// Each arm around what all have in common, which is learned with them: for prompts that say little, and for prompts that
  /// say much, of what an arm is good at.
  public static final List<Learning> RIVALS = List.of(around(70, true), around(3, false));

  public Learning {
    if (!(slopePrecision > 0)) {
      throw new IllegalArgumentException("slope_precision must be above 0: " + slopePrecision);
    }
    if (!(sharedPrecision > 0)) {
      throw new IllegalArgumentException("shared_precision must be above 0: " + sharedPrecision);
    }
    if (!(keep > 0 && keep <= 1)) {
      throw new IllegalArgumentException("keep must lie in (0, 1]: " + keep);
    }
  }

  /// Every judgement counts as one.
  public Learning(double slopePrecision, double sharedPrecision, double keep) {
    this(slopePrecision, sharedPrecision, keep, false);
  }

  private static Learning around(double slopePrecision, boolean pooling) {
    return new Learning(slopePrecision, 17, KEEP, pooling);
  }

  /// The belief that each arm's regression starts from, around what arms have in common.
  ///
  /// @param features length `d` of the feature vectors it will see
  public RidgePrior prior(int features) {
    return RidgePrior.withIntercept(features, EVEN_CHANCE, LEVEL_PRECISION, slopePrecision, NOISE);
  }

  LinearArms untrained(int features) {
    return untrained(prior(features));
  }

  /// Knows the prior only, each arm's level being believed in as by so many observations.
  LinearArms untrained(int features, double levelPrecision) {
    return untrained(RidgePrior.withIntercept(features, EVEN_CHANCE, levelPrecision, slopePrecision, NOISE));
  }

  private LinearArms untrained(RidgePrior prior) {
    LinearArms arms = apartOrAround(prior);
    return pooling ? arms.pooling() : arms;
  }

  private LinearArms apartOrAround(RidgePrior prior) {
    if (sharedPrecision == Double.POSITIVE_INFINITY) {
      return LinearArms.of(prior, keep);
    }
    double[] shared = prior.precision();
    Arrays.fill(shared, sharedPrecision);
    shared[0] = LEVEL_PRECISION;
    return LinearArms.sharing(prior, shared, keep);
  }
}
