package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FineDialTest {
  @Test
  void weightsRiseWithPlacesFromNothingToAll() {
    assertThat(FineDial.weight(0)).isZero();
    assertThat(FineDial.weight(1)).isEqualTo(1);
    for (int i = 1; i <= 1000; i++) {
      assertThat(FineDial.weight(i / 1000.0)).isGreaterThan(FineDial.weight((i - 1) / 1000.0));
    }
  }

  @Test
  void pricesAreAPowerOfTheCommonDialsAndTheSameAtThreeTenths() {
    assertThat(FineDial.weight(0.3)).isCloseTo(0.3, within(1e-15));
    for (double place : new double[] {0.05, 0.3, 0.8, 0.95}) {
      double price = place / (1 - place);
      double weight = FineDial.weight(place);
      double expected = 3 / 7.0 * Math.pow(price * 7 / 3, 2.5);
      assertThat(weight / (1 - weight)).isCloseTo(expected, within(1e-12 * expected));
    }
  }

  @Test
  void everyWeightHasItsPlace() {
    for (int i = 0; i <= 1000; i++) {
      double share = i / 1000.0;
      assertThat(FineDial.place(FineDial.weight(share))).isCloseTo(share, within(1e-11)); // weights near 1 have no more digits
      assertThat(FineDial.weight(FineDial.place(share))).isCloseTo(share, within(1e-12));
    }
    assertThat(FineDial.weight(FineDial.place(1e-12))).isCloseTo(1e-12, within(1e-20));
  }
}
