package dev.pointsman.linear;

import java.util.List;

/// Bayesian linear regression of an outcome on `d` features, one observation at a time, with a prior that is never
/// forgotten and evidence that may be.
///
/// What is known is kept twice: as the sums `S = sum x x^T` and `b = sum y x` (which add up across learners), and as
/// the posterior that they imply, `P = (Lambda + S)^-1` and `theta = P (Lambda mean + b)`. An observation updates `P` by
/// Sherman and Morrison in `O(d^2)`. Forgetting changes `P` in every direction, so the sums are first kept too large by
/// a common factor, newer observations by as much, and both are put right by a Cholesky decomposition in `O(d^3)` when
/// that factor reaches [#MOST_OVERCOUNT], or after [#REFRESH] observations, which also sweeps up rounding. No request
/// waits for it. Immutable.
public final class RidgeRegression {
  /// How much larger than due the sums may be between two decompositions.
  static final double MOST_OVERCOUNT = 1.05;
  /// The most rank-one updates between two decompositions.
  static final int REFRESH = 256;

  private final RidgePrior prior;
  private final SymmetricMatrix sums;
  private final double[] moments;
  private final double overcount;
  private final int sinceRefresh;
  private final SymmetricMatrix posterior;
  private final double[] theta;
  private final double rounds;
  private final double squaredErrors;

  private RidgeRegression(RidgePrior prior, SymmetricMatrix sums, double[] moments, double overcount,
      int sinceRefresh, SymmetricMatrix posterior, double rounds, double squaredErrors) {
    this.prior = prior;
    this.sums = sums;
    this.moments = moments;
    this.overcount = overcount;
    this.sinceRefresh = sinceRefresh;
    this.posterior = posterior;
    this.rounds = rounds;
    this.squaredErrors = squaredErrors;
    double[] mean = prior.mean();
    double[] precision = prior.precision();
    double[] weighted = moments.clone();
    for (int i = 0; i < mean.length; i++) {
      weighted[i] += precision[i] * mean[i];
    }
    this.theta = posterior.times(weighted);
  }

  /// Knows its prior only.
  public static RidgeRegression of(RidgePrior prior) {
    double[] variances = prior.precision();
    for (int i = 0; i < variances.length; i++) {
      variances[i] = 1 / variances[i];
    }
    int d = variances.length;
    return new RidgeRegression(prior, SymmetricMatrix.zero(d), new double[d], 1, 0,
        SymmetricMatrix.diagonal(variances), 0, 0);
  }

  /// Writes all that was learned; the prior is not written.
  public void save(StateWriter out) {
    sums.save(out);
    out.put(moments).put(overcount).put((long) sinceRefresh);
    posterior.save(out);
    out.put(rounds).put(squaredErrors);
  }

  /// What was saved, around this one's prior.
  public RidgeRegression restored(StateReader in) {
    return new RidgeRegression(prior, sums.restored(in), in.numbers(moments.length), in.number(), (int) in.whole(),
        posterior.restored(in), in.number(), in.number());
  }

  /// Knows a batch of observations at once: the same as observing each, but for rounding and for the noise, which is
  /// judged by the errors that are left, each divided by one minus its own leverage.
  ///
  /// @param xs by observation, each of length `d`
  /// @param ys the outcomes, finite, one for each of `xs`
  public static RidgeRegression fitted(RidgePrior prior, List<double[]> xs, double[] ys) {
    SymmetricMatrix sums = SymmetricMatrix.sumOfOuters(prior.mean().length, xs);
    double[] moments = new double[prior.mean().length];
    for (int i = 0; i < ys.length; i++) {
      moments = plus(1, moments, ys[i], xs.get(i));
    }
    SymmetricMatrix posterior = sums.plusDiagonal(prior.precision()).inverse();
    var fit = new RidgeRegression(prior, sums, moments, 1, 0, posterior, ys.length, 0);
    double squares = 0;
    for (int i = 0; i < ys.length; i++) {
      double error = ys[i] - fit.mean(xs.get(i));
      squares += error * error / Math.max(1e-9, 1 - fit.leverage(xs.get(i)));
    }
    return new RidgeRegression(prior, sums, moments, 1, 0, posterior, ys.length, squares);
  }

  /// The belief that it started from.
  public RidgePrior prior() {
    return prior;
  }

  /// The same after one more observation.
  ///
  /// @param x length `d`
  /// @param y the outcome, finite
  /// @param keep what earlier evidence still counts, in `(0, 1]`; 1 forgets nothing
  public RidgeRegression observe(double[] x, double y, double keep) {
    return observe(x, y, keep, mean(x), leverage(x));
  }

