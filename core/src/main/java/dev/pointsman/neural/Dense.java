package dev.pointsman.neural;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.random.RandomGenerator;

/// A dense layer, `y = W x + b`. Immutable. A gradient with respect to a layer is itself written as one.
///
/// @param weights `W`, `m` rows of length `n`, finite
/// @param bias `b`, length `m`, finite
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement, compared by nobody
public record Dense(double[][] weights, double[] bias) {
  public Dense {
    if (weights.length != bias.length) {
      throw new IllegalArgumentException("a layer of " + weights.length + " rows with a bias of length " + bias.length);
    }
    for (double[] row : weights) {
      if (row.length != weights[0].length) {
        throw new IllegalArgumentException("a layer with rows of lengths " + weights[0].length + " and " + row.length);
      }
    }
  }

  /// The layer that gives zero, whatever it is given.
  public static Dense zero(int inputs, int outputs) {
    return new Dense(new double[outputs][inputs], new double[outputs]);
  }

  /// A layer with a bias of zero and weights drawn from a normal distribution of variance `gain / n`: a gain of 2 keeps
  /// the size of what passes through rectified layers, 1 through others.
  ///
  /// Source: He, Zhang, Ren and Sun, ICCV 2015.
  ///
  /// @param gain at least 0
  public static Dense drawn(int inputs, int outputs, double gain, RandomGenerator random) {
    double[][] weights = new double[outputs][inputs];
    for (double[] row : weights) {
      for (int j = 0; j < row.length; j++) {
        row[j] = random.nextGaussian() * Math.sqrt(gain / inputs);
      }
    }
    return new Dense(weights, new double[outputs]);
  }

  /// The length of what it is given, `n`.
  public int inputs() {
    return weights.length == 0 ? 0 : weights[0].length;
  }

  /// The length of what it gives, `m`.
  public int outputs() {
    return bias.length;
  }

  /// `W x + b`, length `m`.
  ///
  /// @param x length `n`
  public double[] apply(double[] x) {
    double[] y = bias.clone();
    for (int i = 0; i < y.length; i++) {
      double[] row = weights[i];
      for (int j = 0; j < row.length; j++) {
        y[i] += row[j] * x[j];
      }
    }
    return y;
  }

  /// What a change of the outputs is worth at the inputs: `W^T g`, length `n`.
  ///
  /// @param g the gradient with respect to the outputs, length `m`
  public double[] back(double[] g) {
    double[] x = new double[inputs()];
    for (int i = 0; i < g.length; i++) {
      double[] row = weights[i];
      for (int j = 0; j < row.length; j++) {
        x[j] += g[i] * row[j];
      }
    }
    return x;
  }

  /// The gradient with respect to the layer, `g x^T` and `g`.
  ///
  /// @param x what it was given, length `n`
  /// @param g the gradient with respect to the outputs, length `m`
  public static Dense gradient(double[] x, double[] g) {
    double[][] weights = new double[g.length][x.length];
    for (int i = 0; i < g.length; i++) {
      for (int j = 0; j < x.length; j++) {
        weights[i][j] = g[i] * x[j];
      }
    }
    return new Dense(weights, g.clone());
  }

  /// This layer and a multiple of another of the same shape.
  public Dense plus(double scale, Dense other) {
    return combined(other, (mine, theirs) -> mine + scale * theirs);
  }

  /// What is made of each number and its like in another layer of the same shape.
  public Dense combined(Dense other, DoubleBinaryOperator made) {
    double[][] rows = new double[weights.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = combined(weights[i], other.weights[i], made);
    }
    return new Dense(rows, combined(bias, other.bias, made));
  }

  private static double[] combined(double[] a, double[] b, DoubleBinaryOperator made) {
    double[] values = new double[a.length];
    for (int j = 0; j < values.length; j++) {
      values[j] = made.applyAsDouble(a[j], b[j]);
    }
    return values;
  }

  /// The same layer with one more output.
  ///
  /// @param row its weights, length `n`
  public Dense withOutput(double[] row, double itsBias) {
    double[][] rows = Arrays.copyOf(weights, weights.length + 1);
    double[] biases = Arrays.copyOf(bias, weights.length + 1);
    rows[weights.length] = row.clone();
    biases[weights.length] = itsBias;
    return new Dense(rows, biases);
  }

  /// The sum of the squares of all its numbers.
  public double squares() {
    double sum = 0;
    for (int i = 0; i < bias.length; i++) {
      sum += bias[i] * bias[i];
      for (double weight : weights[i]) {
        sum += weight * weight;
      }
    }
    return sum;
  }

  /// Writes every number.
  public void save(StateWriter out) {
    out.put((long) inputs()).put(bias);
    for (double[] row : weights) {
      out.put(row);
    }
  }

  /// The layer that was saved.
  ///
  /// @throws IllegalArgumentException if the bytes are not a layer's
  public static Dense read(StateReader in) {
    int inputs = in.length();
    double[] bias = in.numbers();
    double[][] weights = new double[bias.length][];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = in.numbers(inputs);
    }
    return new Dense(weights, bias);
  }
}
