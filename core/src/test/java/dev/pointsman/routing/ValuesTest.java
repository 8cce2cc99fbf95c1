package dev.pointsman.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// The small values: features, arms, candidates, estimates.
class ValuesTest {
  @Test
  void featuresShareNoArrayWithAnyone() {
    float[] given = {1, 2};
    var features = FeatureVector.of(given);
    given[0] = 9;
    features.toArray()[1] = 9;
    assertThat(features).isEqualTo(FeatureVector.of(1, 2)).hasSameHashCodeAs(FeatureVector.of(1, 2))
        .isNotEqualTo(FeatureVector.of(9, 9)).hasToString("FeatureVector[1.0, 2.0]");
  }

  @Test
  void theInterceptComesFirst() {
    assertThat(FeatureVector.of(3, 4).withIntercept()).containsExactly(1, 3, 4);
    assertThat(FeatureVector.of().withIntercept()).containsExactly(1);
  }

  @Test
  void aFeatureThatIsOutOfRangeIsNamed() {
    String rule = " must lie in [-10000, 10000], best about 1 in size, as a count's logarithm is: ";
    assertThatIllegalArgumentException().isThrownBy(() -> FeatureVector.of(0, Float.NaN))
        .withMessage("feature 1" + rule + "NaN");
    assertThatIllegalArgumentException().isThrownBy(() -> FeatureVector.of(Float.NEGATIVE_INFINITY))
        .withMessage("feature 0" + rule + "-Infinity");
    assertThatIllegalArgumentException().isThrownBy(() -> FeatureVector.of(128_000))
        .withMessage("feature 0" + rule + "128000.0");
    assertThat(FeatureVector.of(-FeatureVector.MOST, FeatureVector.MOST).length()).isEqualTo(2);
  }

  @Test
  void anArmHasAnId() {
    assertThat(new Arm("openai|gpt")).hasToString("openai|gpt");
    assertThatIllegalArgumentException().isThrownBy(() -> new Arm(" "));
  }

  @Test
  void aNegativeCostIsNamedWithItsArm() {
    Candidate sound = Candidate.listed(new Arm("a"), new Money(5));
    assertThatIllegalArgumentException().isThrownBy(() -> sound.expecting(new Money(-1)))
        .withMessage("a cost of a is negative: listed $0.000000005, expected $-0.000000001");
  }

  @Test
  void aNinetyPercentIntervalStaysAmongQualities() {
    var estimate = new Estimate(0.9, 0.1);
    assertThat(estimate.low()).isCloseTo(0.7355, within(1e-4));
    assertThat(estimate.high()).isEqualTo(1);
    assertThat(new Estimate(-0.5, 0.1).low()).isZero();
  }

  @Test
  void whatIsNoEstimateIsNamed() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Estimate(Double.NaN, 0))
        .withMessage("not an estimate: NaN +- 0.0");
    assertThatIllegalArgumentException().isThrownBy(() -> new Estimate(0.5, Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> new Estimate(0.5, -0.1));
  }
}
