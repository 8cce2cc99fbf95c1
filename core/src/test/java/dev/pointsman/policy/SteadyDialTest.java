package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.routing.Preference;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteadyDialTest {
  private static final int ARMS = 7;
  private static final double UNIT = 0.002;
  private static final SteadyDial DIAL = new SteadyDial(UNIT);

  /// A rule that is certain of another arm at every price.
  private static DoubleFunction<double[]> fickle(long seed) {
    return price -> {
      double[] probabilities = new double[ARMS];
      probabilities[new SplittableRandom(seed + Double.doubleToLongBits(price)).nextInt(ARMS)] = 1;
      return probabilities;
    };
  }

  @Test
  void aStepOfTheDialMovesLittleWhateverTheRule() {
    var random = new SplittableRandom(1);
    for (int trial = 0; trial < 5000; trial++) {
      double from = random.nextDouble();
      double to = Math.clamp(from + random.nextDouble(-0.01, 0.01), 0, 1);
      double[] before = DIAL.mean(from, fickle(trial));
      double[] after = DIAL.mean(to, fickle(trial));
      Outlooks.assertProbabilities(before);
      double moved = 0;
      for (int i = 0; i < ARMS; i++) {
        moved += Math.abs(after[i] - before[i]) / 2;
      }
      assertThat(moved).isLessThanOrEqualTo(5 * Math.abs(to - from) + 1e-12);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2, 0.4, 0.6, 0.8, 1})
  void atItsSixPricesARuleIsTakenAsItIs(double weight) {
    assertThat(DIAL.mean(weight, fickle(3))).containsExactly(fickle(3).apply(DIAL.price(weight)), within(1e-12));
  }

  @Test
  void thePriceRisesFromNothingToAnythingAtAllAndTheWayBackIsTheSame() {
    assertThat(DIAL.price(0)).isZero();
    assertThat(DIAL.price(0.8)).isCloseTo(1 / UNIT, within(1e-9));
    assertThat(DIAL.price(1)).isInfinite();
    for (int i = 0; i <= 1000; i++) {
      double weight = i / 1000.0;
      assertThat(DIAL.weight(DIAL.price(weight))).isCloseTo(weight, within(1e-12));
      assertThat(i == 0 || DIAL.price(weight) > DIAL.price((i - 1) / 1000.0)).isTrue();
    }
  }

  @Test
  void theRewardAtAPlaceHasItsPrice() {
    for (int i = 0; i <= 100; i++) {
      Preference preference = DIAL.preference(i / 100.0);
      assertThat(preference.costWeight()).isEqualTo(i / 100.0);
      assertThat(preference.costScale().usd()).isBetween(3.5 * UNIT, 5.1 * UNIT);
      assertThat(preference.reward(DIAL.price(0.5) * 0.001, 0.001) * (i - 50)).isLessThanOrEqualTo(1e-4);
    }
  }

  @Test
  void theUnitIsAboveZero() {
    assertThatThrownBy(() -> new SteadyDial(0)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0.0");
  }

  @Test
  void theSmallestWeightsHaveAScaleToo() {
    assertThat(DIAL.preference(Double.MIN_VALUE).costScale().usd()).isCloseTo(4 * UNIT, within(1e-8));
    assertThat(DIAL.preference(0.1999).costScale().usd())
        .isCloseTo(DIAL.preference(0.2).costScale().usd(), within(1e-5));
  }
}
