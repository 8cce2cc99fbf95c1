package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.linear.SymmetricMatrix;
import dev.pointsman.routing.FeatureVector;

/// Carries prompts into the space of the model embeddings: `psi(q) = W phi(q) + b`. Immutable.
///
/// Source: PILOT, arXiv 2508.21141, stage A.
///
/// @param weights `W`, `m` rows of length `d`, finite
/// @param bias `b`, length `m`, finite
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement, compared by nobody
public record QueryProjection(double[][] weights, double[] bias) {
  public QueryProjection {
    if (weights.length != bias.length) {
      throw new IllegalArgumentException(
          "a projection of " + weights.length + " rows with a bias of length " + bias.length);
    }
  }

  /// The features themselves, and a constant one behind them: what is used where nothing was trained.
  ///
  /// @param features `d`
  static QueryProjection identity(int features) {
    double[][] weights = new double[features + 1][features];
    double[] bias = new double[features + 1];
    for (int i = 0; i < features; i++) {
      weights[i][i] = 1;
    }
    bias[features] = 1;
    return new QueryProjection(weights, bias);
  }

  /// The length of a prompt's features, `d`.
  public int inputs() {
    return weights.length == 0 ? 0 : weights[0].length;
  }

  /// The length of a projected prompt, `m`.
  public int outputs() {
    return bias.length;
  }

  /// `psi(q)`, length `m`.
  ///
  /// @param features length `d`
  /// @throws IllegalArgumentException if they have another
  public double[] apply(FeatureVector features) {
    features.checkLength(inputs());
    double[] projected = bias.clone();
    for (int i = 0; i < projected.length; i++) {
      double[] row = weights[i];
      for (int j = 0; j < row.length; j++) {
        projected[i] += row[j] * features.at(j);
      }
    }
    return projected;
  }

  /// `psi(q) / ||psi(q)||`, length `m`; zero where `psi(q)` is.
  ///
  /// @param features length `d`
  public double[] direction(FeatureVector features) {
    return unit(apply(features));
  }

  /// A vector at length 1; zero if it has none.
  public static double[] unit(double[] vector) {
    double norm = Math.sqrt(SymmetricMatrix.dot(vector, vector));
    double[] unit = new double[vector.length];
    for (int i = 0; i < unit.length && norm > 0; i++) {
      unit[i] = vector[i] / norm;
    }
    return unit;
  }

  void save(StateWriter out) {
    out.put(bias).put((long) inputs());
    for (double[] row : weights) {
      out.put(row);
    }
  }

  static QueryProjection read(StateReader in) {
    double[] bias = in.numbers();
    int inputs = in.length();
    double[][] weights = new double[bias.length][];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = in.numbers(inputs);
    }
    return new QueryProjection(weights, bias);
  }
}
