package dev.pointsman.lab.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.lab.data.LogRow;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import dev.pointsman.routing.Usage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A target played over a log's rows: what is used, what is left out, and when there is no answer.
class ValuationTest {
  private static final List<Arm> ARMS = List.of(new Arm("small"), new Arm("large"));
  private static final Money[] COSTS = {new Money(1_000_000), new Money(4_000_000)};
  private static final double[] CHANCE = {0.4, 0.8};

  /// Two arms whose costs are as expected: a tenth of a cent against four, good in 2 of 5 and 4 of 5.
  ///
  /// @param propensity that `large` was logged with
  /// @param rated share of rows with a rating
  private static LogRow.Answered row(long number, double propensity, double rated, SplittableRandom random) {
    int chosen = random.nextDouble() < propensity ? 1 : 0;
    double good = random.nextDouble() < CHANCE[chosen] ? 1 : 0;
    OptionalDouble quality = random.nextDouble() < rated ? OptionalDouble.of(good) : OptionalDouble.empty();
    return row(number, propensity, chosen, chosen, quality);
  }

  private static LogRow.Answered row(long number, double propensity, int chosen, int served, OptionalDouble quality) {
    List<Candidate> candidates = List.of(Candidate.listed(ARMS.get(0), COSTS[0]),
        Candidate.listed(ARMS.get(1), COSTS[1]));
    double[] propensities = {1 - propensity, propensity};
    Estimate unknown = new Estimate(0.5, 0);
    Decision decision = new Decision(candidates.get(chosen), propensities[chosen],
        List.of(new Appraisal(candidates.get(0), unknown, 0, propensities[0]),
            new Appraisal(candidates.get(1), unknown, 0, propensities[1])));
    Context context = new Context(FeatureVector.of((int) (number % 3) - 1), new Preference(0.5, COSTS[1]), 1);
    return new LogRow.Answered(number, Optional.of("auto"), context, decision, "e/1", ARMS.get(served), quality,
        Usage.of(1, 1),
        COSTS[served]);
  }

  private static Valuation valuation(String policy) {
    return new Valuation(Target.learning(PolicySpec.named(policy).orElseThrow()), UnaryOperator.identity());
  }

