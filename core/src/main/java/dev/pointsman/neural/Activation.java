package dev.pointsman.neural;

/// What is done to each number between two layers.
public enum Activation {
  /// `z`.
  IDENTITY {
    @Override
    public double apply(double z) {
      return z;
    }

    @Override
    public double slope(double z) {
      return 1;
    }
  },
  /// `max(z, 0)`; its slope at 0 is 0.
  RELU {
    @Override
    public double apply(double z) {
      return Math.max(z, 0);
    }

    @Override
    public double slope(double z) {
      return z > 0 ? 1 : 0;
    }
  },
  /// The hyperbolic tangent.
  TANH {
    @Override
    public double apply(double z) {
      return Math.tanh(z);
    }

    @Override
    public double slope(double z) {
      double t = Math.tanh(z);
      return 1 - t * t;
    }
  },
  /// `1 / (1 + exp(-z))`.
  LOGISTIC {
    @Override
    public double apply(double z) {
      return 1 / (1 + Math.exp(-z));
    }

    @Override
    public double slope(double z) {
      double p = apply(z);
      return p * (1 - p);
    }
  };

  /// Its value at a number.
  public abstract double apply(double z);

  /// The derivative at `z`.
  public abstract double slope(double z);

  /// Each number of an array; a new one.
  public double[] apply(double[] z) {
    double[] values = new double[z.length];
    for (int i = 0; i < z.length; i++) {
      values[i] = apply(z[i]);
    }
    return values;
  }
}
