package dev.pointsman.lab.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.lab.report.Plot;
import dev.pointsman.lab.report.Point;
import dev.pointsman.lab.report.ReportText;
import dev.pointsman.lab.report.Summary;
import dev.pointsman.lab.report.SummaryJson;
import dev.pointsman.lab.train.TrainingLog;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.lab.world.Scenario;
import dev.pointsman.lab.world.Tables;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Evaluations on a made-up table, beside plain computations over it.
class EvaluationTest {
  private static final Dataset TRAIN = Tables.data(600, 1);
  private static final Dataset TEST = Tables.data(300, 2);
  private static final List<Double> DIAL = List.of(0.0, 0.05, 0.2, 0.5, 1.0);

  @TempDir
  private Path folder;

  private static Plan plan(int seeds, List<Double> budgets, Scenario scenario, boolean online, String... policies) {
    return new Plan(List.of(policies).stream().map(name -> Contender.named(name).orElseThrow()).toList(),
        LongStream.rangeClosed(1, seeds).boxed().toList(), budgets.isEmpty() ? DIAL : List.of(), budgets, false,
        OptionalInt.empty(), Optional.empty(), scenario, online, false);
  }

  private static Plan plan(int seeds, String... policies) {
    return plan(seeds, List.of(), Scenario.CALM, false, policies);
  }

  private Summary run(Plan plan) throws InterruptedException {
    return run(plan, folder.resolve("parts"), () -> {});
  }

  private static Summary run(Plan plan, Path parts, Runnable finished) throws InterruptedException {
    return new Evaluation(plan, TRAIN, TEST, new Parts(parts, plan.key())).run(
        new Evaluation.Provenance(new LinkedHashMap<>(), "none", "test"), finished);
  }

  /// A mean over the test prompts that a model was run on, rounded once.
  private static double mean(IntToDoubleFunction value, int model) {
    List<BigDecimal> values = IntStream.range(0, TEST.size()).filter(row -> TEST.isCandidate(row, model))
        .mapToObj(row -> new BigDecimal(value.applyAsDouble(row))).toList();
    return values.stream().reduce(BigDecimal.ZERO, BigDecimal::add)
        .divide(BigDecimal.valueOf(values.size()), MathContext.DECIMAL128).doubleValue();
  }

  private static Point at(Summary summary, String policy, double weight) {
    return summary.points().stream().filter(p -> p.policy().equals(policy) && p.knob().value() == weight).findFirst()
        .orElseThrow();
  }

  @Test
  void cheapestBestSingleAndOracleEqualAPlainComputationToTheLastDigit() throws InterruptedException {
    Summary summary = run(plan(1, "cheapest", "best-single", "oracle"));
    assertThat(at(summary, "cheapest", 0.5).cost()).isEqualTo(mean(row -> TEST.cost(row, 0), 0));
    assertThat(at(summary, "cheapest", 0.5).quality()).isEqualTo(mean(row -> TEST.quality(row, 0), 0));
    assertThat(summary.test().bestSingle()).isEqualTo(new Summary.Model("large", mean(row -> TEST.quality(row, 2), 2),
        mean(row -> TEST.cost(row, 2), 2)));
    double[] quality = new double[TEST.size()];
    double[] cost = new double[TEST.size()];
    for (int row = 0; row < TEST.size(); row++) {
      int model = TEST.isCandidate(row, 2) ? 2 : 1;
      quality[row] = TEST.quality(row, model);
      cost[row] = TEST.cost(row, model);
    }
    assertThat(at(summary, "best-single", 0).quality()).isEqualTo(mean(row -> quality[row], 0));
    assertThat(at(summary, "best-single", 0).cost()).isEqualTo(mean(row -> cost[row], 0));
    assertThat(at(summary, "oracle", 0).quality()).isEqualTo(summary.test().oracleQuality());
    assertThat(at(summary, "oracle", 0).regret()).isZero();
  }

  @Test
  void atWeightOneEveryoneTakesTheCheapestExpected() throws InterruptedException {
    Summary summary = run(plan(1, Contender.names().toArray(String[]::new)));
    for (String policy : Contender.names()) {
      assertThat(at(summary, policy, 1).shares()).as(policy).containsOnlyKeys("small");
    }
  }

  @Test
  void fullTablesTeachWhatThePromptNeeds() throws InterruptedException {
    Summary summary = run(plan(2, "predictor", "knn", "task-table", "best-single", "random"));
    for (String policy : List.of("predictor", "knn", "task-table")) {
      assertThat(Summary.at(curve(summary, policy).qualityAtCost(), "0.25").orElseThrow()).as(policy)
          .isGreaterThan(Summary.at(curve(summary, "best-single").qualityAtCost(), "0.25").orElseThrow() + 0.02);
      assertThat(curve(summary, policy).feedback()).isEqualTo("full");
      assertThat(curve(summary, policy).trainingCalls()).isEqualTo(600 * 3 - 60);
    }
    assertThat(curve(summary, "random").trainingCalls()).isEqualTo(600);
    assertThat(summary.train().calls()).isEqualTo(3 * 1740 + 2 * 600);
  }

  @Test
  void whatLearnsAsItGoesLearnsAWholeTableInTheOrderOfEachSeed() throws InterruptedException {
    Contender incremental = all(Contender.named("frontier").orElseThrow());
    assertThat(learned(incremental, 1)).isNotEqualTo(learned(incremental, 2));
    Contender fitted = Contender.named("predictor").orElseThrow();
    assertThat(learned(fitted, 1)).isEqualTo(learned(fitted, 2));
  }