  /// The same after one more observation, of which someone who knew more predicted the outcome.
  ///
  /// @param x length `d`
  /// @param y the outcome, finite
  /// @param keep what earlier evidence still counts, in `(0, 1]`; 1 forgets nothing
  /// @param predicted the outcome that was predicted
  /// @param spread the variance of that prediction in units of the noise, at least 0
  public RidgeRegression observe(double[] x, double y, double keep, double predicted, double spread) {
    if (!(keep > 0 && keep <= 1)) {
      throw new IllegalArgumentException("what is kept must lie in (0, 1]: " + keep);
    }
    if (!Double.isFinite(y)) {
      throw new IllegalArgumentException("an outcome must be finite: " + y);
    }
    double error = y - predicted;
    double newErrors = keep * squaredErrors + error * error / (1 + spread);
    double newRounds = keep * rounds + 1;
    double factor = overcount / keep;
    if (factor > MOST_OVERCOUNT || sinceRefresh + 1 >= REFRESH) {
      SymmetricMatrix exact = sums.plusOuter(1 / factor, 1, x);
      return new RidgeRegression(prior, exact, plus(1 / factor, moments, y, x), 1, 0,
          exact.plusDiagonal(prior.precision()).inverse(), newRounds, newErrors);
    }
    double[] raised = plus(Math.sqrt(factor), x, 0, x);
    return new RidgeRegression(prior, sums.plusOuter(1, factor, x), plus(1, moments, factor * y, x), factor,
        sinceRefresh + 1, posterior.inverseAfterAdding(raised), newRounds, newErrors);
  }

  /// The same coefficients and leverages as had an earlier observation at `x` been `y` instead of `before`; the noise
  /// is still judged by the error that was made.
  ///
  /// @param before the outcome that was observed, finite
  /// @param y the outcome instead, finite
  /// @param weight what that observation still counts, in `[0, 1]`
  public RidgeRegression revise(double[] x, double before, double y, double weight) {
    if (!(weight >= 0 && weight <= 1)) {
      throw new IllegalArgumentException("the weight of a revised observation must lie in [0, 1]: " + weight);
    }
    if (!Double.isFinite(y - before)) {
      throw new IllegalArgumentException("outcomes must be finite: " + before + " revised to " + y);
    }
    checkLength(x);
    return new RidgeRegression(prior, sums, plus(1, moments, overcount * weight * (y - before), x), overcount,
        sinceRefresh, posterior, rounds, squaredErrors);
  }

  /// The predicted outcome, `theta . x`.
  public double mean(double[] x) {
    checkLength(x);
    return SymmetricMatrix.dot(theta, x);
  }

  /// `x^T P x`: the variance of the predicted mean in units of the noise, in `O(d^2)`.
  public double leverage(double[] x) {
    checkLength(x);
    return Math.max(0, SymmetricMatrix.dot(x, posterior.times(x)));
  }

  /// `P x`, length `d`, in `O(d^2)`: how much an outcome at each coefficient would pull the prediction at `x`.
  public double[] pull(double[] x) {
    checkLength(x);
    return posterior.times(x);
  }

  SymmetricMatrix posterior() {
    return posterior;
  }

  /// Whether the posterior was just decomposed anew, so that it is no rank-one update of the one before.
  boolean isFresh() {
    return sinceRefresh == 0;
  }

  /// By how much the sums, and the newest observation in them, are counted too large.
  double overcount() {
    return overcount;
  }

  /// The variance of single outcomes around their mean: the prior's, corrected by the squared errors made so far, each
  /// divided by the `1 + x^T P x` with which it was predicted.
  public double noise() {
    return (prior.noise() * prior.noiseWeight() + squaredErrors) / (prior.noiseWeight() + rounds);
  }

  /// How many observations the evidence still amounts to.
  public double rounds() {
    return rounds;
  }

  /// The coefficients, length `d`; a copy.
  public double[] theta() {
    return theta.clone();
  }

  /// Whether it can be asked at `x`.
  ///
  /// @throws IllegalArgumentException if that has not as many components as there are coefficients
  public void checkLength(double[] x) {
    if (x.length != theta.length) {
      throw new IllegalArgumentException("a regression with " + theta.length
          + " coefficients, the intercept's among them, was given " + x.length + " inputs");
    }
  }

  private static double[] plus(double keep, double[] sum, double scale, double[] x) {
    double[] updated = new double[sum.length];
    for (int i = 0; i < sum.length; i++) {
      updated[i] = keep * sum[i] + scale * x[i];
    }
    return updated;
  }
}
