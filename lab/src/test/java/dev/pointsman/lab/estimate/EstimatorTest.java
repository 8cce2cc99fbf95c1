package dev.pointsman.lab.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The laws of the estimators.
class EstimatorTest {
  private static final Offset<Double> EXACT = within(1e-12);
  /// Weights 2, 0.5, 0 and 4.
  private static final List<Round> BY_HAND = List.of(new Round(0.5, 1, 1, 0.6, 0.7),
      new Round(0.8, 0.4, 0.5, 0.25, 0.3),
      new Round(0.3, 0, 1, 0.1, 0.2), new Round(0.1, 0.4, 0, 0.5, 0.9));

  private static double mean(List<Round> rounds, Estimator estimator) {
    return measure(rounds).value(estimator, 1, 39).mean();
  }

  private static Measure measure(List<Round> rounds) {
    Measure measure = new Measure();
    rounds.forEach(measure::add);
    return measure;
  }

  @Test
  void fourRoundsGiveWhatTheFormulasGiveByHand() {
    assertThat(mean(BY_HAND, Estimator.LOGGED)).isEqualTo((1 + 0.5 + 1 + 0) / 4, EXACT);
    assertThat(mean(BY_HAND, Estimator.IPS)).isEqualTo((2 * 1 + 0.5 * 0.5) / 4, EXACT);
    assertThat(mean(BY_HAND, Estimator.SNIPS)).isEqualTo((2 * 1 + 0.5 * 0.5) / (2 + 0.5 + 0 + 4), EXACT);
    assertThat(mean(BY_HAND, Estimator.DR)).isEqualTo(
        (0.7 + 2 * (1 - 0.6) + 0.3 + 0.5 * (0.5 - 0.25) + 0.2 + 0.9 + 4 * (0 - 0.5)) / 4, EXACT);
  }

  @Test
  void overlapIsThatOfTheWeights() {
    Overlap overlap = measure(BY_HAND).overlap();
    assertThat(overlap.rounds()).isEqualTo(4);
    assertThat(overlap.effective()).isEqualTo(6.5 * 6.5 / (4 + 0.25 + 16), EXACT);
    assertThat(overlap.meanWeight()).isEqualTo(6.5 / 4, EXACT);
    assertThat(overlap.largestWeight()).isEqualTo(4, EXACT);
    assertThat(new Measure().overlap()).isEqualTo(new Overlap(0, 0, 0, 0));
  }

  @ParameterizedTest
  @EnumSource
  void aTargetThatIsTheLoggingPolicyHasItsMean(Estimator estimator) {
    SplittableRandom random = new SplittableRandom(3);
    List<Round> rounds = random.doubles(500).mapToObj(outcome -> {
      double propensity = 0.1 + 0.8 * random.nextDouble();
      return new Round(propensity, propensity, outcome, 0.3, 0.3);
    }).toList();
    assertThat(mean(rounds, estimator)).isEqualTo(rounds.stream().mapToDouble(Round::outcome).average().orElseThrow(),
        EXACT);
  }

  @Test
  void anExactModelLeavesDoublyRobustNoErrorWhateverTheWeights() {
    SplittableRandom random = new SplittableRandom(4);
    List<Round> rounds = random.doubles(300)
        .mapToObj(x -> new Round(0.05 + 0.9 * random.nextDouble(), random.nextDouble(), x, x, 0.25)).toList();
    Value value = measure(rounds).value(Estimator.DR, 1);
    assertThat(value.mean()).isEqualTo(0.25, EXACT);
    assertThat(value.high() - value.low()).isLessThan(1e-9);
  }

  /// Two arms of mean 0.2 and 0.9 drawn with 0.75 and 0.25, and a target that draws them with 0.4 and 0.6: worth 0.62.
  @ParameterizedTest
  @CsvSource({"IPS, 0, 0", "SNIPS, 0, 0", "DR, 0.2, 0.9", "DR, 0.9, 0.2", "DR, -3, 7"})
  void estimatesMeetTheTruthHoweverWrongTheModel(Estimator estimator, double first, double second) {
    SplittableRandom random = new SplittableRandom(5);
    List<Round> rounds = random.doubles(400_000).mapToObj(chance -> {
      boolean one = chance < 0.75;
      double outcome = random.nextDouble() < (one ? 0.2 : 0.9) ? 1 : 0;
      return new Round(one ? 0.75 : 0.25, one ? 0.4 : 0.6, outcome, one ? first : second, 0.4 * first + 0.6 * second);
    }).toList();
    double spread = estimator == Estimator.DR ? 10 : 2; // of single contributions, in the worst case
    assertThat(mean(rounds, estimator)).isEqualTo(0.62, within(4 * spread / Math.sqrt(rounds.size())));
  }

  @Test
  void selfNormalisedMovesWithTheOutcomesAndIpsDoesNot() {
    List<Round> moved = BY_HAND.stream()
        .map(r -> new Round(r.propensity(), r.target(), r.outcome() + 10, r.predicted(), r.expected())).toList();
    assertThat(mean(moved, Estimator.SNIPS)).isEqualTo(mean(BY_HAND, Estimator.SNIPS) + 10, EXACT);
    assertThat(mean(moved, Estimator.IPS)).isEqualTo(mean(BY_HAND, Estimator.IPS) + 10 * 6.5 / 4, EXACT);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.5, 1", "1.1, 0.5, 1", "NaN, 0.5, 1", "0.5, -0.1, 1", "0.5, 1.1, 1", "0.5, NaN, 1", "0.5, 0.5, NaN",
      "0.5, 0.5, Infinity"})
  void impossibleRoundsAreRefused(double propensity, double target, double outcome) {
    assertThatThrownBy(() -> new Round(propensity, target, outcome, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Round(1, 1, 0, Double.NaN, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Round(1, 1, 0, 0, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }
}