  private static Valuation played(String policy, int rows, double propensity, double rated) {
    Valuation valuation = valuation(policy);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 1; i <= rows; i++) {
      valuation.add(row(i, propensity, rated, random));
    }
    return valuation;
  }

  private static void assertHolds(Value value, double truth) {
    assertThat(value.low()).isLessThanOrEqualTo(truth + 1e-12);
    assertThat(value.high()).isGreaterThanOrEqualTo(truth - 1e-12);
  }

  @Test
  void theCheapestIsWorthItsOwnAnswersUnderEveryEstimator() throws Refusal {
    Findings findings = played("cheapest", 4000, 0.7, 0.5).findings(1);
    for (Estimator estimator : List.of(Estimator.IPS, Estimator.SNIPS, Estimator.DR)) {
      assertHolds(findings.quality().value(estimator), 0.4);
      assertHolds(findings.costUsd().value(estimator), 0.001);
    }
    assertHolds(findings.quality().value(Estimator.LOGGED), 0.3 * 0.4 + 0.7 * 0.8);
    assertHolds(findings.costUsd().value(Estimator.LOGGED), 0.3 * 0.001 + 0.7 * 0.004);
    assertThat(findings.costUsd().value(Estimator.SNIPS).mean()).isEqualTo(0.001, within(1e-12));
    assertThat(findings.quality().overlap().effective()).isEqualTo(0.3 * 2000, within(60.0));
    assertThat(findings.quality().overlap().largestWeight()).isEqualTo(1 / 0.3, within(1e-9));
    assertThat(findings.quality().overlap().meanWeight()).isEqualTo(1, within(0.1));
    assertThat(findings.rated().least()).isEqualTo(0.5, within(0.05));
  }

  @Test
  void aModelOfOutcomesMakesCostsSharper() throws Refusal {
    Findings.Outcome cost = played("random", 4000, 0.7, 0.5).findings(1).costUsd();
    assertThat(cost.value(Estimator.DR).mean()).isEqualTo(0.0025, within(1e-9)); // expected costs are exact here
    assertThat(cost.value(Estimator.IPS).high() - cost.value(Estimator.IPS).low()).isGreaterThan(1e-5);
  }

  @Test
  void answersToAQuizTeachAndAreNoDecisions() throws Refusal {
    Target spy = Target.learning(PolicySpec.named("epsilon-greedy").orElseThrow());
    LogRow.Answered question = row(1, 1, 1, 1, OptionalDouble.of(1));
    double before = spy.appraisals(question, question.context()).get(1).quality().mean();
    Valuation valuation = new Valuation(spy, UnaryOperator.identity());
    valuation.add(new LogRow.Quizzed(question));
    assertThat(spy.appraisals(question, question.context()).get(1).quality().mean()).isGreaterThan(before);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 2; i <= 1000; i++) {
      valuation.add(row(i, 0.5, 1, random));
    }
    Findings findings = valuation.findings(1);
    assertThat(findings.leftOut()).containsExactly(entry(LeftOut.QUIZ, 1L));
    assertThat(findings.used()).isEqualTo(999);
    assertThat(findings.read()).isEqualTo(1000);
  }

  @Test
  void aPolicyIsValuedBeforeItLearnsFromARow() {
    Target spy = Target.learning(PolicySpec.named("epsilon-greedy").orElseThrow());
    LogRow.Answered first = row(1, 0.5, 1, 1, OptionalDouble.of(1));
    double before = spy.appraisals(first, first.context()).get(1).quality().mean();
    assertThat(before).isEqualTo(0.5);
    spy.learn(first);
    assertThat(spy.appraisals(first, first.context()).get(1).quality().mean()).isGreaterThan(before);
  }

  @Test
  void aLearningPolicyEndsUpWithTheBetterArm() throws Refusal {
    Valuation valuation = new Valuation(Target.learning(PolicySpec.named("epsilon-greedy").orElseThrow()),
        context -> new Context(context.features(), context.preference().withCostWeight(0), 1));
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 1; i <= 4000; i++) {
      valuation.add(row(i, 0.5, 1, random));
    }
    assertHolds(valuation.findings(1).quality().value(Estimator.DR), 0.95 * 0.8 + 0.05 * 0.4);
  }

  @Test
  void aTrainedPolicyStaysAsItIsAndExpectsItsOwnCosts() {
    LearnedState state = LearnedState.untrained(PolicySpec.named("cheapest").orElseThrow(), 1);
    Target target = Target.trained(state);
    LogRow.Answered row = row(1, 0.5, 1, 1, OptionalDouble.of(1));
    List<Appraisal> before = target.appraisals(row, row.context());
    target.learn(row);
    assertThat(target.appraisals(row, row.context())).isEqualTo(before);
    assertThat(before.getFirst().candidate().expectedCost())
        .isEqualTo(state.price(row.context().features(), List.of(Candidate.listed(ARMS.get(0), COSTS[0]))).getFirst()
            .expectedCost())
        .isNotEqualTo(COSTS[0]);
  }

  @Test
  void rowsThatSayNothingAreCountedByReason() throws Refusal {
    Valuation valuation = played("cheapest", 1000, 0.5, 1);
    int number = 1001;
    for (LogRow.Reason reason : LogRow.Reason.values()) {
      valuation.add(new LogRow.Other(number++, Optional.of("auto"), reason));
    }
    valuation.add(row(number++, 0.5, 1, 0, OptionalDouble.of(0)));
    valuation.skip();
    valuation.add(row(number, 1, 1, 1, OptionalDouble.of(0)));
    Findings findings = valuation.findings(1);
    assertThat(findings.read()).isEqualTo(1008);
    assertThat(findings.used()).isEqualTo(1000);
    assertThat(findings.leftOut()).isEqualTo(Map.of(LeftOut.DIRECT, 1L, LeftOut.OPEN, 1L, LeftOut.FAILED, 1L,
        LeftOut.CLIENT_GONE, 1L, LeftOut.REFUSED, 1L, LeftOut.FALLBACK, 1L, LeftOut.OTHER_ROUTER, 1L,
        LeftOut.NO_OVERLAP, 1L));
    assertThat(findings.unsupported()).isEqualTo(1 / 1001.0, within(1e-12));
    assertThat(findings.quality().values()).isEqualTo(played("cheapest", 1000, 0.5, 1).findings(1).quality().values());
  }

  private static void assertRefuses(Valuation valuation, String... why) {
    assertThatThrownBy(() -> valuation.findings(1)).isInstanceOf(Refusal.class).hasMessageContainingAll(why)
        .hasMessageNotContaining("\n");
  }

  @Test
  void anEmptyLogSaysNothing() {
    assertRefuses(valuation("random"), "no row has an answer");
  }

  @Test
  void aDeterministicLogSaysNothingOfOtherChoices() {
    assertRefuses(played("cheapest", 1000, 1, 1), "the log is deterministic", "100.0 % of the rows", "max_exploration");
    Valuation onceApart = played("cheapest", 1000, 0, 1);
    onceApart.add(row(1001, 1, 1, 1, OptionalDouble.of(1)));
    assertRefuses(onceApart, "the log is deterministic", "0.10 % of the rows");
  }

  @Test
  void aDeterministicLogValuesItsOwnPolicy() throws Refusal {
    Findings own = played("cheapest", 1000, 0, 1).findings(1);
    assertThat(own.quality().value(Estimator.IPS)).isEqualTo(own.quality().value(Estimator.LOGGED));
    assertThat(own.quality().overlap().effective()).isEqualTo(1000, within(1e-6));
  }

  @Test
  void manyRowsWithoutOverlapAreRefusedWithTheShareOfTheChoices() {
    SplittableRandom random = new SplittableRandom(1);
    Valuation some = valuation("random");
    for (int i = 1; i <= 1000; i++) {
      some.add(row(i, i % 5 == 0 ? 0 : 0.5, 1, random));
    }
    assertRefuses(some, "no overlap: on 20.0 % of the rows", "10.0 % of all its choices", "at most 10.0 %");
  }

  @Test
  void tooFewRatingsAreRefused() {
    assertRefuses(played("random", 2000, 0.5, 0.03), "too few rated rows: ", "of 2000; at least 100", "feedback");
  }

  @Test
  void tooSmallAnEffectiveSampleIsRefused() {
    assertRefuses(played("cheapest", 1000, 0.95, 1), "too little overlap: 1000 rated rows say as much as",
        "(sum w)^2 / sum w^2", "at least 100");
  }

  @Test
  void tooFewRowsOfAnArmThatMattersAreRefused() {
    Valuation rare = new Valuation(Target.learning(PolicySpec.named("random").orElseThrow()),
        c -> new Context(c.features(), c.preference(), 0.1));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 1; i <= 800; i++) {
      rare.add(row(i, 0.03, 1, random));
    }
    assertRefuses(rare, "too few rows of large", "would choose it for 10.0 %", "at least 60");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void ratingsThatAreAllAlikeAreRefused(double quality) {
    Valuation flat = valuation("random");
    for (int i = 1; i <= 500; i++) {
      flat.add(row(i, 0.5, i % 2, i % 2, OptionalDouble.of(quality)));
    }
    assertRefuses(flat, "every rating that counts is the same");
  }
}
