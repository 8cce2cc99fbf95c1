package dev.pointsman.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreferenceTest {
  private static final Preference EVEN = new Preference(0.5, new Money(2_000_000));

  @Test
  void aCostOfOneScaleWeighsAsMuchAsTheWholeRangeOfQuality() {
    assertThat(EVEN.reward(1, 0.002)).isCloseTo(EVEN.reward(0, 0), within(1e-15));
  }

  @Test
  void theEndsOfTheDialSeeOneThingOnly() {
    assertThat(EVEN.withCostWeight(0).reward(0.7, 123)).isEqualTo(0.7);
    assertThat(EVEN.withCostWeight(1).reward(0.7, 0.001)).isEqualTo(-0.5);
  }

  @Test
  void aPriceOfMoneyIsAWeight() {
    Preference priced = EVEN.withPrice(500);
    assertThat(priced.costWeight() / (1 - priced.costWeight()) / EVEN.costScale().usd()).isCloseTo(500, within(1e-9));
    assertThat(EVEN.withPrice(Double.POSITIVE_INFINITY).costWeight()).isEqualTo(1);
    assertThat(EVEN.withPrice(0).costWeight()).isZero();
  }

  @Test
  void aWeightIsRaisedAndNeverLowered() {
    assertThat(EVEN.withCostWeightAtLeast(0.6)).isEqualTo(EVEN.withCostWeight(0.6));
    assertThat(EVEN.withCostWeightAtLeast(0.4)).isEqualTo(EVEN);
  }

  @Test
  void aCallTwiceAsDearWeighsTwiceAsMuch() {
    assertThat(EVEN.reward(0, 0.02)).isEqualTo(2 * EVEN.reward(0, 0.01));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void aWeightOrExplorationOutsideItsRangeIsNamed(double value) {
    assertThatIllegalArgumentException().isThrownBy(() -> EVEN.withCostWeight(value))
        .withMessage("cost_weight must lie in [0, 1]: " + value);
    assertThatIllegalArgumentException().isThrownBy(() -> new Context(FeatureVector.of(), EVEN, value))
        .withMessage("max_exploration must lie in [0, 1]: " + value);
  }

  @Test
  void aScaleOfNothingIsNamed() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Preference(0.5, Money.ZERO))
        .withMessage("a cost scale must be above zero: $0");
  }
}
