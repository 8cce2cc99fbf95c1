package dev.pointsman.identity;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.linear.SymmetricMatrix;
import java.util.Arrays;
import java.util.Collection;

/// How identities of models are spread, so that a model of which nothing is known is thought to be one of their kind: a
/// normal distribution, fitted to known identities and their uncertainty, drawn towards `N(0, I)`.
///
/// @param mean length `D`
/// @param covariance `D` by `D`
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement, compared by nobody
public record Population(double[] mean, SymmetricMatrix covariance) {
  /// How many models are mixed in: at the origin for the mean, spread by 1 around that mean for the covariance.
  private static final double STANDARD = 2;

  /// `N(0, I)`, the paper's prior.
  public static Population standard(int length) {
    return new Population(new double[length], SymmetricMatrix.diagonal(ones(length)));
  }

  /// The spread of known identities.
  public static Population of(Collection<Identity> known, int length) {
    double[] mean = new double[length];
    double weight = 1 / (known.size() + STANDARD);
    for (Identity identity : known) {
      for (int i = 0; i < length; i++) {
        mean[i] += weight * identity.mean()[i];
      }
    }
    SymmetricMatrix covariance = SymmetricMatrix.zero(length);
    double[] diagonal = new double[length];
    for (Identity identity : known) {
      double[] off = new double[length];
      for (int i = 0; i < length; i++) {
        off[i] = identity.mean()[i] - mean[i];
        diagonal[i] += weight * identity.deviation()[i] * identity.deviation()[i];
      }
      covariance = covariance.plusOuter(1, weight, off);
    }
    for (int i = 0; i < length; i++) {
      diagonal[i] += STANDARD * weight;
    }
    return new Population(mean, covariance.plusDiagonal(diagonal));
  }

  private static double[] ones(int length) {
    double[] ones = new double[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  /// What it says of a single model.
  public Identity typical() {
    double[] deviation = new double[mean.length];
    for (int i = 0; i < deviation.length; i++) {
      deviation[i] = Math.sqrt(covariance.at(i, i));
    }
    return new Identity(mean, deviation);
  }

  /// Writes every number.
  public void save(StateWriter out) {
    out.put(mean);
    covariance.save(out);
  }

  /// The population that was saved.
  ///
  /// @throws IllegalArgumentException if the bytes are not a population's
  public static Population read(StateReader in) {
    double[] mean = in.numbers();
    return new Population(mean, SymmetricMatrix.zero(mean.length).restored(in));
  }
}
