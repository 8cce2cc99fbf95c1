package dev.pointsman.linear;

import java.util.Collection;

/// The belief about what several regressions have in common: their coefficients are `theta_a = m + delta + w_a`, with the
/// prior mean `m` and the spread `w_a ~ N(0, noise / Lambda)` of each regression's own prior, and one shift
/// `delta ~ N(0, noise / Lambda_0)` for all. Immutable.
///
/// Given the shift, the regressions are independent, so that with the posterior `P_a = (Lambda + S_a)^-1` that each keeps,
/// the shift's own posterior is exact: precision `Lambda_0 + sum_a (Lambda - Lambda P_a Lambda)` and mean
/// `U sum_a Lambda (theta_a - m)` with its inverse `U`. A rank-one update of one `P_a` is one of `U`, in `O(d^2)`.
///
/// Source: Gelman et al., "Bayesian Data Analysis", 3rd ed. 2013, section 15.4 (hierarchical regression with exchangeable
/// coefficients).
public final class SharedShift {
  private final RidgePrior prior;
  private final double[] precision;
  private final SymmetricMatrix covariance;
  private final double[] mean;

  private SharedShift(RidgePrior prior, double[] precision, SymmetricMatrix covariance, double[] mean) {
    this.prior = prior;
    this.precision = precision;
    this.covariance = covariance;
    this.mean = mean;
  }

  /// The belief before any observation.
  ///
  /// @param prior of each regression by itself
  /// @param precision `Lambda_0`, in units of observations, length `d`, above zero
  public static SharedShift of(RidgePrior prior, double[] precision) {
    double[] variances = precision.clone();
    for (int i = 0; i < variances.length; i++) {
      if (!(precision[i] > 0)) {
        throw new IllegalArgumentException("a shared precision must be above zero: " + precision[i]);
      }
      variances[i] = 1 / precision[i];
    }
    return new SharedShift(prior, precision.clone(), SymmetricMatrix.diagonal(variances), new double[precision.length]);
  }

  /// Writes all that was learned; the priors are not written.
  public void save(StateWriter out) {
    covariance.save(out);
    out.put(mean);
  }

  /// What was saved, around this one's priors.
  public SharedShift restored(StateReader in) {
    return new SharedShift(prior, precision, covariance.restored(in), in.numbers(mean.length));
  }

  /// What the shift adds to a prediction.
  ///
  /// @param pull `P x` of the regression that predicts at `x`, length `d`
  public Effect effect(double[] pull) {
    double[] z = scaled(pull, 1);
    return new Effect(SymmetricMatrix.dot(z, mean), Math.max(0, SymmetricMatrix.dot(z, covariance.times(z))));
  }

  /// The coefficients of a regression together with what the shift adds to them, length `d`.
  public double[] coefficients(RidgeRegression regression) {
    double[] theta = regression.theta();
    double[] added = regression.pull(scaled(mean, 1));
    for (int i = 0; i < theta.length; i++) {
      theta[i] += added[i];
    }
    return theta;
  }

  /// An addition to a predicted mean, and to its variance in units of the noise.
  public record Effect(double mean, double leverage) {}

  /// The same after one regression took in one more observation.
  ///
  /// @param before that regression before
  /// @param after that regression since
  /// @param x where it observed, length `d`
  /// @param all every regression as it is now
  public SharedShift observed(RidgeRegression before, RidgeRegression after, double[] x,
      Collection<RidgeRegression> all) {
    if (after.isFresh()) {
      return new SharedShift(prior, precision, recomputed(all), mean).centred(all);
    }
    double weight = after.overcount();
    double[] pull = before.pull(x);
    double scale = Math.sqrt(weight / (1 + weight * SymmetricMatrix.dot(x, pull)));
    return new SharedShift(prior, precision, covariance.inverseAfterAdding(scaled(pull, scale)), mean).centred(all);
  }

  /// The same with the mean that the regressions now speak for.
  public SharedShift centred(Collection<RidgeRegression> all) {
    double[] sum = new double[mean.length];
    double[] centre = prior.mean();
    double[] spread = prior.precision();
    for (RidgeRegression regression : all) {
      double[] theta = regression.theta();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += spread[i] * (theta[i] - centre[i]);
      }
    }
    return new SharedShift(prior, precision, covariance, covariance.times(sum));
  }

  private SymmetricMatrix recomputed(Collection<RidgeRegression> all) {
    SymmetricMatrix sum = SymmetricMatrix.diagonal(precision);
    double[] spread = prior.precision();
    for (RidgeRegression regression : all) {
      sum = sum.plusDiagonal(spread).plus(-1, regression.posterior().scaledBy(spread));
    }
    return sum.inverse();
  }

  private double[] scaled(double[] pull, double scale) {
    double[] spread = prior.precision();
    double[] z = new double[pull.length];
    for (int i = 0; i < z.length; i++) {
      z[i] = scale * spread[i] * pull[i];
    }
    return z;
  }
}
