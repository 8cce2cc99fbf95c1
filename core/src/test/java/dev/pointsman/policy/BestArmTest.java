package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BestArmTest {
  private static final int DRAWS = 200_000;

  @ParameterizedTest
  @CsvSource({"1, 2, 0", "2, 2, 0.3", "3, 5, 0", "4, 5, 0.3", "5, 11, 0.1", "6, 66, 0.2"})
  void probabilitiesAreThoseOfManyThompsonDraws(long seed, int k, double costWeight) {
    var random = new SplittableRandom(seed);
    Outlook outlook = Outlooks.random(k, costWeight, random);
    assertThat(BestArm.probabilities(outlook, outlook.preference())).containsExactly(drawn(outlook, random),
        within(0.01));
  }

  private static double[] drawn(Outlook outlook, RandomGenerator random) {
    double[] share = new double[outlook.size()];
    double[] reward = new double[outlook.size()];
    for (int draw = 0; draw < DRAWS; draw++) {
      for (int i = 0; i < reward.length; i++) {
        double quality = outlook.quality()[i] + outlook.deviation()[i] * random.nextGaussian();
        reward[i] = outlook.preference().reward(quality, outlook.costUsd()[i]);
      }
      share[outlook.best(reward)] += 1.0 / DRAWS;
    }
    return share;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 66})
  void candidatesThatAreAlikeAreAlikeProbable(int k) {
    double[] half = new double[k];
    Arrays.fill(half, 0.5);
    var outlook = Outlooks.of(half, half, half, Outlooks.weight(0.3), 0);
    double[] even = new double[k];
    Arrays.fill(even, 1.0 / k);
    assertThat(BestArm.probabilities(outlook, outlook.preference())).containsExactly(even, within(1e-12));
  }

  @Test
  void beliefsThatAreCertainTakeTheBestGuess() {
    Outlook outlook = Outlooks.certain(0.5, new double[] {0.6, 0.9, 0.8}, new double[] {0.001, 0.009, 0.002});
    assertThat(BestArm.probabilities(outlook, Outlooks.weight(0.5))).containsExactly(0, 0, 1);
    assertThat(BestArm.probabilities(outlook, Outlooks.weight(0))).containsExactly(0, 1, 0);
  }

  @Test
  void whereOnlyCostCountsTheCheapestIsCertain() {
    Outlook outlook = Outlooks.random(5, 1, new SplittableRandom(7));
    double[] probabilities = BestArm.probabilities(outlook, outlook.preference());
    assertThat(probabilities[outlook.best(outlook.scores())]).isEqualTo(1);
    assertThat(Arrays.stream(outlook.costUsd()).min()).hasValue(outlook.costUsd()[outlook.best(outlook.scores())]);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void howeverWidelyDeviationsDifferTheyAreProbabilities(long seed) {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 200; i++) {
      int k = random.nextInt(1, 30);
      double[] deviation = random.doubles(k, -30, 1).map(Math::exp).toArray();
      var outlook = Outlooks.of(random.doubles(k).toArray(), deviation, new double[k], Outlooks.weight(0), 0);
      Outlooks.assertProbabilities(BestArm.probabilities(outlook, outlook.preference()));
    }
  }

  @Test
  void theNormalDistributionFunctionIsWithinTwoTenThousandths() {
    for (double z = -8; z <= 8; z += 0.01) {
      assertThat(BestArm.normalCdf(z)).isCloseTo(reference(z), within(2e-4));
    }
    assertThat(BestArm.normalCdf(-1e12)).isZero();
    assertThat(BestArm.normalCdf(1e12)).isEqualTo(1);
  }

  /// `1/2 + phi(z) (z + z^3/3 + z^5/(3 5) + ...)`.
  private static double reference(double z) {
    double term = z;
    double sum = z;
    for (int n = 3; n < 400; n += 2) {
      term *= z * z / n;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  }
}
