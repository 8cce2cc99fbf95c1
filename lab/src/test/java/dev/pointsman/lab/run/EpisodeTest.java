package dev.pointsman.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.budget.Knapsack;
import dev.pointsman.budget.Pacer;
import dev.pointsman.budget.Worth;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.lab.world.Replay;
import dev.pointsman.lab.world.Scenario;
import dev.pointsman.lab.world.Tables;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.Learning;
import dev.pointsman.policy.PolicySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The loop, and who plays in it.
class EpisodeTest {
  private static final Dataset DATA = Tables.data(400, 1);
  private static final double TAU = 0.01;

  private static Replay replay(Scenario scenario) {
    return Replay.deployment(DATA, scenario, new SplittableRandom(2));
  }

  private static List<Step> play(Replay replay, Player player, Episode.Regret regret) {
    List<Step> steps = new ArrayList<>();
    new Episode(replay, regret).play(player, new SplittableRandom(3), steps::add);
    return steps;
  }

  private static double mean(List<Step> steps, ToDoubleFunction<Step> of) {
    return steps.stream().mapToDouble(of).average().orElseThrow();
  }

  private static Learner learner(Replay replay, PolicySpec spec, Spending spending) {
    return new Learner(replay, LearnedState.untrained(spec, 1), spending,
        new Learner.Settings(TAU, 1, false, true, Optional.empty()));
  }

  /// Notes what it is told, and when.
  private static final class Listener implements Player {
    private final List<String> told = new ArrayList<>();
    private int now;

    @Override
    public Choice choose(Replay.Round round, RandomGenerator random) {
      now = round.position();
      return Choice.of(0);
    }

    @Override
    public void judged(Replay.Round round, Choice choice, double quality) {
      told.add(round.position() + "@" + now);
    }
  }

  @Test
  void judgementsComeWhenTheirDelayIsOverAndTheRestAtTheEnd() {
    var listener = new Listener();
    play(Replay.learning(DATA, new Scenario(List.of(), 2, 0, 0), 5, new SplittableRandom(1)), listener, (_, _, _) -> 0);
    assertThat(listener.told).containsExactly("0@1", "1@2", "2@3", "3@4", "4@4");
  }

  static List<PolicySpec> everySpec() {
    return PolicySpec.names().stream().map(name -> PolicySpec.named(name).orElseThrow()).toList();
  }

  /// The world throws when asked for another outcome than the chosen model's, or for a model that was not run.
  @ParameterizedTest
  @MethodSource("everySpec")
  void everyPolicyLearnsFromWhatItChoseAloneAndPlaysTheSameTwice(PolicySpec spec) {
    Replay replay = Replay.learning(DATA, new Scenario(List.of(), 7, 0.1, 0.1), 120, new SplittableRandom(4));
    List<Step> once = play(replay, learner(replay, spec, new Weighed(0.1, TAU, false)), (_, _, _) -> 0);
    assertThat(once).hasSize(120).isEqualTo(
        play(replay, learner(replay, spec, new Weighed(0.1, TAU, false)), (_, _, _) -> 0));
    assertThat(once).allSatisfy(step -> assertThat(replay.isCandidate(step.position(), step.model())).isTrue());
  }

  @ParameterizedTest
  @MethodSource("everySpec")
  void aFrozenPolicyChoosesFromItsAppraisalsWhatItWouldChooseIfAsked(PolicySpec spec) {
    Replay replay = replay(Scenario.CALM);
    Learner learner = learner(replay, spec, new Weighed(0, TAU, false));
    play(replay, learner, (_, _, _) -> 0);
    if (!learner.state().policy().isAppraisedOnce()) {
      return; // its deployments ask it at each weight
    }
    Appraisals appraisals = Appraisals.of(learner.state(), DATA, false);
    for (double weight : new double[] {0, 0.1, 0.2, 1}) {
      var asked = new Learner(replay, learner.state(), new Weighed(weight, TAU, false),
          new Learner.Settings(TAU, 0, false, false, Optional.empty()));
      assertThat(play(replay, new Frozen(learner.state().policy(), appraisals, new Weighed(weight, TAU, false)),
          (_, _, _) -> 0))
          .extracting(Step::model).isEqualTo(play(replay, asked, (_, _, _) -> 0).stream().map(Step::model).toList());
    }
  }

