package dev.pointsman.policy;

import dev.pointsman.routing.Preference;

/// The probability that a candidate is the best one, were each reward an independent normal with the belief's mean and
/// deviation: `P(a) = E[ prod_b Phi((R_a - r_b) / s_b) ]`, by Gauss-Hermite quadrature over `R_a`, then normalised.
///
/// A propensity is true whatever the quadrature's error, because the choice is drawn from these very numbers. The error
/// is below 0.01 while no deviation is more than four times another, and may reach 0.07 at thirty times.
final class BestArm {
  /// Positive nodes and weights of the 16-point rule for a standard normal.
  private static final double[] NODES = {0.38676060450056, 1.16382910055497, 1.95198034571633, 2.76024504763070,
      3.60087362417155, 4.49295530252001, 5.47222570594934, 6.63087819839313};
  private static final double[] WEIGHTS = {0.286568521238012, 0.158338372750950, 0.0472847523540141,
      0.00726693760118475, 5.25984926573909e-4, 1.53000321624873e-5, 1.30947321628682e-7, 1.49781472316184e-10};

  private BestArm() {}

  /// Probabilities by candidate at a preference, length `K`, summing to 1.
  static double[] probabilities(Outlook outlook, Preference preference) {
    double[] mean = outlook.scores(preference);
    int k = mean.length;
    double[] deviation = new double[k];
    boolean certain = true;
    for (int i = 0; i < k; i++) {
      deviation[i] = (1 - preference.costWeight()) * outlook.deviation()[i];
      certain &= deviation[i] < 1e-12;
    }
    double[] probabilities = new double[k];
    if (certain) {
      probabilities[outlook.best(mean)] = 1;
      return probabilities;
    }
    double sum = 0;
    for (int i = 0; i < k; i++) {
      probabilities[i] = best(i, mean, deviation);
      sum += probabilities[i];
    }
    for (int i = 0; i < k; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }

  private static double best(int arm, double[] mean, double[] deviation) {
    double sum = 0;
    for (int n = 0; n < NODES.length; n++) {
      double step = deviation[arm] * NODES[n];
      sum += WEIGHTS[n] * (allBelow(mean[arm] + step, arm, mean, deviation)
          + allBelow(mean[arm] - step, arm, mean, deviation));
    }
    return sum;
  }

  private static double allBelow(double value, int except, double[] mean, double[] deviation) {
    double product = 1;
    for (int b = 0; b < mean.length && product > 1e-12; b++) {
      if (b != except) {
        product *= normalCdf((value - mean[b]) / Math.max(deviation[b], 1e-12));
      }
    }
    return product;
  }

  /// The standard normal distribution function, within 2e-4, as a logistic curve of a cubic.
  ///
  /// Source: Bowling, Khasawneh, Kaewkuekool and Cho, J. Industrial Engineering and Management 2 (2009).
  static double normalCdf(double z) {
    return 1 / (1 + Math.exp(-z * (1.5976 + 0.07056 * z * z)));
  }
}
