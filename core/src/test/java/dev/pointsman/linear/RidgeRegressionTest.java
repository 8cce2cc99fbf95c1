package dev.pointsman.linear;

import static dev.pointsman.linear.NormalEquations.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RidgeRegressionTest {
  private static final int D = 6;
  /// More than two refreshes.
  private static final int MANY = 2 * RidgeRegression.REFRESH + 50;

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 6", "3, 20"})
  void oneObservationAtATimeEqualsTheNormalEquations(long seed, int d) {
    var random = new SplittableRandom(seed);
    RidgePrior prior = prior(random, d);
    var textbook = new NormalEquations(prior);
    RidgeRegression regression = RidgeRegression.of(prior);
    for (int i = 0; i < MANY; i++) {
      double[] x = vector(random, d);
      double y = random.nextGaussian();
      textbook.add(x, y, 1);
      regression = regression.observe(x, y, 1);
    }
    assertEqual(regression, textbook, vector(random, d));
    assertThat(regression.noise()).isCloseTo(textbook.noise(), within(1e-9));
    assertThat(regression.rounds()).isEqualTo(MANY);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anotherOrderGivesTheSameModel(long seed) {
    var random = new SplittableRandom(seed);
    RidgePrior prior = prior(random, D);
    List<double[]> observations = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      observations.add(vector(random, D + 1)); // the last component is the outcome
    }
    RidgeRegression inOrder = learned(prior, observations);
    Collections.shuffle(observations, new Random(seed));
    RidgeRegression shuffled = learned(prior, observations);
    double[] x = vector(random, D);
    assertThat(shuffled.theta()).containsExactly(inOrder.theta(), within(1e-9));
    assertThat(shuffled.leverage(x)).isCloseTo(inOrder.leverage(x), within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.5, 0.9, 0.949})
  void fastForgettingIsExactlyThatOfTheWeightedNormalEquations(double keep) {
    var random = new SplittableRandom(4);
    RidgePrior prior = prior(random, D);
    var textbook = new NormalEquations(prior);
    RidgeRegression regression = RidgeRegression.of(prior);
    for (int i = 0; i < 100; i++) {
      double[] x = vector(random, D);
      double y = random.nextGaussian();
      textbook.add(x, y, keep);
      regression = regression.observe(x, y, keep);
      assertEqual(regression, textbook, vector(random, D));
    }
  }

  @ParameterizedTest
  @CsvSource({"0.99, 5", "0.998, 25", "0.9999, 256"}) // rounds until 1 / keep^n passes 1.05, or the refresh that is due
  void slowForgettingIsExactAtEveryRefreshAndOvercountsAllEvidenceAlikeBetween(double keep, int refresh) {
    var random = new SplittableRandom(5);
    RidgePrior prior = prior(random, D);
    var textbook = new NormalEquations(prior);
    RidgeRegression regression = RidgeRegression.of(prior);
    for (int i = 1; i <= MANY; i++) {
      double[] x = vector(random, D);
      double y = 1 + x[0] + 0.3 * random.nextGaussian();
      textbook.add(x, y, keep);
      regression = regression.observe(x, y, keep);
      double overcount = Math.pow(keep, -(i % refresh));
      assertThat(overcount).isBetween(1.0, RidgeRegression.MOST_OVERCOUNT);
      assertEqual(regression, textbook.times(overcount), x);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.95, 0.99})
  void thePriorIsNeverForgotten(double keep) {
    var random = new SplittableRandom(6);
    RidgePrior prior = prior(random, D);
    RidgeRegression untrained = RidgeRegression.of(prior);
    RidgeRegression regression = untrained;
    for (int i = 0; i < 50; i++) {
      regression = regression.observe(vector(random, D), 10, keep);
    }
    for (int i = 0; i < 3000; i++) {
      regression = regression.observe(new double[D], 10, keep); // tells nothing of any coefficient
    }
    double[] x = vector(random, D);
    assertThat(regression.theta()).containsExactly(prior.mean(), within(1e-6));
    assertThat(regression.leverage(x)).isCloseTo(untrained.leverage(x), withinPercentage(1e-4));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.9, 0.998, 1})
  void revisingEqualsHavingObservedTheOtherValue(double keep) {
    var random = new SplittableRandom(7);
    RidgePrior prior = prior(random, D);
    RidgeRegression wrong = RidgeRegression.of(prior);
    RidgeRegression right = wrong;
    for (int i = 0; i < 40; i++) {
      double[] x = vector(random, D);
      double y = random.nextGaussian();
      int later = 39 - i;
      if (later % 10 == 7) {
        wrong = wrong.observe(x, -5, keep).revise(x, -5, y, 1);
      } else {
        wrong = wrong.observe(x, y, keep);
      }
      right = right.observe(x, y, keep);
    }
    assertThat(wrong.theta()).containsExactly(right.theta(), within(1e-9));
    assertThat(wrong.rounds()).isEqualTo(right.rounds());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.9, 0.998, 1})
  void anOldObservationIsRevisedByWhatItStillCounts(double keep) {
    var random = new SplittableRandom(8);
    RidgePrior prior = prior(random, D);
    double[] first = vector(random, D);
    RidgeRegression wrong = RidgeRegression.of(prior).observe(first, -5, keep);
    RidgeRegression right = RidgeRegression.of(prior).observe(first, 2, keep);
    for (int i = 0; i < 30; i++) {
      double[] x = vector(random, D);
      wrong = wrong.observe(x, i, keep);
      right = right.observe(x, i, keep);
    }
    assertThat(wrong.revise(first, -5, 2, Math.pow(keep, 30)).theta()).containsExactly(right.theta(), within(1e-9));
  }

  @Test
  void revisingLeavesTheNoiseAsItWasJudged() {
    double[] x = {1, 0, 0, 0, 0, 0};
    RidgeRegression regression = RidgeRegression.of(prior(new SplittableRandom(9), D)).observe(x, 5, 1);
    assertThat(regression.revise(x, 5, 1, 1).noise()).isEqualTo(regression.noise());
    assertThat(regression.revise(x, 5, 1, 1).leverage(x)).isEqualTo(regression.leverage(x));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 5", "2, 1, 5", "3, 0.998, 15", "4, 0.998, 15"})
  void theNoiseEstimateApproachesTheTrueNoise(long seed, double keep, double percent) {
    var random = new SplittableRandom(seed);
    double[] theta = vector(random, D);
    RidgeRegression regression = RidgeRegression.of(prior(random, D));
    for (int i = 0; i < 20_000; i++) {
      double[] x = vector(random, D);
      regression = regression.observe(x, SymmetricMatrix.dot(theta, x) + 0.3 * random.nextGaussian(), keep);
    }
    assertThat(regression.noise()).isCloseTo(0.09, withinPercentage(percent));
  }

  @Test
  void roundsCountWhatIsKept() {
    RidgeRegression regression = RidgeRegression.of(prior(new SplittableRandom(10), D));
    assertThat(regression.rounds()).isZero();
    for (int i = 0; i < 2000; i++) {
      regression = regression.observe(new double[D], 0, 0.99);
    }
    assertThat(regression.rounds()).isCloseTo(100, within(1e-6));
  }

  @Test
  void beforeTheFirstObservationItAnswersFromThePrior() {
    RidgePrior prior = RidgePrior.withIntercept(2, 0.5, 2, 4, 0.17);
    RidgeRegression regression = RidgeRegression.of(prior);
    assertThat(prior.mean()).containsExactly(0.5, 0, 0);
    assertThat(regression.mean(new double[] {1, 3, 4})).isEqualTo(0.5);
    assertThat(regression.leverage(new double[] {1, 3, 4})).isEqualTo(1 / 2.0 + 9 / 4.0 + 16 / 4.0);
    assertThat(regression.noise()).isCloseTo(0.17, within(1e-15));
  }

  @Test
  void observingLeavesTheOldModelAsItWas() {
    var random = new SplittableRandom(11);
    RidgeRegression before = RidgeRegression.of(prior(random, D)).observe(vector(random, D), 1, 1);
    double[] x = vector(random, D);
    double[] theta = before.theta();
    double leverage = before.leverage(x);
    before.observe(x, 7, 0.99);
    before.observe(x, 7, 0.5);
    before.revise(x, 7, 9, 1);
    before.theta()[0] = 99;
    assertThat(before.theta()).containsExactly(theta);
    assertThat(before.leverage(x)).isEqualTo(leverage);
  }

  @Test
  void absurdInputIsNamedWithItsRule() {
    RidgeRegression regression = RidgeRegression.of(prior(new SplittableRandom(12), 2));
    double[] x = {1, 2};
    refused(() -> regression.observe(x, 1, 0), "what is kept must lie in (0, 1]: 0.0");
    refused(() -> regression.observe(x, 1, 1.5), "what is kept must lie in (0, 1]: 1.5");
    refused(() -> regression.observe(x, 1, Double.NaN), "what is kept must lie in (0, 1]: NaN");
    refused(() -> regression.observe(x, Double.NaN, 1), "an outcome must be finite: NaN");
    refused(() -> regression.observe(new double[3], 1, 1),
        "a regression with 2 coefficients, the intercept's among them, was given 3 inputs");
    refused(() -> regression.leverage(new double[1]),
        "a regression with 2 coefficients, the intercept's among them, was given 1 inputs");
    refused(() -> regression.revise(new double[3], 0, 1, 1),
        "a regression with 2 coefficients, the intercept's among them, was given 3 inputs");
    refused(() -> regression.revise(x, 0, 1, -1), "the weight of a revised observation must lie in [0, 1]: -1.0");
    refused(() -> regression.revise(x, Double.NaN, 1, 1), "outcomes must be finite: NaN revised to 1.0");
  }

  @Test
  void anAbsurdPriorIsNamedWithItsRule() {
    double[] one = {1};
    refused(() -> new RidgePrior(one, new double[2], 1, 1), "a prior mean of length 1 and precisions of length 2");
    refused(() -> new RidgePrior(new double[] {Double.NaN}, one, 1, 1), "a prior mean must be finite: NaN");
    refused(() -> new RidgePrior(one, new double[] {0}, 1, 1), "a prior precision must be above zero: 0.0");
    refused(() -> new RidgePrior(one, one, Double.NaN, 1), "the noise variance must be above zero: NaN");
    refused(() -> new RidgePrior(one, one, 1, -1), "the weight of the noise prior must be above zero: -1.0");
  }

  private static void refused(Runnable input, String message) {
    assertThatIllegalArgumentException().isThrownBy(input::run).withMessage(message);
  }

  private static RidgePrior prior(SplittableRandom random, int d) {
    double[] precision = new double[d];
    for (int i = 0; i < d; i++) {
      precision[i] = random.nextDouble(0.5, 5);
    }
    return new RidgePrior(vector(random, d), precision, 0.5, 10);
  }

  private static RidgeRegression learned(RidgePrior prior, List<double[]> observations) {
    RidgeRegression regression = RidgeRegression.of(prior);
    for (double[] observation : observations) {
      double[] x = Arrays.copyOf(observation, D);
      regression = regression.observe(x, observation[D], 1);
    }
    return regression;
  }

  private static void assertEqual(RidgeRegression regression, NormalEquations textbook, double[] x) {
    assertThat(regression.theta()).containsExactly(textbook.theta(), within(1e-9));
    assertThat(regression.leverage(x)).isCloseTo(textbook.leverage(x), within(1e-9));
    assertThat(regression.mean(x)).isCloseTo(SymmetricMatrix.dot(textbook.theta(), x), within(1e-8));
  }
}