  @Test
  void theOracleHasNoRegretAndNobodyHasLess() {
    Replay replay = replay(Scenario.CALM);
    Episode.Regret regret = new Hindsight(replay).atWeight(0.3, TAU);
    assertThat(play(replay, new AllKnowing(replay, new Weighed(0.3, TAU, true)), regret))
        .allSatisfy(step -> assertThat(step.regret()).isCloseTo(0, within(1e-12)));
    Learner learner = learner(replay, new PolicySpec.RandomSpec(), new Weighed(0.3, TAU, false));
    assertThat(play(replay, learner, regret))
        .allSatisfy(step -> assertThat(step.regret()).isGreaterThanOrEqualTo(-1e-12));
  }

  @Test
  void hindsightWithinABudgetMixesTwoSolutions() {
    Dataset pair = Tables.pair(new double[] {0, 0, 1, 1}, new double[] {0, 0, 0.5, 1});
    var hindsight = new Hindsight(Replay.deployment(pair, Scenario.CALM, new SplittableRandom(1)));
    assertThat(hindsight.quality(1, false)).isEqualTo(0.75);
    assertThat(hindsight.quality(0.5, false)).isCloseTo(0.5, within(1e-6));
    assertThat(hindsight.quality(0.25, false)).isCloseTo(0.25, within(1e-6));
  }

  @Test
  void belowWhatTheCheapestCostHindsightLeavesTheLeastUnservedUnderACap() {
    Dataset pair = Tables.pair(new double[] {0.8, 1, 1, 2}, new double[] {0.2, 1, 0.3, 2},
        new double[] {0.5, 1, 0.5, 9},
        new double[] {0, 1, 0, 2});
    var hindsight = new Hindsight(Replay.deployment(pair, Scenario.CALM, new SplittableRandom(1)));
    assertThat(hindsight.quality(0.5, true)).as("two of four prompts").isCloseTo((0.8 + 0.5) / 4, within(1e-6));
    assertThat(hindsight.quality(0.25, true)).isCloseTo(0.8 / 4, within(1e-6));
    assertThat(hindsight.quality(0.125, true)).as("half of the best one").isCloseTo(0.4 / 4, within(1e-6));
    assertThat(hindsight.quality(1, true)).as("enough for the cheapest").isCloseTo(1.5 / 4, within(1e-6));
    assertThat(hindsight.quality(0.5, false)).as("all are served").isCloseTo(1.5 / 4, within(1e-6));
  }

  @Test
  void aBudgetThatTheCheapestCostExactlyServesEveryPrompt() {
    for (int prompts : new int[] {3, 10, 50, 200}) {
      double[][] outcomes = new double[prompts][];
      Arrays.fill(outcomes, new double[] {0.5, 0.0003, 1, 0.003});
      Dataset data = Tables.pair(outcomes);
      Replay replay = Replay.deployment(data, Scenario.CALM, new SplittableRandom(1));
      var paced = new Paced(Pacer.known(0.0003 * prompts, prompts), true);
      assertThat(play(replay, new AllKnowing(replay, paced), (_, _, _) -> 0)).extracting(Step::model).containsOnly(0);
      var knapsack = new Knapsack(0.0003 * prompts, prompts, new Knapsack.Shape(Worth.MARGINAL, 1, 1, 1));
      assertThat(play(replay, new AllKnowing(replay, new Rationed(knapsack)), (_, _, _) -> 0)).extracting(Step::model)
          .containsOnly(0);
    }
  }

  @Test
  void theCheapestServesWhereItFitsEvenIfItWasExpectedNotTo() {
    Dataset data = Tables.pair(new double[] {0.5, 0.0003, 1, 0.003});
    Replay.Round round = Replay.deployment(data, Scenario.CALM, new SplittableRandom(1)).round(0);
    var shape = new Knapsack.Shape(Worth.MARGINAL, 1, 1, 1);
    double[] quality = {0.5, 1};
    double[] expected = {0.000301, 0.003};
    assertThat(new Rationed(new Knapsack(0.0003, 1, shape)).choose(round, quality, expected)).isZero();
    assertThat(new Rationed(new Knapsack(0.0002, 1, shape)).choose(round, quality, expected)).isEqualTo(Choice.NOBODY);
  }

