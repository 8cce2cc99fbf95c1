package dev.pointsman.identity;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import java.util.Arrays;

/// What is believed of a model: its identity vector is `N(mean, diag deviation^2)`.
///
/// Source: LLM Bandit, arXiv 2502.02743, section 2.3.
///
/// @param mean `mu`, length `D`, finite
/// @param deviation `sigma`, length `D`, at least 0
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement, compared by nobody
public record Identity(double[] mean, double[] deviation) {
  public Identity {
    if (mean.length != deviation.length) {
      throw new IllegalArgumentException(
          "an identity of length " + mean.length + " with deviations of length " + deviation.length);
    }
  }

  /// The belief about a model of which nothing is known, `N(0, I)`.
  public static Identity standard(int length) {
    double[] deviation = new double[length];
    Arrays.fill(deviation, 1);
    return new Identity(new double[length], deviation);
  }

  /// The length of the vector, `D`.
  public int length() {
    return mean.length;
  }

  /// How far its mean is from another's.
  public double squaredDistance(Identity other) {
    double sum = 0;
    for (int i = 0; i < mean.length; i++) {
      sum += (mean[i] - other.mean[i]) * (mean[i] - other.mean[i]);
    }
    return sum;
  }

  /// Writes every number.
  public void save(StateWriter out) {
    out.put(mean).put(deviation);
  }

  /// The identity that was saved.
  ///
  /// @throws IllegalArgumentException if the bytes are not an identity's
  public static Identity read(StateReader in) {
    double[] mean = in.numbers();
    return new Identity(mean, in.numbers(mean.length));
  }
}
