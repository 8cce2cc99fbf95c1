package dev.pointsman.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.budget.Knapsack.Shape;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The online multiple-choice knapsack, beside its formula and on streams.
class KnapsackTest {
  private static final double[] COST = {0.1, 1, 4};

  /// A stream whose dearest candidate is worth its price on every third request.
  private static double[][] qualities(int count, RandomGenerator random) {
    double[][] qualities = new double[count][];
    for (int i = 0; i < count; i++) {
      double hard = random.nextDouble() < 1 / 3.0 ? 1 : 0;
      qualities[i] = new double[] {0.5 - 0.3 * hard + 0.1 * random.nextDouble(),
          0.6 - 0.2 * hard + 0.1 * random.nextDouble(), 0.7 + 0.1 * random.nextDouble()};
    }
    return qualities;
  }

  private static double[][] costs(int count) {
    double[][] costs = new double[count][];
    for (int i = 0; i < count; i++) {
      costs[i] = COST;
    }
    return costs;
  }

  @Test
  void theThresholdRunsFromLowerOverEToUpper() {
    var shape = new Shape(Worth.AVERAGE, 0.5, 8, 10);
    assertThat(shape.threshold(0)).isCloseTo(0.5 / Math.E, within(1e-12));
    assertThat(shape.threshold(1)).isCloseTo(8, within(1e-12));
    assertThat(shape.threshold(0.5)).isCloseTo(Math.sqrt(8 * Math.E / 0.5) * 0.5 / Math.E, within(1e-12));
    assertThat(shape.threshold(1 / (1 + Math.log(8 / 0.5)))).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void aCandidateIsEligibleWhileItsQualityADollarReachesTheThreshold() {
    var knapsack = new Knapsack(10, 10, new Shape(Worth.AVERAGE, 0.5, 8, 10));
    double[] quality = {0.5, 0.6, 0.7};
    assertThat(knapsack.next(quality, COST)).containsExactly(true, true, false); // 0.7 / 4 is below 0.5 / e
    knapsack.spent(8.5);
    assertThat(knapsack.threshold()).isBetween(4.0, 5.0);
    assertThat(knapsack.next(quality, COST)).containsExactly(true, false, false);
    knapsack.spent(1.3);
    assertThat(knapsack.next(quality, COST)).as("the cheapest fits what is left").containsExactly(true, false, false);
    knapsack.spent(0.15);
    assertThat(knapsack.next(quality, COST)).as("nothing fits").containsExactly(false, false, false);
    assertThat(Knapsack.best(new boolean[3], quality, COST)).isEqualTo(Knapsack.NOBODY);
  }

  @Test
  void whatABinLeavesGoesIntoTheNextAndANewBinStartsLow() {
    var knapsack = new Knapsack(4, 4, new Shape(Worth.AVERAGE, 0.01, 1, 2));
    double[] quality = {0.5, 0.6, 0.7};
    assertThat(knapsack.next(quality, COST)[2]).as("4 is more than the first bin's 2").isFalse();
    knapsack.spent(1);
    double risen = knapsack.threshold();
    knapsack.next(quality, COST);
    knapsack.next(quality, COST);
    assertThat(knapsack.threshold()).isLessThan(risen).isCloseTo(0.01 / Math.E, within(1e-12));
    assertThat(knapsack.left()).isEqualTo(3);
    knapsack.spent(1.5);
    assertThat(knapsack.threshold()).as("half of 1 + 2 is spent").isCloseTo(risen, within(1e-12));
  }

  @Test
  void ofTheEligibleTheBestIsTakenAndOfEqualsTheCheaper() {
    assertThat(Knapsack.best(new boolean[] {true, true, false}, new double[] {0.5, 0.6, 0.7}, COST)).isEqualTo(1);
    assertThat(Knapsack.best(new boolean[] {true, true, true}, new double[] {0.7, 0.6, 0.7}, COST)).isZero();
    assertThat(new Knapsack(90, 9, new Shape(Worth.AVERAGE, 0.01, 9, 3)).next(new double[] {Double.NaN, 0.2, 0.9},
        new double[] {Double.NaN, 1, 2})).containsExactly(false, true, true);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.6, 1, 1.5, 2.5})
  void tunedOnTheLikeNearlyAllOfABudgetIsUsedAndNeverMore(double budget) {
    int queries = 700;
    double[][] seen = qualities(500, new SplittableRandom(1));
    double[][] stream = qualities(queries, new SplittableRandom(2));
    Shape shape = new KnapsackTuning(Worth.MARGINAL, seen, costs(seen.length)).shape(budget, queries);
    var knapsack = new Knapsack(budget * queries, queries, shape);
    double gained = 0;
    double fixed = 0;
    for (double[] quality : stream) {
      int chosen = Knapsack.best(knapsack.next(quality, COST), quality, COST);
      gained += quality[chosen];
      knapsack.spent(COST[chosen]);
      fixed += Pacer.best(new double[] {quality[0], budget >= 1 ? quality[1] : Double.NaN, Double.NaN}, COST, 0) == 1
          ? quality[1]
          : quality[0];
    }
    assertThat(knapsack.left()).isBetween(0.0, 0.03 * budget * queries);
    assertThat(gained).as("at least what a fixed budget a request gains").isGreaterThanOrEqualTo(fixed);
  }

