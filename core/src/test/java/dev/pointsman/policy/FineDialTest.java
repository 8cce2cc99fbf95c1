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
  void pricesAreThoseOfTheCommonDialFromThreeTenthsOnAndSmallerBySquaresBelow() {
    for (double place : new double[] {0.3, 0.5, 0.9, 1}) {
      assertThat(FineDial.weight(place)).isEqualTo(place);
    }
    assertThat(price(FineDial.weight(0.15))).isCloseTo(price(0.15) / 4, within(1e-12));
    assertThat(price(FineDial.weight(0.1))).isCloseTo(price(0.1) / 9, within(1e-12));
    assertThat(FineDial.weight(Math.nextDown(0.3))).isCloseTo(0.3, within(1e-12));
  }

  @Test
  void everyWeightHasItsPlace() {
    for (int i = 0; i <= 1000; i++) {
      double place = i / 1000.0;
      assertThat(FineDial.place(FineDial.weight(place))).isCloseTo(place, within(1e-7));
      assertThat(FineDial.weight(FineDial.place(place))).isCloseTo(place, within(1e-12));
    }
    assertThat(FineDial.weight(FineDial.place(1e-12))).isCloseTo(1e-12, within(1e-20));
  }

  private static double price(double weight) {
    return weight / (1 - weight);
  }
}
