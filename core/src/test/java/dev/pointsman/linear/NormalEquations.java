package dev.pointsman.linear;

import java.util.random.RandomGenerator;

/// The textbook, to hold the regressions against: weighted sums, solved anew by Gaussian elimination whenever asked.
final class NormalEquations {
  private final RidgePrior prior;
  private final double[][] sums;
  private final double[] moments;
  private double squares;
  private double rounds;

  NormalEquations(RidgePrior prior) {
    int d = prior.mean().length;
    this.prior = prior;
    this.sums = new double[d][d];
    this.moments = new double[d];
  }

  /// Adds an observation after all earlier ones have been weighted with `keep`.
  void add(double[] x, double y, double keep) {
    squares = keep * squares + y * y;
    rounds = keep * rounds + 1;
    for (int i = 0; i < x.length; i++) {
      moments[i] = keep * moments[i] + y * x[i];
      for (int j = 0; j < x.length; j++) {
        sums[i][j] = keep * sums[i][j] + x[i] * x[j];
      }
    }
  }

  /// The same with all evidence counted `factor` times.
  NormalEquations times(double factor) {
    var scaled = new NormalEquations(prior);
    for (int i = 0; i < moments.length; i++) {
      scaled.moments[i] = factor * moments[i];
      for (int j = 0; j < moments.length; j++) {
        scaled.sums[i][j] = factor * sums[i][j];
      }
    }
    return scaled;
  }

  double[] theta() {
    return solve(precisions(), weighted());
  }

  double leverage(double[] x) {
    return SymmetricMatrix.dot(x, solve(precisions(), x));
  }

  /// The noise variance of the conjugate normal-inverse-gamma belief, where nothing was forgotten.
  double noise() {
    double errors = squares - SymmetricMatrix.dot(theta(), weighted());
    for (int i = 0; i < moments.length; i++) {
      errors += prior.precision()[i] * prior.mean()[i] * prior.mean()[i];
    }
    return (prior.noise() * prior.noiseWeight() + errors) / (prior.noiseWeight() + rounds);
  }

  private double[] weighted() {
    double[] weighted = moments.clone();
    for (int i = 0; i < weighted.length; i++) {
      weighted[i] += prior.precision()[i] * prior.mean()[i];
    }
    return weighted;
  }

  private double[][] precisions() {
    double[][] precisions = new double[sums.length][];
    for (int i = 0; i < sums.length; i++) {
      precisions[i] = sums[i].clone();
      precisions[i][i] += prior.precision()[i];
    }
    return precisions;
  }

  /// The `x` with `a x = b`; `a` is used up.
  static double[] solve(double[][] a, double[] b) {
    double[] x = b.clone();
    for (int pivot = 0; pivot < x.length; pivot++) {
      for (int row = 0; row < x.length; row++) {
        double factor = row == pivot ? 0 : a[row][pivot] / a[pivot][pivot];
        for (int column = pivot; column < x.length; column++) {
          a[row][column] -= factor * a[pivot][column];
        }
        x[row] -= factor * x[pivot];
      }
    }
    for (int i = 0; i < x.length; i++) {
      x[i] /= a[i][i];
    }
    return x;
  }

  static double[] vector(RandomGenerator random, int d) {
    double[] vector = new double[d];
    for (int i = 0; i < d; i++) {
      vector[i] = random.nextGaussian();
    }
    return vector;
  }
}
