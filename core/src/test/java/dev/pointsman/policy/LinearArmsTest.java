package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.linear.RidgePrior;
import dev.pointsman.linear.RidgeRegression;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.FeatureVector;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearArmsTest {
  private static final RidgePrior PRIOR = RidgePrior.withIntercept(2, 0.5, 2, 4, 0.17);
  private static final FeatureVector X = FeatureVector.of(0.6f, -0.8f);
  private static final FeatureVector Y = FeatureVector.of(0.8f, 0.6f);
  private static final Arm A = new Arm("a");
  private static final Arm B = new Arm("b");

  @Test
  void anArmItHasNotMetAnswersFromThePrior() {
    LinearArms arms = LinearArms.of(PRIOR, 0.99).observe(A, X, 1);
    Estimate unknown = arms.estimate(B, X.withIntercept());
    assertThat(unknown.mean()).isEqualTo(0.5);
    assertThat(unknown.deviation()).isCloseTo(Math.sqrt(0.17 * (1 / 2.0 + 1 / 4.0)), within(1e-6));
    assertThat(arms.noise(B)).isCloseTo(0.17, within(1e-12));
  }

  @Test
  void judgementsThatPassAsOftenAsTheyFailCountAsOneEach() {
    LinearArms pooling = LinearArms.of(PRIOR, 1).pooling();
    LinearArms plain = LinearArms.of(PRIOR, 1);
    var random = new SplittableRandom(1);
    for (int i = 0; i < 300; i++) {
      FeatureVector x = i % 2 == 0 ? X : Y;
      double outcome = random.nextInt(2);
      pooling = pooling.observe(A, x, outcome);
      plain = plain.observe(A, x, outcome);
    }
    assertThat(pooling.estimate(A, X.withIntercept())).isEqualTo(plain.estimate(A, X.withIntercept()));
    assertThat(pooling.noise(A)).isEqualTo(plain.noise(A));
  }

  @Test
  void gradedJudgementsThatVaryLessOutweighAPriorSooner() {
    LinearArms pooling = LinearArms.of(PRIOR, 1).pooling();
    LinearArms plain = LinearArms.of(PRIOR, 1);
    var random = new SplittableRandom(1);
    for (int i = 0; i < 400; i++) {
      FeatureVector x = i % 2 == 0 ? X : Y;
      Arm arm = i < 396 ? B : A;
      double outcome = (i % 2 == 0 ? 0.9 : 0.7) + 0.02 * random.nextGaussian();
      pooling = pooling.observe(arm, x, outcome);
      plain = plain.observe(arm, x, outcome);
    }
    double far = Math.abs(plain.estimate(A, X.withIntercept()).mean() - 0.9);
    assertThat(Math.abs(pooling.estimate(A, X.withIntercept()).mean() - 0.9)).isLessThan(0.6 * far);
    assertThat(pooling.noise(new Arm("new"))).isCloseTo(0.17 / 4, within(1e-12));
  }

  @Test
  void aRevisedGradedJudgementCountsAsMuchAsItDidWhenItsWeightStands() {
    LinearArms before = LinearArms.of(PRIOR, 1).pooling();
    for (int i = 0; i < 400; i++) {
      before = before.observe(B, Y, 0.7);
    }
    LinearArms revised = before.observe(A, X, 0.2).revise(A, X, 0.2, 0.9);
    assertThat(revised.estimate(A, X.withIntercept()).mean())
        .isCloseTo(before.observe(A, X, 0.9).estimate(A, X.withIntercept()).mean(), within(1e-9));
  }

  @Test
  void whereNothingIsForgottenArmsDoNotAffectEachOther() {
    LinearArms alone = LinearArms.of(PRIOR, 1).observe(A, X, 1).observe(A, Y, 0);
    LinearArms together = LinearArms.of(PRIOR, 1).observe(B, X, 0).observe(A, X, 1).observe(B, Y, 0).observe(A, Y, 0);
    assertThat(together.estimate(A, X.withIntercept())).isEqualTo(alone.estimate(A, X.withIntercept()));
    assertThat(together.noise(A)).isEqualTo(alone.noise(A));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 100})
  void forgettingGoesByPositionOverAllArms(int between) {
    LinearArms arms = LinearArms.of(PRIOR, 0.97).observe(A, X, 1);
    for (int i = 0; i < between; i++) {
      arms = arms.observe(B, Y, 0);
    }
    RidgeRegression expected = RidgeRegression.of(PRIOR).observe(X.withIntercept(), 1, 1).observe(Y.withIntercept(), 0,
        Math.pow(0.97, between + 1));
    Estimate estimate = arms.observe(A, Y, 0).estimate(A, X.withIntercept());
    assertThat(estimate.mean()).isEqualTo(expected.mean(X.withIntercept()));
    assertThat(estimate.deviation())
        .isCloseTo(Math.sqrt(expected.noise() * expected.leverage(X.withIntercept())), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 100})
  void onOneFeatureAnArmThatWaitsIsEstimatedFromWhatIsLeftOfItsEvidence(int waiting) {
    var prior = new RidgePrior(new double[] {0.5}, new double[] {2}, 0.17, 10);
    FeatureVector none = FeatureVector.of();
    LinearArms arms = LinearArms.of(prior, 0.97).observe(A, none, 1);
    for (int i = 0; i < waiting; i++) {
      arms = arms.observe(B, none, 0);
    }
    double evidence = Math.pow(0.97, waiting);
    Estimate estimate = arms.estimate(A, none.withIntercept());
    assertThat(estimate.mean()).isCloseTo((2 * 0.5 + evidence * 1) / (2 + evidence), within(1e-12));
    assertThat(estimate.deviation()).isCloseTo(Math.sqrt(arms.noise(A) / (2 + evidence)), within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anArmThatWaitsIsNeverMoreCertainThanFadedEvidenceAllows(long seed) {
    var random = new SplittableRandom(seed);
    LinearArms arms = LinearArms.of(PRIOR, 0.94); // forgets so fast that its regressions are exact
    RidgeRegression regression = RidgeRegression.of(PRIOR);
    for (int i = 0; i < 50; i++) {
      FeatureVector x = FeatureVector.of((float) random.nextGaussian(), (float) random.nextGaussian());
      arms = arms.observe(A, x, i % 2);
      regression = regression.observe(x.withIntercept(), i % 2, i == 0 ? 1 : 0.94);
    }
    for (int waiting = 1; waiting < 200; waiting++) {
      arms = arms.observe(B, X, 0);
      RidgeRegression faded = regression.observe(new double[3], 0, Math.pow(0.94, waiting)); // adds no evidence
      double variance = Math.pow(arms.estimate(A, X.withIntercept()).deviation(), 2) / arms.noise(A);
      assertThat(variance).isBetween(faded.leverage(X.withIntercept()) - 1e-12, PRIOR.leverage(X.withIntercept()));
    }
  }

  @Test
  void anArmThatWasAwayForEverStartsAnew() {
    LinearArms arms = LinearArms.of(PRIOR, 0.5).observe(A, X, 1);
    for (int i = 0; i < 2000; i++) {
      arms = arms.observe(B, Y, 0);
    }
    assertThat(arms.estimate(A, X.withIntercept()).mean()).isCloseTo(0.5, within(1e-12));
    assertThat(arms.observe(A, Y, 1).estimate(A, X.withIntercept()).mean())
        .isCloseTo(LinearArms.of(PRIOR, 0.5).observe(A, Y, 1).estimate(A, X.withIntercept()).mean(), within(1e-6));
  }

  @Test
  void revisingEqualsHavingObservedTheOtherOutcomeAndIsNoRound() {
    LinearArms revised = LinearArms.of(PRIOR, 0.99).observe(A, X, 1).observe(A, Y, 1).revise(A, Y, 1, 0);
    LinearArms observed = LinearArms.of(PRIOR, 0.99).observe(A, X, 1).observe(A, Y, 0);
    assertThat(revised.estimate(A, X.withIntercept()).mean())
        .isCloseTo(observed.estimate(A, X.withIntercept()).mean(), within(1e-12));
    assertThat(revised.position()).isEqualTo(2);
  }

  @Test
  void revisingWhatWasNeverObservedIsAnObservation() {
    LinearArms revised = LinearArms.of(PRIOR, 0.99).revise(A, X, 1, 0);
    LinearArms observed = LinearArms.of(PRIOR, 0.99).observe(A, X, 0);
    assertThat(revised.estimate(A, Y.withIntercept())).isEqualTo(observed.estimate(A, Y.withIntercept()));
    assertThat(revised.position()).isEqualTo(1);
  }

  @Test
  void observingLeavesTheOldKnowledgeAsItWas() {
    LinearArms before = LinearArms.of(PRIOR, 0.99).observe(A, X, 1);
    Estimate estimate = before.estimate(A, Y.withIntercept());
    before.observe(A, Y, 0).observe(B, Y, 1);
    before.revise(A, X, 1, 0);
    assertThat(before.estimate(A, Y.withIntercept())).isEqualTo(estimate);
    assertThat(before.estimate(B, Y.withIntercept()).mean()).isEqualTo(0.5);
    assertThat(before.position()).isEqualTo(1);
  }
}
