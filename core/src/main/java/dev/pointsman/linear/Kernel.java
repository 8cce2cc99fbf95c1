package dev.pointsman.linear;

import dev.pointsman.routing.FeatureVector;

/// How alike a prompt is to others: `exp(-|x - x_i|^2 / width)`, the squared exponential kernel.
///
/// @param points `n` of length `d`
/// @param width above 0
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement, compared by nobody
public record Kernel(float[][] points, double width) {
  /// Two points as close as this share of the width, squared, are of one prompt. On MMLU-Pro points are either equal or three
  /// times as far apart, and more.
  private static final double SAME = 0.003;

  /// Like nothing.
  public static final Kernel NONE = new Kernel(new float[0][], 1);

  public Kernel {
    if (!(width > 0)) {
      throw new IllegalArgumentException("a kernel's width must be above 0: " + width);
    }
    for (float[] point : points) {
      if (point.length != points[0].length) {
        throw new IllegalArgumentException(
            "a kernel on points of lengths " + points[0].length + " and " + point.length);
      }
    }
  }

  /// Likeness to each point, in `[0, 1]`, length `n`.
  ///
  /// @param x length `d`
  public double[] likeness(FeatureVector x) {
    float[] features = x.toArray();
    double[] likeness = new double[points.length];
    for (int i = 0; i < likeness.length; i++) {
      likeness[i] = Math.exp(-distance(features, points[i]) / width);
    }
    return likeness;
  }

  /// Which of the points it is, up to what encoders differ by from one processor to another, or -1 for none.
  ///
  /// @param x length `d`
  public int indexOf(FeatureVector x) {
    float[] features = x.toArray();
    int nearest = -1;
    double least = SAME * width;
    for (int i = 0; i < points.length; i++) {
      double distance = distance(features, points[i], least);
      if (distance < least) {
        nearest = i;
        least = distance;
      }
    }
    return nearest;
  }

  /// Given up where it reaches `most`.
  private static double distance(float[] x, float[] y, double most) {
    double sum = 0;
    for (int i = 0; i < x.length && sum < most; i++) {
      sum += (x[i] - y[i]) * (x[i] - y[i]);
    }
    return sum;
  }

  /// Four sums side by side, which a processor adds up at once.
  private static float distance(float[] x, float[] y) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = 0;
    for (; i + 3 < x.length; i += 4) {
      a += (x[i] - y[i]) * (x[i] - y[i]);
      b += (x[i + 1] - y[i + 1]) * (x[i + 1] - y[i + 1]);
      c += (x[i + 2] - y[i + 2]) * (x[i + 2] - y[i + 2]);
      d += (x[i + 3] - y[i + 3]) * (x[i + 3] - y[i + 3]);
    }
    for (; i < x.length; i++) {
      a += (x[i] - y[i]) * (x[i] - y[i]);
    }
    return (a + b) + (c + d);
  }

  /// Writes every number.
  public void save(StateWriter out) {
    out.put(width).put((long) points.length);
    for (float[] point : points) {
      out.put(point);
    }
  }

  /// The kernel that was saved.
  ///
  /// @throws IllegalArgumentException if the bytes are no kernel
  public static Kernel read(StateReader in) {
    double width = in.number();
    float[][] points = new float[in.parts()][];
    for (int i = 0; i < points.length; i++) {
      points[i] = in.floats();
    }
    return new Kernel(points, width);
  }
}
