package dev.pointsman.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A stream of requests to three candidates that cost 1, 10 and 100 or so; the dear ones are better, by prompt.
class PacerTest {
  private static final int ROUNDS = 2000;

  private final RandomGenerator random = new SplittableRandom(1);

  /// What was spent, and how good it was.
  private record Played(double meanCost, double meanQuality, double most) {}

  private Played play(Pacer pacer, double misjudged) {
    double spent = 0;
    double gained = 0;
    double most = 0;
    for (int t = 0; t < ROUNDS; t++) {
      double hardness = random.nextDouble();
      double[] quality = {0.9 - 0.6 * hardness, 0.9 - 0.3 * hardness, 0.95 - 0.1 * hardness};
      double[] cost = {1, 10, 100};
      int chosen = Pacer.best(quality, cost, pacer.price(quality, cost));
      double actual = cost[chosen] * misjudged * (0.5 + random.nextDouble());
      pacer.spent(cost[chosen], actual);
      spent += actual;
      gained += quality[chosen];
      most = Math.max(most, spent / (t + 1));
    }
    return new Played(spent / ROUNDS, gained / ROUNDS, most);
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 5, 20, 60})
  void anOpenStreamMeetsItsCeiling(double ceiling) {
    assertThat(play(Pacer.open(ceiling), 1).meanCost).isBetween(0.95 * ceiling, 1.02 * ceiling);
  }

  /// How many of a stream's requests went to the dear candidate under a ceiling of 1, the cheap one costing `cheap` on average.
  private int dearOnes(double cheap) {
    Pacer pacer = Pacer.open(1);
    int dear = 0;
    for (int t = 0; t < ROUNDS; t++) {
      double[] quality = {0.5, 0.5 + 0.4 * random.nextDouble()};
      double[] cost = {cheap, 10};
      int chosen = Pacer.best(quality, cost, pacer.price(quality, cost));
      dear += chosen;
      pacer.spent(cost[chosen], chosen == 1 ? 10 : -cheap * Math.log(1 - random.nextDouble()));
    }
    return dear;
  }

  @Test
  void whatLuckSavedIsKeptForBadLuckWhereTheCheapestCostAboutTheCeiling() {
    assertThat(dearOnes(0.99)).isLessThan(ROUNDS / 500);
    assertThat(dearOnes(0.5)).isGreaterThan(ROUNDS / 30);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 2})
  void costsThatWereMisjudgedAreMadeUpFor(double misjudged) {
    assertThat(play(Pacer.open(20), misjudged).meanCost).isBetween(0.94 * 20, 1.03 * 20);
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 20, 60})
  void aKnownBudgetIsUsedUp(double ceiling) {
    assertThat(play(Pacer.known(ceiling * ROUNDS, ROUNDS), 1).meanCost).isBetween(0.97 * ceiling, 1.02 * ceiling);
  }

  /// How many requests of a known number went unserved, where each has a dollar and the cheap candidate costs 0.97 on average.
  private int unserved() {
    Pacer pacer = Pacer.known(ROUNDS, ROUNDS);
    int unserved = 0;
    for (int t = 0; t < ROUNDS; t++) {
      double[] quality = {0.5, 0.5 + 0.4 * random.nextDouble()};
      double[] cost = {0.97, 10};
      int best = Pacer.best(quality, cost, pacer.price(quality, cost));
      int chosen = pacer.isBearable(cost[best]) ? best : 0;
      double actual = chosen == 1 ? 10 : -0.97 * Math.log(1 - random.nextDouble());
      boolean served = actual <= pacer.left();
      unserved += served ? 0 : 1;
      pacer.spent(cost[chosen], served ? actual : 0);
    }
    return unserved;
  }

  @Test
  void aKnownBudgetThatIsAboutWhatTheCheapestCostLeavesHardlyARequestUnserved() {
    int unserved = IntStream.range(0, 20).map(_ -> unserved()).sum();
    assertThat(unserved).isLessThan(20 * ROUNDS / 500);
  }

  @Test
  void moneyThatIsPlentyHasNoPrice() {
    assertThat(Pacer.open(1000).price(new double[] {0.2, 0.9}, new double[] {1, 100})).isZero();
  }

  @Test
  void moreMoneyBuysMoreQuality() {
    assertThat(play(Pacer.open(20), 1).meanQuality).isGreaterThan(play(Pacer.open(5), 1).meanQuality + 0.02);
  }

  @Test
  void aSingleDearCallMustNotRunFarAheadOfTheBank() {
    Pacer pacer = Pacer.open(1);
    assertThat(pacer.isBearable(19)).isTrue();
    assertThat(pacer.isBearable(100)).isFalse();
  }

  @Test
  void aCallThatSavesIsBearableHoweverDeepTheDebt() {
    for (Pacer pacer : new Pacer[] {Pacer.open(10), Pacer.known(10_000, 1000)}) {
      pacer.price(new double[] {0.5, 0.6}, new double[] {1, 9});
      pacer.spent(1000, 1000);
      assertThat(pacer.isBearable(10)).isTrue();
      assertThat(pacer.isBearable(11)).isFalse();
    }
  }

  @Test
  void ofAKnownBudgetACallMustLeaveWhatTheCheapestCostForTheRest() {
    Pacer pacer = Pacer.known(170, 101);
    assertThat(pacer.isBearable(50)).isTrue(); // nothing is known of the rest
    for (int i = 0; i < 99; i++) {
      pacer.foresee(new double[] {0.5, 0.9}, new double[] {1, 10});
    }
    pacer.price(new double[] {0.5, 0.9}, new double[] {1, 10});
    assertThat(pacer.isBearable(46)).isTrue(); // leaves 124 for 100, which cost 123 once in twenty
    assertThat(pacer.isBearable(47)).isFalse();
    pacer.spent(1, 60);
    assertThat(pacer.isBearable(2)).isFalse();
  }

  @Test
  void ofEqualsTheCheaperIsBestAndWhoIsNoCandidateNever() {
    assertThat(Pacer.best(new double[] {0.5, 0.5, Double.NaN}, new double[] {2, 1, 0}, 0)).isEqualTo(1);
    assertThat(Pacer.best(new double[] {Double.NaN}, new double[] {Double.NaN}, 1)).isEqualTo(-1);
  }

  @Test
  void aCeilingIsAboveZero() {
    assertThatIllegalArgumentException().isThrownBy(() -> Pacer.open(0));
  }
}
