package dev.pointsman.linear;

import static dev.pointsman.linear.NormalEquations.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricMatrixTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 33, 65})
  void aMatrixTimesItsInverseIsTheIdentity(int d) {
    SymmetricMatrix a = positiveDefinite(d);
    SymmetricMatrix inverse = a.inverse();
    for (int column = 0; column < d; column++) {
      double[] unit = unit(d, column);
      assertThat(a.times(inverse.times(unit))).containsExactly(unit, within(1e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 33, 65})
  void shermanAndMorrisonGiveAFreshInverse(int d) {
    SymmetricMatrix a = positiveDefinite(d);
    SymmetricMatrix updated = a.inverse();
    var random = new SplittableRandom(d);
    for (int i = 0; i < 20; i++) {
      double[] x = vector(random, d);
      a = a.plusOuter(1, 1, x);
      updated = updated.inverseAfterAdding(x);
    }
    assertSame(updated, a.inverse(), 1e-10);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 33})
  void productsAndOuterProductsAreThoseOfPlainLoops(int d) {
    var random = new SplittableRandom(d);
    SymmetricMatrix a = positiveDefinite(d);
    double[] x = vector(random, d);
    double[] y = vector(random, d);
    SymmetricMatrix sum = a.plusOuter(0.7, -1.3, x).plusDiagonal(y);
    for (int i = 0; i < d; i++) {
      double product = 0;
      for (int j = 0; j < d; j++) {
        product += a.at(i, j) * x[j];
        double expected = 0.7 * a.at(i, j) - 1.3 * x[i] * x[j] + (i == j ? y[i] : 0);
        assertThat(sum.at(i, j)).isCloseTo(expected, within(1e-12));
      }
      assertThat(a.times(x)[i]).isCloseTo(product, within(1e-12));
    }
  }

  @Test
  void arithmeticLeavesItsOperandsAsTheyWere() {
    double[] entries = {2, 3};
    SymmetricMatrix a = SymmetricMatrix.diagonal(entries);
    double[] x = {1, 1};
    a.plusOuter(5, 5, x);
    a.plusDiagonal(x);
    a.inverseAfterAdding(x);
    a.inverse();
    entries[0] = 9;
    assertSame(a, SymmetricMatrix.zero(2).plusDiagonal(new double[] {2, 3}), 0);
    assertThat(x).containsExactly(1, 1);
  }

  @Test
  void aMatrixThatIsNotPositiveDefiniteHasNoInverse() {
    double[] x = {1, 2};
    var notPositiveDefinite = new SymmetricMatrix[] {SymmetricMatrix.zero(2),
        SymmetricMatrix.diagonal(new double[] {1, -1}), SymmetricMatrix.diagonal(new double[] {1, Double.NaN}),
        SymmetricMatrix.zero(2).plusOuter(1, 1, x)};
    for (SymmetricMatrix matrix : notPositiveDefinite) {
      assertThatExceptionOfType(ArithmeticException.class).isThrownBy(matrix::inverse)
          .withMessageStartingWith("not positive definite at row");
    }
  }

  private static SymmetricMatrix positiveDefinite(int d) {
    var random = new SplittableRandom(1000 + d);
    double[] ones = new double[d];
    Arrays.fill(ones, 1);
    SymmetricMatrix matrix = SymmetricMatrix.diagonal(ones);
    for (int i = 0; i < d; i++) {
      matrix = matrix.plusOuter(1, 1, vector(random, d));
    }
    return matrix;
  }

  private static double[] unit(int d, int index) {
    double[] unit = new double[d];
    unit[index] = 1;
    return unit;
  }

  private static void assertSame(SymmetricMatrix actual, SymmetricMatrix expected, double tolerance) {
    assertThat(actual.dimension()).isEqualTo(expected.dimension());
    for (int i = 0; i < actual.dimension(); i++) {
      for (int j = 0; j < actual.dimension(); j++) {
        assertThat(actual.at(i, j)).isCloseTo(expected.at(i, j), within(tolerance));
      }
    }
  }
}
