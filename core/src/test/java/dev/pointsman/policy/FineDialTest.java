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
  void pricesAreTheSquaresOfTheCommonDials() {
    assertThat(FineDial.weight(0.5)).isEqualTo(0.5);
    for (double place : new double[] {0.05, 0.3, 0.8, 0.95}) {
      double price = place / (1 - place);
      double weight = FineDial.weight(place);
      assertThat(weight / (1 - weight)).isCloseTo(price * price, within(1e-12 * price * price));
    }
  }

  @Test
  void everyWeightHasItsPlace() {
    for (int i = 0; i <= 1000; i++) {
      double share = i / 1000.0;
      assertThat(FineDial.place(FineDial.weight(share))).isCloseTo(share, within(1e-12));
      assertThat(FineDial.weight(FineDial.place(share))).isCloseTo(share, within(1e-12));
    }
    assertThat(FineDial.weight(FineDial.place(1e-12))).isCloseTo(1e-12, within(1e-20));
  }
}
