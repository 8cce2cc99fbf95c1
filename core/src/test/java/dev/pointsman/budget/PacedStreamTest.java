package dev.pointsman.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pointsman.budget.Knapsack.Shape;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A stream of requests whose calls end long after they began.
class PacedStreamTest {
  private static final double[] COST = {1, 10, 100};
  private static final int ROUNDS = 3000;

  private final SplittableRandom random = new SplittableRandom(1);

  private record Call(Pacing.Reservation reservation, double expected, double actual) {
    void settle() {
      reservation.settle(expected, actual);
    }
  }

  private double[] quality() {
    double hardness = random.nextDouble();
    return new double[] {0.9 - 0.6 * hardness, 0.9 - 0.3 * hardness, 0.95 - 0.1 * hardness};
  }

  private static int best(Pacing.Terms terms, double[] quality) {
    double[] left = quality.clone();
    for (int i = 0; i < left.length; i++) {
      left[i] = terms.eligible()[i] ? left[i] : Double.NaN;
    }
    return Pacer.best(left, COST, terms.price());
  }

  /// Mean dollars a request with so many calls on their way at a time.
  private double meanCost(Pacing pacing, int inFlight) {
    Deque<Call> calls = new ArrayDeque<>();
    double spent = 0;
    for (int t = 0; t < ROUNDS; t++) {
      double[] quality = quality();
      int chosen = best(pacing.next(quality, COST), quality);
      double actual = COST[chosen] * (0.5 + random.nextDouble());
      spent += actual;
      calls.add(new Call(pacing.reserve(COST[chosen]), COST[chosen], actual));
      if (calls.size() > inFlight) {
        calls.remove().settle();
      }
    }
    return spent / ROUNDS;
  }

  @Test
  void theCeilingIsMetHoweverManyCallsAreOnTheirWay() {
    for (int inFlight : new int[] {0, 10, 100}) {
      assertThat(meanCost(new PacedStream(8), inFlight)).as("%d in flight", inFlight).isBetween(0.9 * 8, 1.03 * 8);
    }
  }

  @Test
  void moneyOnItsWayIsNotSpentTwice() {
    var stream = new PacedStream(8);
    double[] quality = {0, 0, 1};
    assertThat(stream.next(quality, COST).eligible()).as("the first dear call").containsExactly(true, true, true);
    var first = stream.reserve(100);
    assertThat(stream.next(quality, COST).eligible()).as("the next beside it").containsExactly(true, true, false);
    first.release();
    assertThat(stream.next(quality, COST).eligible()).as("after a call that failed").containsExactly(true, true, true);
  }

  @Test
  void aCallEndsOnce() {
    var once = new PacedStream(8);
    once.next(quality(), COST);
    var reservation = once.reserve(100);
    reservation.settle(100, 100);
    reservation.settle(100, 100);
    reservation.release();
    assertThat(once.next(new double[] {0, 0, 1}, COST).eligible()).as("160 may run ahead, 92 do")
        .containsExactly(true, true, false);
    once.reserve(0).settle(0, 0);
    for (int t = 0; t < 4; t++) {
      once.next(quality(), COST);
      once.reserve(0).settle(0, 0);
    }
    assertThat(once.next(new double[] {0, 0, 1}, COST).eligible()).as("108 may run ahead of 52")
        .containsExactly(true, true, true);
  }

  @Test
  void thereIsAlwaysACandidate() {
    var stream = new PacedStream(0.001);
    stream.reserve(50).settle(1, 50);
    assertThat(stream.next(quality(), COST).eligible()).containsExactly(true, false, false);
  }

  @Test
  void candidatesThatAllCostDollarsHaveACheapest() {
    double[] dear = {3, 2, 1000};
    assertThat(new PacedStream(0.5).next(quality(), dear).eligible()).containsExactly(true, true, false);
    assertThat(new KnapsackWindows(0.5, 1).next(quality(), dear).eligible()).containsExactly(false, true, false);
  }

  @Test
  void cheapCallsOnTheirWaySaveNoMoreThanCallsThatEnded() {
    var stream = new PacedStream(8);
    stream.next(quality(), COST);
    for (int call = 0; call < 300; call++) {
      stream.reserve(1);
    }
    assertThat(stream.next(new double[] {0, 0, 1}, new double[] {1, 10, 8 * 36}).eligible())
        .as("35 requests' money may be spent at once").containsExactly(true, true, false);
  }

  @Test
  void aDebtOfAnEarlierRunIsNotForgotten() {
    var fresh = new PacedStream(8);
    var indebted = new PacedStream(8);
    for (int t = 0; t < 50; t++) {
      indebted.recall(quality(), COST, 10, 20);
    }
    double[] quality = quality();
    assertThat(indebted.next(quality, COST).price()).isGreaterThan(2 * fresh.next(quality, COST).price());
    assertThat(indebted.next(quality, COST).eligible()).containsExactly(true, false, false);
  }

  static List<Pacing> everyPace() {
    return List.of(new PacedStream(8), new KnapsackWindows(8, 10));
  }

  @ParameterizedTest
  @MethodSource("everyPace")
  void amongNoCandidatesThereAreNoTerms(Pacing pacing) {
    assertThatIllegalArgumentException().isThrownBy(() -> pacing.next(new double[0], new double[0]))
        .withMessage("none of 0 candidates has both a quality and a cost");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pacing.next(new double[] {0.5, Double.NaN}, new double[] {Double.NaN, 1}))
        .withMessage("none of 2 candidates has both a quality and a cost");
    assertThatIllegalArgumentException().isThrownBy(() -> pacing.next(new double[] {0.5}, COST))
        .withMessage("the quality of 1 candidates, and the cost of 3");
  }

  @ParameterizedTest
  @MethodSource("everyPace")
  void whatIsNoAmountIsRefusedAndTheCeilingGoesOnToHold(Pacing pacing) {
    for (double none : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1}) {
      assertThatIllegalArgumentException().isThrownBy(() -> pacing.reserve(none))
          .withMessage("an amount must be finite and at least 0 USD: " + none);
      Pacing.Reservation reservation = pacing.reserve(1);
      assertThatIllegalArgumentException().isThrownBy(() -> reservation.settle(1, none));
      assertThatIllegalArgumentException().isThrownBy(() -> reservation.settle(none, 1));
      reservation.release();
    }
    assertThat(meanCost(pacing, 0)).isBetween(0.8 * 8, 1.03 * 8);
  }

  @Test
  void aKnownBudgetIsNotSpentByWhatIsNoAmount() {
    Pacer pacer = Pacer.known(10, 10);
    var knapsack = new Knapsack(10, 10, new Shape(Worth.AVERAGE, 0.01, 9, 3));
    for (double none : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1}) {
      assertThatIllegalArgumentException().isThrownBy(() -> pacer.spent(1, none));
      assertThatIllegalArgumentException().isThrownBy(() -> pacer.spent(none, 1));
      assertThatIllegalArgumentException().isThrownBy(() -> knapsack.spent(none));
    }
    assertThat(pacer.left()).isEqualTo(10);
    assertThat(knapsack.left()).isEqualTo(10);
  }

  @Test
  void aCeilingIsFiniteAndAboveZero() {
    for (double none : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 0, -1}) {
      assertThatIllegalArgumentException().isThrownBy(() -> new PacedStream(none))
          .withMessage("a ceiling must be finite and above zero: " + none);
    }
  }
}