  @Test
  void atTheMarginACandidateMustBeWorthWhatItAddsToCheaperOnes() {
    double[] quality = {0.5, 0.6, 0.7};
    assertThat(Worth.MARGINAL.ratios(quality, COST).toArray()).containsExactly(new double[] {0.1 / 0.9, 0.1 / 3},
        within(1e-9));
    assertThat(Worth.MARGINAL.reaching(0.03, quality, COST)).containsExactly(true, true, true);
    assertThat(Worth.MARGINAL.reaching(0.05, quality, COST)).containsExactly(true, true, false);
    assertThat(Worth.MARGINAL.reaching(0.2, quality, COST)).containsExactly(true, false, false);
    assertThat(Worth.AVERAGE.ratios(quality, COST).toArray()).containsExactly(5, 0.6, 0.175);
    assertThat(Worth.MARGINAL.ratios(new double[] {0.5, Double.NaN}, new double[] {1, Double.NaN}).toArray()).isEmpty();
  }

  @Test
  void enoughIsKeptToServeAllThatFollowByTheCheapest() {
    var knapsack = new Knapsack(1.2, 5, new Shape(Worth.AVERAGE, 0.01, 0.01, 5));
    assertThat(knapsack.next(new double[] {0.1, 0.9}, new double[] {0.1, 1})).containsExactly(true, false);
    assertThat(knapsack.next(new double[] {0.1, 0.9}, new double[] {0.1, 0.8})).containsExactly(true, true);
  }

  @Test
  void whatCannotBeIsRefusedWithItsRule() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Shape(Worth.AVERAGE, 0, 1, 1))
        .withMessage("quality a dollar must have bounds 0 < lower <= upper, not 0.0 and 1.0");
    assertThatIllegalArgumentException().isThrownBy(() -> new Shape(Worth.AVERAGE, 2, 1, 1))
        .withMessageContaining("2.0 and 1.0");
    assertThatIllegalArgumentException().isThrownBy(() -> new Shape(Worth.AVERAGE, 1, 2, 0))
        .withMessageContaining("not 0");
    assertThatIllegalArgumentException().isThrownBy(() -> new Knapsack(0, 1, new Shape(Worth.AVERAGE, 1, 1, 1)))
        .withMessageContaining("above zero");
    assertThatIllegalArgumentException().isThrownBy(() -> new KnapsackWindows(Double.NaN, 1))
        .withMessageContaining("above zero");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.4, 1, 2})
  void windowsOfAnEndlessStreamHoldTheirShareOnAverage(double share) {
    var windows = new KnapsackWindows(share, 50);
    double spent = 0;
    double[][] stream = qualities(2000, new SplittableRandom(3));
    for (double[] quality : stream) {
      int chosen = Knapsack.best(windows.next(quality, COST).eligible(), quality, COST);
      windows.reserve(COST[chosen]).settle(COST[chosen], COST[chosen]);
      spent += COST[chosen];
    }
    assertThat(spent / stream.length).isBetween(0.85 * share, 1.03 * share);
  }

  @Test
  void aWindowThatOverdrewPaysBackAndServesAllTheSame() {
    var windows = new KnapsackWindows(1, 2);
    double[] quality = {0.5, 0.6, 0.7};
    windows.next(quality, COST);
    windows.reserve(1).settle(1, 10);
    assertThat(windows.utilisation()).isEqualTo(5);
    assertThat(windows.next(quality, COST).eligible()).containsExactly(true, false, false);
    assertThat(windows.next(quality, COST).eligible()).as("2 - 8 is nothing").containsExactly(true, false, false);
    assertThat(windows.utilisation()).isEqualTo(1);
  }
}