  @Test
  void callsOfManyDollarsFitABudgetOrStayUnservedLikeAnyOthers() {
    Dataset data = Tables.pair(new double[] {0.5, 3, 1, 30});
    Replay.Round round = Replay.deployment(data, Scenario.CALM, new SplittableRandom(1)).round(0);
    var shape = new Knapsack.Shape(Worth.MARGINAL, 1, 1, 1);
    double[] quality = {0.5, 1};
    double[] expected = {3.01, 30};
    assertThat(new Rationed(new Knapsack(3, 1, shape)).choose(round, quality, expected)).isZero();
    assertThat(new Rationed(new Knapsack(2, 1, shape)).choose(round, quality, expected)).isEqualTo(Choice.NOBODY);
    assertThat(new Paced(Pacer.known(3, 1), true).choose(round, quality, expected)).isZero();
    assertThat(new Paced(Pacer.known(2, 1), true).choose(round, quality, expected)).isEqualTo(Choice.NOBODY);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPromptThatEveryModelHasLeftIsUnservedAndNothingIsMissed(boolean learns) {
    Replay replay = replay(
        new Scenario(Tables.MODELS.stream().<Scenario.Change>map(name -> new Scenario.Leave(0.5, name))
            .toList(), 0, 0, 0));
    Player player = learns
        ? learner(replay, new PolicySpec.RandomSpec(), new Weighed(0.3, TAU, false))
        : new AllKnowing(replay, new Weighed(0.3, TAU, true));
    List<Step> steps = play(replay, player, new Hindsight(replay).atWeight(0.3, TAU));
    assertThat(steps.subList(0, steps.size() / 2)).extracting(Step::model).doesNotContain(Choice.NOBODY);
    assertThat(steps.subList(steps.size() / 2, steps.size())).allSatisfy(step -> {
      assertThat(step.model()).isEqualTo(Choice.NOBODY);
      assertThat(step.quality() + step.cost() + step.regret()).isZero();
    });
  }

  @Test
  void aKnownBudgetIsNeverExceededAndNearlyUsedUp() {
    Replay replay = replay(Scenario.CALM);
    Learner learner = learner(replay, new PolicySpec.RandomSpec(), new Weighed(0, TAU, false));
    play(replay, learner, (_, _, _) -> 0);
    Appraisals appraisals = Appraisals.of(learner.state(), DATA, false);
    for (double budget : new double[] {0.0003, 0.0006, 0.001}) {
      Pacer pacer = Pacer.known(budget * replay.size(), replay.size());
      List<Step> steps = play(replay, new AllKnowing(replay, new Paced(pacer, true)), (_, _, _) -> 0);
      assertThat(mean(steps, Step::cost)).isBetween(0.95 * budget, budget);
      var guessing = new Frozen(learner.state().policy(), appraisals,
          new Paced(Pacer.known(budget * replay.size(), replay.size()), true));
      assertThat(mean(play(replay, guessing, (_, _, _) -> 0), Step::cost)).isLessThanOrEqualTo(budget);
    }
  }

  @Test
  void whereNotEvenTheCheapestFitsThePromptStaysUnserved() {
    Replay replay = replay(Scenario.CALM);
    Pacer pacer = Pacer.known(0.00001 * replay.size(), replay.size());
    List<Step> steps = play(replay, new AllKnowing(replay, new Paced(pacer, true)), (_, _, _) -> 0);
    assertThat(steps).anySatisfy(step -> assertThat(step.model()).isEqualTo(Choice.NOBODY));
    assertThat(steps.stream().mapToDouble(Step::cost).sum()).isLessThanOrEqualTo(0.00001 * replay.size());
    assertThat(steps).filteredOn(step -> step.model() == Choice.NOBODY)
        .allSatisfy(step -> assertThat(step.quality() + step.cost()).isZero());
  }

  @Test
  void anOpenCeilingIsMetByAPolicyThatStillLearns() {
    Replay replay = replay(Scenario.CALM);
    Learner learner = learner(replay, new PolicySpec.ThompsonSpec(Learning.APART),
        new Paced(Pacer.open(0.002), false));
    assertThat(mean(play(replay, learner, (_, _, _) -> 0), Step::cost)).isBetween(0.0012, 0.00215);
  }
}