  /// The same, learning from every outcome.
  private static Contender all(Contender of) {
    return new Contender(of.name(), of.spec(), Feedback.FULL, of.learning(), of.blind(), of.grouped(), of.exploration(),
        of.paying(), of.prior());
  }

  private static byte[] learned(Contender contender, long seed) {
    return Evaluation.learned(contender, TRAIN, OptionalInt.empty(), seed, TrainingLog.NONE).state().toBytes();
  }

  private static Summary.Curve curve(Summary summary, String policy) {
    return summary.curves().stream().filter(curve -> curve.policy().equals(policy)).findFirst().orElseThrow();
  }

  @Test
  void theSameTwiceIsTheSameBytesAndAKilledRunGoesOn() throws InterruptedException, IOException {
    Plan plan = plan(3, "linucb", "random", "knn");
    Summary once = run(plan, folder.resolve("a"), () -> {});
    Summary again = run(plan, folder.resolve("b"), () -> {});
    assertThat(text(again)).isEqualTo(text(once));
    assertThat(new ReportText(again).text("c.svg")).isEqualTo(new ReportText(once).text("c.svg"));
    assertThat(new Plot(again).curves()).isEqualTo(new Plot(once).curves()).startsWith("<?xml").contains("</svg");
    Files.delete(folder.resolve("a/linucb-2.json"));
    Files.writeString(folder.resolve("a/random-1.json"), "{\"inputs\":");
    var finished = new AtomicInteger();
    assertThat(text(run(plan, folder.resolve("a"), finished::incrementAndGet))).isEqualTo(text(once));
    assertThat(finished).hasValue(9);
    assertThat(text(run(plan(2, "linucb", "random", "knn"), folder.resolve("a"), () -> {})))
        .isEqualTo(text(run(plan(2, "linucb", "random", "knn"), folder.resolve("c"), () -> {})));
  }

  private static String text(Summary summary) {
    return SummaryJson.text(summary).replaceAll("\"seconds\" : [0-9.E-]+", "");
  }

  @Test
  void aBudgetIsHeldFrozenAndOnline() throws InterruptedException {
    for (boolean online : new boolean[] {false, true}) {
      Summary summary = run(plan(1, List.of(0.001, 0.004), Scenario.CALM, online, "linucb", "knn", "random", "oracle"));
      assertThat(summary.points()).hasSize(8).allSatisfy(
          point -> assertThat(point.cost()).as(point.policy()).isLessThan(1.1 * point.knob().value()));
      assertThat(new ReportText(summary).text("c.svg")).contains("Under a budget");
    }
  }

  @Test
  void aKnownBudgetIsNeverExceededHoweverItIsSpentFrozenAndOnline() throws InterruptedException {
    for (boolean online : new boolean[] {false, true}) {
      Summary summary = run(plan(2, List.of(0.001, 0.003), Scenario.CALM, online, "pilot", "pilot-paper",
          "pilot-fixed", "pilot-overflow", "pilot-hindsight"));
      assertThat(summary.points()).hasSize(20).allSatisfy(
          point -> assertThat(point.cost()).as(point.policy()).isLessThanOrEqualTo(point.knob().value()));
      assertThat(under(summary, "pilot", 0.003, Point::quality))
          .isGreaterThan(under(summary, "pilot-fixed", 0.003, Point::quality));
      assertThat(under(summary, "pilot", 0.003, Point::cost)).isGreaterThan(0.96 * 0.003);
    }
  }

  private static double under(Summary summary, String policy, double budget, ToDoubleFunction<Point> value) {
    return summary.points().stream().filter(p -> p.policy().equals(policy) && p.knob().value() == budget)
        .mapToDouble(value).average().orElseThrow();
  }

  @Test
  void aScenarioIsToldPhaseByPhaseAndAPolicyThatLearnsOnFollows() throws InterruptedException {
    var drop = new Scenario(List.of(new Scenario.Quality(0.3, "large", OptionalDouble.of(0))), 0, 0, 0);
    Summary frozen = run(plan(2, List.of(), drop, false, "linucb"));
    Summary online = run(plan(2, List.of(), drop, true, "linucb"));
    assertThat(at(frozen, "linucb", 0).phases()).hasSize(2);
    assertThat(at(frozen, "linucb", 0).phases().get(1).prompts()).isEqualTo(210);
    assertThat(at(online, "linucb", 0).phases().get(1).quality())
        .isGreaterThan(at(frozen, "linucb", 0).phases().get(1).quality() + 0.1);
    assertThat(at(online, "linucb", 0).phases().getFirst().quality()).isCloseTo(0.85, within(0.12));
  }

  @Test
  void learningFromFewerPromptsIsCounted() throws InterruptedException {
    Plan all = plan(1, "knn", "linucb");
    Plan few = new Plan(all.contenders(), all.seeds(), DIAL, List.of(), false, OptionalInt.of(50),
        Optional.of(Feedback.BANDIT), Scenario.CALM, false, true);
    Summary summary = run(few);
    assertThat(summary.points()).allSatisfy(point -> assertThat(point.feedback()).isEqualTo("bandit"));
    assertThat(summary.curves()).allSatisfy(curve -> assertThat(curve.trainingCalls()).isEqualTo(50));
    assertThat(summary.train().prompts()).isEqualTo(50);
  }
}
