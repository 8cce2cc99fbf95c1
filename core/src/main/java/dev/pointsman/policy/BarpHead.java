package dev.pointsman.policy;

import dev.pointsman.neural.Activation;
import dev.pointsman.neural.Dense;
import dev.pointsman.neural.Net;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// How BaRP's decision head meets a prompt's features `x` (length `d`) and the encoded preference `p` (length `e`).
///
/// Source: BaRP, arXiv 2510.07429, sections 3 and 4.5.
public enum BarpHead {
  /// One linear map of `(x, p)`: the preference moves all prompts alike.
  LINEAR,
  /// One linear map of every product of `(1, x)` and `(1, p)`.
  BILINEAR,
  /// A hidden layer on `(x, p)`.
  MLP;

  /// What the decision net is given.
  ///
  /// @param x length `d`
  /// @param p length `e`
  public double[] joint(double[] x, double[] p) {
    if (this != BILINEAR) {
      double[] joint = new double[x.length + p.length];
      System.arraycopy(x, 0, joint, 0, x.length);
      System.arraycopy(p, 0, joint, x.length, p.length);
      return joint;
    }
    double[] joint = new double[(x.length + 1) * (p.length + 1)];
    int at = 0;
    for (int i = -1; i < x.length; i++) {
      for (int j = -1; j < p.length; j++) {
        joint[at++] = (i < 0 ? 1 : x[i]) * (j < 0 ? 1 : p[j]);
      }
    }
    return joint;
  }

  /// What a change of the decision net's input is worth at the encoded preference, length `e`.
  ///
  /// @param x length `d`
  /// @param g the gradient with respect to [#joint]
  double[] back(double[] x, int e, double[] g) {
    double[] p = new double[e];
    if (this != BILINEAR) {
      System.arraycopy(g, x.length, p, 0, e);
      return p;
    }
    for (int i = -1; i < x.length; i++) {
      for (int j = 0; j < e; j++) {
        p[j] += (i < 0 ? 1 : x[i]) * g[(i + 1) * (e + 1) + j + 1];
      }
    }
    return p;
  }

  /// The length of [#joint].
  public int inputs(int d, int e) {
    return this == BILINEAR ? (d + 1) * (e + 1) : d + e;
  }

  /// A decision net whose layers are drawn by chance but for the last, which is zero: every arm is as probable as any other.
  Net undecided(int d, int e, int hidden, int arms, RandomGenerator random) {
    List<Dense> layers = new ArrayList<>();
    if (this == MLP) {
      layers.add(Dense.drawn(inputs(d, e), hidden, 2, random));
    }
    layers.add(Dense.zero(this == MLP ? hidden : inputs(d, e), arms));
    return new Net(layers, Activation.RELU);
  }
}
