package dev.pointsman.lab.estimate;

import dev.pointsman.lab.report.Student;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// What rounds contribute to an estimate `sum a / sum b`, kept as sums over groups of consecutive rounds, so that
/// memory is bounded: a group is one round up to [#MOST_GROUPS] rounds, and twice as many whenever that many are full.
/// Mutable; not thread-safe.
final class Contributions {
  /// The most groups that are kept.
  static final int MOST_GROUPS = 1 << 14;
  /// Samples drawn for an interval.
  static final int RESAMPLES = 999;
  private static final double TAIL = 0.025;
  private static final double LEAST_FREEDOM = 4;
  /// Relative errors below which numbers are alike.
  private static final double ROUNDING = 1e-9;

  private double[] numerators = new double[256];
  private double[] denominators = new double[256];
  private int groups;
  private long groupSize = 1;
  private long rounds;

  /// Adds what one round contributes.
  ///
  /// @param numerator `a`, finite
  /// @param denominator `b`, finite and at least 0
  void add(double numerator, double denominator) {
    if (rounds % groupSize == 0) {
      open();
    }
    numerators[groups - 1] += numerator;
    denominators[groups - 1] += denominator;
    rounds++;
  }

  private void open() {
    if (groups == MOST_GROUPS) {
      join();
    }
    if (groups == numerators.length) {
      numerators = Arrays.copyOf(numerators, 2 * groups);
      denominators = Arrays.copyOf(denominators, 2 * groups);
    }
    numerators[groups] = 0;
    denominators[groups] = 0;
    groups++;
  }

  private void join() {
    groups /= 2;
    groupSize *= 2;
    for (int i = 0; i < groups; i++) {
      numerators[i] = numerators[2 * i] + numerators[2 * i + 1];
      denominators[i] = denominators[2 * i] + denominators[2 * i + 1];
    }
  }

  /// `sum a / sum b`; not a number before the first round.
  double mean() {
    double a = 0;
    double b = 0;
    for (int i = 0; i < groups; i++) {
      a += numerators[i];
      b += denominators[i];
    }
    return a / b;
  }

  /// The estimate with its 95 % interval by the bootstrap-t: groups are drawn with replacement, and each sample's error is
  /// measured by its own standard error, so that a long tail of weights widens the interval on the side where it is
  /// missing. Where more than one sample in forty has an error but no spread of its own, that end is infinite. Both ends
  /// are moved out as a normal quantile is to Student's at the [#freedom] of the standard error, because few large
  /// contributions hide more that were not drawn.
  ///
  /// Source: Efron and Tibshirani, "An introduction to the bootstrap" (1993), section 12.5; the standard error of a ratio is
  /// that of its linearisation.
  ///
  /// @param resamples how many samples are drawn, such as [#RESAMPLES]; one less than a multiple of 40
  Value value(RandomGenerator random, int resamples) {
    double mean = mean();
    double[] errors = new double[groups];
    for (int i = 0; i < groups; i++) {
      errors[i] = numerators[i] - mean * denominators[i];
    }
    if (!hasSpread(errors)) {
      return new Value(mean, mean, mean);
    }
    double[] t = new double[resamples];
    for (int i = 0; i < resamples; i++) {
      t[i] = drawn(errors, random).t();
    }
    Arrays.sort(t);
    double unit = whole(errors).deviation() * Student.widening(freedom(errors));
    int tail = (int) Math.round(TAIL * (resamples + 1));
    return new Value(mean, mean - t[resamples - tail] * unit, mean - t[tail - 1] * unit);
  }

  /// Whether errors are more than rounding.
  private boolean hasSpread(double[] errors) {
    double squares = 0;
    double most = 0;
    for (int i = 0; i < groups; i++) {
      squares += errors[i] * errors[i];
      most += numerators[i] * numerators[i];
    }
    return squares > ROUNDING * ROUNDING * most;
  }

  /// On how many degrees of freedom the standard error rests: `2 n / (kurtosis - 1)`, about `n` for normal errors and few
  /// where few errors make the sum of squares; half of that, because a sample's kurtosis is too low where tails are long;
  /// at least [#LEAST_FREEDOM].
  ///
  /// Source: Satterthwaite, Biometrics Bulletin 2 (1946), 110-114, with the variance of a sample's variance.
  static double freedom(double[] errors) {
    double squares = 0;
    double fourths = 0;
    for (double error : errors) {
      squares += error * error;
      fourths += error * error * error * error;
    }
    double kurtosis = errors.length * fourths / (squares * squares);
    return Math.max(LEAST_FREEDOM, errors.length / Math.max(1, kurtosis - 1));
  }

  private Sample whole(double[] errors) {
    Sample sample = new Sample();
    for (int i = 0; i < groups; i++) {
      sample.add(errors[i], denominators[i]);
    }
    return sample;
  }

  private Sample drawn(double[] errors, RandomGenerator random) {
    Sample sample = new Sample();
    for (int i = 0; i < groups; i++) {
      int group = (int) (((random.nextInt() & 0xffffffffL) * groups) >>> 32); // uniform to a part in 2^18
      sample.add(errors[group], denominators[group]);
    }
    return sample;
  }

  /// Sums over one sample of groups: of errors `e = a - mean b`, of `b`, and of their products.
  private static final class Sample {
    private double e;
    private double b;
    private double ee;
    private double eb;
    private double bb;

    void add(double error, double denominator) {
      e += error;
      b += denominator;
      ee += error * error;
      eb += error * denominator;
      bb += denominator * denominator;
    }

    /// The standard error of `sum a / sum b`, up to a factor that all samples of a size share.
    double deviation() {
      double shift = e / b;
      double squares = ee - 2 * shift * eb + shift * shift * bb;
      return squares <= ROUNDING * ee ? 0 : Math.sqrt(squares) / b;
    }

    /// How many standard errors the sample lies above the whole; infinite where it has no spread but an error.
    double t() {
      double shift = e / b;
      return shift == 0 ? 0 : shift / deviation();
    }
  }
}
