package dev.pointsman.routing;

import java.util.Arrays;

/// What an encoder makes of a prompt: `d` numbers of single precision, immutable. Priors of policies are made for features about 1
/// in size; of much larger ones sums of squares leave nothing of a prior's digits, and at last of what was learned.
public final class FeatureVector {
  /// The largest feature, either way.
  public static final float MOST = 10_000;

  private final float[] values;

  private FeatureVector(float[] values) {
    this.values = values;
  }

  /// A vector of the given components.
  ///
  /// @param values the `d` components, in `[-MOST, MOST]`; copied
  /// @throws IllegalArgumentException if one is not
  public static FeatureVector of(float... values) {
    for (int i = 0; i < values.length; i++) {
      if (!(Math.abs(values[i]) <= MOST)) {
        throw new IllegalArgumentException(
            "feature " + i + " must lie in [-10000, 10000], best about 1 in size, as a count's"
                + " logarithm is: " + values[i]);
      }
    }
    return new FeatureVector(values.clone());
  }

  /// The number of components, `d`.
  public int length() {
    return values.length;
  }

  /// Whether it fits what was made for vectors of a length.
  ///
  /// @throws IllegalArgumentException if it has another
  public void checkLength(int d) {
    if (values.length != d) {
      throw new IllegalArgumentException("a prompt has " + values.length + " features where " + d
          + " belong; all that is learned and decided takes those of one encoder");
    }
  }

  /// A component.
  ///
  /// @param index in `[0, d)`
  public float at(int index) {
    return values[index];
  }

  /// A copy of the components.
  public float[] toArray() {
    return values.clone();
  }

  /// `(1, x)`: the components behind a constant one, as regressions with an intercept want them.
  public double[] withIntercept() {
    double[] augmented = new double[values.length + 1];
    augmented[0] = 1;
    for (int i = 0; i < values.length; i++) {
      augmented[i + 1] = values[i];
    }
    return augmented;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureVector that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "FeatureVector" + Arrays.toString(values);
  }
}
