package dev.pointsman.linear;

import java.util.Arrays;

/// The belief of a regression before its first observation: coefficients `N(mean, noise / precision)`, independent, and
/// a noise variance worth a few observations.
///
/// Precisions are in units of observations: a precision of 10 for a coefficient counts as much as ten observations with
/// that feature at 1 and the others at 0.
///
/// @param mean length `d`, finite
/// @param precision length `d`, above zero
/// @param noise variance of single observations around their mean, above zero
/// @param noiseWeight how many observations the belief about `noise` is worth, above zero
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement; the accessors copy
public record RidgePrior(double[] mean, double[] precision, double noise, double noiseWeight) {
  public RidgePrior {
    mean = mean.clone();
    precision = precision.clone();
    if (mean.length != precision.length) {
      throw new IllegalArgumentException(
          "a prior mean of length " + mean.length + " and precisions of length " + precision.length);
    }
    for (double m : mean) {
      require(Double.isFinite(m), "a prior mean must be finite", m);
    }
    for (double p : precision) {
      require(p > 0, "a prior precision must be above zero", p);
    }
    require(noise > 0, "the noise variance must be above zero", noise);
    require(noiseWeight > 0, "the weight of the noise prior must be above zero", noiseWeight);
  }

  /// A prior for features behind an intercept: only the intercept has a mean, and slopes share one precision.
  ///
  /// @param features number of features without the intercept
  public static RidgePrior withIntercept(int features, double intercept, double interceptPrecision,
      double slopePrecision, double noise) {
    double[] mean = new double[features + 1];
    mean[0] = intercept;
    double[] precision = new double[features + 1];
    Arrays.fill(precision, slopePrecision);
    precision[0] = interceptPrecision;
    return new RidgePrior(mean, precision, noise, 10);
  }

  /// The outcome predicted before any observation, `mean . x`.
  ///
  /// @param x length `d`
  public double mean(double[] x) {
    return SymmetricMatrix.dot(mean, x);
  }

  /// `sum x_i^2 / precision_i`: the variance of that prediction in units of the noise, in `O(d)`.
  ///
  /// @param x length `d`
  public double leverage(double[] x) {
    double sum = 0;
    for (int i = 0; i < precision.length; i++) {
      sum += x[i] * x[i] / precision[i];
    }
    return sum;
  }

  @Override
  public double[] mean() {
    return mean.clone();
  }

  @Override
  public double[] precision() {
    return precision.clone();
  }

  private static void require(boolean holds, String rule, double value) {
    if (!holds) { // written so that NaN is refused too
      throw new IllegalArgumentException(rule + ": " + value);
    }
  }
}
