package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChoiceRuleTest {
  static Stream<ChoiceRule> everyRule() {
    return Stream.of(ChoiceRule.greedy(), ChoiceRule.upperBound(1.5), ChoiceRule.epsilonGreedy(0.2),
        ChoiceRule.inverseGap(2), ChoiceRule.thompson(), new Frontier(1, 0.01, 0.15, 0.02));
  }

  @ParameterizedTest
  @MethodSource("everyRule")
  void aRuleGivesProbabilities(ChoiceRule rule) {
    var random = new SplittableRandom(1);
    for (int k = 1; k <= 66; k++) {
      double[] probabilities = rule.probabilities(Outlooks.random(k, random.nextDouble(), random));
      assertThat(probabilities).hasSize(k);
      Outlooks.assertProbabilities(probabilities);
    }
  }

  @Test
  void ofEqualScoresTheBestGuessIsTheCheapestThenTheFirst() {
    double[] quality = {0.5, 0.7, 0.7, 0.7};
    Outlook outlook = Outlooks.certain(0, quality, new double[] {0.001, 0.004, 0.002, 0.002});
    assertThat(ChoiceRule.greedy().probabilities(outlook)).containsExactly(0, 0, 1, 0);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.5, 0", "2, 1", "100, 2"}) // 0.7, 0.6 + 0.1 alpha, 0.2 + 0.15 alpha
  void theUpperBoundIsOptimisticByAlphaDeviations(double alpha, int chosen) {
    var outlook = Outlooks.of(new double[] {0.7, 0.6, 0.2}, new double[] {0, 0.1, 0.15}, new double[3],
        Outlooks.weight(0.25), 100);
    assertThat(ChoiceRule.upperBound(alpha).probabilities(outlook)[chosen]).isEqualTo(1);
  }

  @Test
  void optimismCountsAsMuchAsQualityDoes() {
    double[] deviation = {0, 0.2};
    double[] cost = {0, 0.005}; // half the scale
    for (double weight : new double[] {0.1, 0.25, 0.3, 0.5}) {
      var outlook = Outlooks.of(new double[] {0.5, 0.5}, deviation, cost, Outlooks.weight(weight), 100);
      int expected = (1 - weight) * 0.2 > weight * 0.5 ? 1 : 0;
      assertThat(ChoiceRule.upperBound(1).probabilities(outlook)[expected]).isEqualTo(1);
    }
  }

  @Test
  void epsilonIsSharedByAllAlike() {
    Outlook outlook = Outlooks.certain(0, new double[] {0.1, 0.9, 0.2, 0.3}, new double[4]);
    assertThat(ChoiceRule.epsilonGreedy(0.2).probabilities(outlook))
        .containsExactly(new double[] {0.05, 0.85, 0.05, 0.05}, within(1e-15));
    assertThat(ChoiceRule.epsilonGreedy(0).probabilities(outlook)).containsExactly(0, 1, 0, 0);
    assertThat(ChoiceRule.epsilonGreedy(1).probabilities(outlook)).containsOnly(0.25);
  }

  @Test
  void inverseGapWeightingFollowsItsFormula() {
    Outlook outlook = Outlooks.certain(0, new double[] {0.9, 0.4, 0.8}, new double[3]); // after 100 rounds
    double gamma = 2 * Math.sqrt(3 * 100);
    double second = 1 / (3 + gamma * 0.5);
    double third = 1 / (3 + gamma * 0.1);
    assertThat(ChoiceRule.inverseGap(2).probabilities(outlook))
        .containsExactly(new double[] {1 - second - third, second, third}, within(1e-12));
  }

  @Test
  void inverseGapWeightingStartsEven() {
    var outlook = Outlooks.of(new double[] {0.9, 0.4}, new double[2], new double[2], Outlooks.weight(0), 0);
    assertThat(ChoiceRule.inverseGap(2).probabilities(outlook)).containsExactly(0.5, 0.5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.3, 0.9})
  void theFrontierGivesEveryCandidateItsFloor(double floor) {
    var random = new SplittableRandom(2);
    for (int k = 1; k <= 40; k++) {
      Outlook outlook = Outlooks.random(k, 0, random);
      double[] probabilities = new Frontier(1, 0.01, 0.05, floor).probabilities(outlook);
      assertThat(Arrays.stream(probabilities).min().orElseThrow()).isGreaterThanOrEqualTo(floor / k - 1e-15);
    }
  }

  @Test
  void theFrontierExploresWhatOneMoreJudgementMayPutAheadAtSomePrice() {
    double[] quality = {0.5, 0.9, 0.89, 0.3};
    double[] cost = {0.0001, 0.01, 0.01, 0.01}; // the scale is 0.01
    double[] deviation = {0.05, 0.05, 0.05, 0.05};
    var outlook = Outlooks.of(quality, deviation, cost, Outlooks.weight(0.01), 1_000_000);
    double[] probabilities = new Frontier(0, 1e-9, 0.9, 0).probabilities(outlook);
    assertThat(probabilities[1]).as("best without a price, and contested").isGreaterThan(0.3);
    assertThat(probabilities[2]).as("contests it").isGreaterThan(0.3);
    assertThat(probabilities[3]).as("behind at every price").isLessThan(0.001);
  }

  @Test
  void whatIsDearIsExploredLessTheDearerMoneyIs() {
    double[] quality = {0.5, 0.1, 0.1};
    double[] cost = {0.001, 0.001, 0.011}; // a scale dearer
    for (double weight : new double[] {0, 0.5, 0.9}) {
      var outlook = Outlooks.of(quality, new double[3], cost, Outlooks.weight(weight), 100);
      double[] probabilities = new Frontier(0, 1e-9, 0, 0.3).probabilities(outlook);
      assertThat(probabilities[2] / probabilities[1]).isCloseTo(1 - weight, within(1e-9));
    }
  }

  @Test
  void theFrontierExploresTheLessKnownOfTwoAlike() {
    var outlook = Outlooks.of(new double[] {0.6, 0.5, 0.5}, new double[] {0.001, 0.15, 0.05}, new double[3],
        Outlooks.weight(0), 1_000_000);
    double[] probabilities = new Frontier(0, 1e-9, 0.5, 0).probabilities(outlook);
    assertThat(probabilities[1]).isGreaterThan(5 * probabilities[2]);
  }

  @Test
  void theFrontierExploresAllAlikeWhileItIsNewAndWhereAllIsKnown() {
    double[] quality = {0.9, 0.4, 0.1};
    var unmet = Outlooks.of(quality, new double[] {0.3, 0.3, 0.3}, new double[3], Outlooks.weight(0), 0);
    Outlook known = Outlooks.certain(0, quality, new double[3]);
    for (Outlook outlook : List.of(unmet, known)) {
      assertThat(new Frontier(0, 1e-9, 0.3, 0).probabilities(outlook))
          .containsExactly(new double[] {0.8, 0.1, 0.1}, within(1e-6));
    }
  }

  /// The share of the second of two candidates, of which it alone is new.
  private static double trial(double quality, double deviation, double costUsd, double weight, double judged) {
    var outlook = new Outlook(new double[] {0.9, quality}, new double[] {0.01, deviation},
        new double[] {0.001, costUsd},
        Outlooks.weight(weight), 1000, new double[] {Double.POSITIVE_INFINITY, judged});
    double[] probabilities = new Frontier(0, 1e-9, 0, 0).probabilities(outlook);
    Outlooks.assertProbabilities(probabilities);
    return probabilities[1];
  }

  @Test
  void aNewCandidateIsTriedWhateverIsThoughtOfItAndOnlyWhileItMayBeTheBestAfterwards() {
    assertThat(trial(0.3, 0.3, 0.001, 0.5, 0)).isEqualTo(0.25);
    assertThat(trial(0.3, 0.1, 0.001, 0.5, 20)).as("worse, as is known by now").isZero();
    assertThat(trial(0.85, 0.1, 0.001, 0.5, 20)).as("it may be as good").isEqualTo(0.25);
    assertThat(trial(0.85, 0.1, 0.001, 0.5, 60)).as("judged often enough").isZero();
    assertThat(trial(0.85, 0.1, 0.001, 0.5, Double.POSITIVE_INFINITY)).as("not new").isZero();
  }

  @Test
  void aTrialCostsAHundredthInQualityARequestAtMost() {
    for (double scales : new double[] {0.1, 1, 10}) {
      double beyond = 0.25 / 0.75 * scales;
      assertThat(trial(0.9, 0.3, 0.001 + 0.01 * scales, 0.25, 0) * beyond).isCloseTo(Math.min(0.01, 0.25 * beyond),
          within(1e-12));
    }
    assertThat(trial(0.9, 0.3, 0.002, 1, 0)).as("money is all that counts").isZero();
  }

  @Test
  void severalNewCandidatesShareTheTrials() {
    var outlook = new Outlook(new double[] {0.9, 0.5, 0.5}, new double[] {0, 0.3, 0.3}, new double[3],
        Outlooks.weight(0), 1000, new double[] {Double.POSITIVE_INFINITY, 0, 3});
    assertThat(new Frontier(0, 1e-9, 0, 0).probabilities(outlook)).containsExactly(new double[] {0.75, 0.125, 0.125},
        within(1e-12));
  }

  @Test
  void aColdFrontierWithoutSharesIsTheUpperBound() {
    Outlook outlook = Outlooks.random(7, 0.3, new SplittableRandom(3));
    assertThat(new Frontier(2, 1e-9, 0, 0).probabilities(outlook))
        .containsExactly(ChoiceRule.upperBound(2).probabilities(outlook), within(1e-12));
  }

  @Test
  void aBoundATemperatureLowerIsTakenAThirdAsOften() {
    double[] probabilities = new Frontier(1, 0.05, 0, 0)
        .probabilities(Outlooks.certain(0, new double[] {0.8, 0.75}, new double[2]));
    assertThat(probabilities[1] / probabilities[0]).isCloseTo(Math.exp(-1), within(1e-12));
  }

  @Test
  void roundedSharesNeverAddUpToMoreThanOne() {
    for (int elsewhere = 0; elsewhere < 100; elsewhere++) {
      for (int floor = 0; elsewhere + floor < 100; floor++) {
        var rule = new Frontier(1, 0.01, elsewhere / 100.0, floor / 100.0);
        double alone = rule.probabilities(Outlooks.certain(0, new double[] {0.9}, new double[1]))[0];
        assertThat(alone).isLessThanOrEqualTo(1);
      }
    }
  }
}
