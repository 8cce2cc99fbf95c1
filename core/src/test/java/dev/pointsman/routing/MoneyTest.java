package dev.pointsman.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {
  private static final Money MOST = new Money(Long.MAX_VALUE);
  private static final Money LEAST = new Money(Long.MIN_VALUE);
  private static final Money NANO = new Money(1);

  @Test
  void aThousandSmallCallsSumExactly() {
    Money call = Money.ofUsd(new BigDecimal("0.000000123"));
    Money sum = Money.ZERO;
    for (int i = 0; i < 1000; i++) {
      sum = sum.plus(call);
    }
    assertThat(sum).isEqualTo(Money.ofUsd(new BigDecimal("0.000123")));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void arithmeticIsThatOfDecimals(long seed) {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 1000; i++) {
      Money a = new Money(random.nextLong(-1L << 60, 1L << 60));
      Money b = new Money(random.nextLong(-1L << 60, 1L << 60));
      assertThat(a.plus(b).exactUsd()).isEqualTo(a.exactUsd().add(b.exactUsd()));
      assertThat(a.minus(b).exactUsd()).isEqualTo(a.exactUsd().subtract(b.exactUsd()));
      assertThat(a.isAbove(b)).isEqualTo(a.compareTo(b) > 0).isEqualTo(a.exactUsd().compareTo(b.exactUsd()) > 0);
      assertThat(Money.ofUsd(a.exactUsd())).isEqualTo(a);
      assertThat(a.usd()).isCloseTo(a.exactUsd().doubleValue(), withinPercentage(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anEstimateIsRoundedUpToTheNextBillionth(long seed) {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 1000; i++) {
      double usd = Math.exp(random.nextDouble(-30, 20));
      BigDecimal expected = new BigDecimal(Double.toString(usd)).setScale(9, RoundingMode.CEILING);
      assertThat(Money.roundedUp(usd).exactUsd()).isEqualTo(expected);
    }
    assertThat(Money.roundedUp(0.1)).isEqualTo(new Money(100_000_000));
    assertThat(Money.roundedUp(Double.MIN_VALUE)).isEqualTo(NANO);
    assertThat(Money.roundedUp(0)).isEqualTo(Money.ZERO);
  }

  @Test
  void whatDoesNotFitThrowsInsteadOfWrapping() {
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> MOST.plus(NANO));
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> LEAST.minus(NANO));
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> Money.ZERO.minus(LEAST));
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> Money.roundedUp(1e10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0000000001", "9223372036.854775808", "1E+2000000000", "1E-2000000000"})
  void anAmountThatIsNotExactOrTooLargeIsNamed(String usd) {
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> Money.ofUsd(new BigDecimal(usd)))
        .withMessageContaining("whole billionths").withMessageContaining("9.2 billion")
        .withMessageContaining(new BigDecimal(usd).toString());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, -1e-300, Double.NaN, Double.POSITIVE_INFINITY})
  void anAbsurdEstimateIsNamed(double usd) {
    assertThatIllegalArgumentException().isThrownBy(() -> Money.roundedUp(usd))
        .withMessage("an amount must be finite and at least 0 USD: " + usd);
  }

  @ParameterizedTest
  @CsvSource({"0, $0", "1, $0.000000001", "100000000000, $100", "1500000000, $1.5", "-2500000, $-0.0025",
      "9223372036854775807, $9223372036.854775807"})
  void isPrintedInDollarsWithoutRoundingOrExponent(long nanos, String printed) {
    assertThat(new Money(nanos)).hasToString(printed);
  }
}
