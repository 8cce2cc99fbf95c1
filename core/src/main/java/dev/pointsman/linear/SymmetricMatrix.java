package dev.pointsman.linear;

import java.util.List;

/// A dense symmetric `d x d` matrix of doubles, immutable, stored whole and row by row.
///
/// Products run over rows as scaled additions, which the JIT turns into vector instructions without reordering a sum,
/// so results do not depend on the machine.
public final class SymmetricMatrix {
  private final int dimension;
  private final double[] values;

  private SymmetricMatrix(int dimension, double[] values) {
    this.dimension = dimension;
    this.values = values;
  }

  /// The matrix with `entries` on its diagonal and zero elsewhere.
  public static SymmetricMatrix diagonal(double[] entries) {
    int d = entries.length;
    double[] values = new double[d * d];
    for (int i = 0; i < d; i++) {
      values[i * d + i] = entries[i];
    }
    return new SymmetricMatrix(d, values);
  }

  /// The zero matrix.
  public static SymmetricMatrix zero(int dimension) {
    return new SymmetricMatrix(dimension, new double[dimension * dimension]);
  }

  /// Writes all entries.
  public void save(StateWriter out) {
    out.put(values);
  }

  /// A matrix of the same dimension, as it was saved.
  public SymmetricMatrix restored(StateReader in) {
    return new SymmetricMatrix(dimension, in.numbers(values.length));
  }

  /// The number of rows, `d`.
  public int dimension() {
    return dimension;
  }

  /// An entry; rows and columns in `[0, d)`.
  public double at(int row, int column) {
    return values[row * dimension + column];
  }

  /// `A x`, in `O(d^2)`.
  ///
  /// @param x length `d`
  public double[] times(double[] x) {
    int d = dimension;
    double[] product = new double[d];
    for (int i = 0; i < d; i++) {
      axpy(product, x[i], i * d);
    }
    return product;
  }

  private void axpy(double[] sum, double scale, int offset) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] += scale * values[offset + j];
    }
  }

  /// `sum x x^T` over vectors of length `d`, in `O(n d^2)`.
  public static SymmetricMatrix sumOfOuters(int d, List<double[]> xs) {
    double[] sums = new double[d * d];
    for (double[] x : xs) {
      for (int i = 0; i < d; i++) {
        for (int j = 0; j <= i; j++) {
          sums[i * d + j] += x[i] * x[j];
        }
      }
    }
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < i; j++) {
        sums[j * d + i] = sums[i * d + j];
      }
    }
    return new SymmetricMatrix(d, sums);
  }

  /// `keep A + scale x x^T`, in `O(d^2)`.
  ///
  /// @param x length `d`
  public SymmetricMatrix plusOuter(double keep, double scale, double[] x) {
    int d = dimension;
    double[] updated = new double[d * d];
    for (int i = 0; i < d; i++) {
      double factor = scale * x[i];
      int row = i * d;
      for (int j = 0; j < d; j++) {
        updated[row + j] = keep * values[row + j] + factor * x[j];
      }
    }
    return new SymmetricMatrix(d, updated);
  }

  /// `A` with `entries` added to its diagonal.
  public SymmetricMatrix plusDiagonal(double[] entries) {
    double[] updated = values.clone();
    for (int i = 0; i < dimension; i++) {
      updated[i * dimension + i] += entries[i];
    }
    return new SymmetricMatrix(dimension, updated);
  }

  /// `A + scale B`.
  public SymmetricMatrix plus(double scale, SymmetricMatrix other) {
    double[] updated = values.clone();
    for (int i = 0; i < updated.length; i++) {
      updated[i] += scale * other.values[i];
    }
    return new SymmetricMatrix(dimension, updated);
  }

  /// `D A D` with the diagonal matrix `D`.
  ///
  /// @param diagonal length `d`
  public SymmetricMatrix scaledBy(double[] diagonal) {
    double[] updated = values.clone();
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j < dimension; j++) {
        updated[i * dimension + j] *= diagonal[i] * diagonal[j];
      }
    }
    return new SymmetricMatrix(dimension, updated);
  }

  /// Given that this is the inverse of some `A`, the inverse of `A + x x^T`, in `O(d^2)`.
  ///
  /// Source: Sherman and Morrison, Annals of Mathematical Statistics 21 (1950), 124-127.
  ///
  /// @param x length `d`
  public SymmetricMatrix inverseAfterAdding(double[] x) {
    double[] u = times(x);
    return plusOuter(1, -1 / (1 + dot(x, u)), u);
  }

  /// The inverse of a positive definite matrix, by Cholesky decomposition in `O(d^3)`.
  ///
  /// @throws ArithmeticException if the matrix is not positive definite
  public SymmetricMatrix inverse() {
    int d = dimension;
    double[] lower = cholesky();
    // the inverse of the factor, column by column; then L^-T L^-1
    double[] inverse = new double[d * d];
    for (int column = 0; column < d; column++) {
      for (int i = column; i < d; i++) {
        double sum = i == column ? 1 : 0;
        for (int k = column; k < i; k++) {
          sum -= lower[i * d + k] * inverse[column * d + k];
        }
        inverse[column * d + i] = sum / lower[i * d + i];
      }
    }
    double[] product = new double[d * d];
    for (int i = 0; i < d; i++) {
      for (int j = i; j < d; j++) {
        double sum = 0;
        for (int k = j; k < d; k++) {
          sum += inverse[i * d + k] * inverse[j * d + k];
        }
        product[i * d + j] = sum;
        product[j * d + i] = sum;
      }
    }
    return new SymmetricMatrix(d, product);
  }

  private double[] cholesky() {
    int d = dimension;
    double[] lower = new double[d * d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = values[i * d + j];
        for (int k = 0; k < j; k++) {
          sum -= lower[i * d + k] * lower[j * d + k];
        }
        if (i == j) {
          if (!(sum > 0)) {
            throw new ArithmeticException("not positive definite at row " + i);
          }
          lower[i * d + i] = Math.sqrt(sum);
        } else {
          lower[i * d + j] = sum / lower[j * d + j];
        }
      }
    }
    return lower;
  }

  /// The scalar product of two vectors of the same length.
  public static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }
}
