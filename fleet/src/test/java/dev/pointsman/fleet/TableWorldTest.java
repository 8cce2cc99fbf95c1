package dev.pointsman.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.lab.data.DataException;
import dev.pointsman.lab.data.ScoreHeader;
import dev.pointsman.lab.data.ScoreRow;
import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.data.ScoreTables;
import dev.pointsman.lab.data.ScoredModel;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Pricing;
import dev.pointsman.routing.Usage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// A replay gives what was recorded, and nothing else.
class TableWorldTest {
  private static final double NONE = Double.NaN;
  private static final ScoreHeader HEADER = new ScoreHeader("t", "", "", "",
      List.of(new ScoredModel("priced", Optional.of(Pricing.perMillion("1", "2"))),
          new ScoredModel("observed", Optional.empty())));

  private static ScoreRow row(String id, String prompt, OptionalInt input, double[] scores, double[] costs,
      int... output) {
    return new ScoreRow(id, "sums", prompt, input, scores, costs, output);
  }

  private static TableWorld world(ScoreRow... rows) {
    return new TableWorld(new ScoreTable(HEADER, List.of(rows)), 1);
  }

  private static final ScoreRow FULL = row("full", "1+1?", OptionalInt.of(5), new double[] {0.5, 1},
      new double[] {0.0001932, 0.000000000101}, 7, 9);

  @Test
  void recordedScoresAndTokensAreReplayed() {
    Outcome outcome = world(FULL).outcome("1+1?", "priced").orElseThrow();
    assertThat(outcome.score()).isEqualTo(0.5);
    assertThat(outcome.usage()).isEqualTo(Usage.of(5, 7));
  }

  @Test
  void recordedCostsAreExactAndRoundedUpToABillionthOfADollar() {
    assertThat(world(FULL).outcome("1+1?", "priced").orElseThrow().reportedCost()).hasValue(new Money(193_200));
    assertThat(world(FULL).outcome("1+1?", "observed").orElseThrow().reportedCost()).hasValue(new Money(1));
  }

  @Test
  void unknownTokensAreEstimatedFromTheText() {
    ScoreRow row = row("a", "12345678", OptionalInt.empty(), new double[] {1, 1}, new double[] {1, 1}, -1, -1);
    assertThat(world(row).outcome("12345678", "priced").orElseThrow().usage()).isEqualTo(new Usage(3, 0, 3, 0, true));
  }

  @Test
  void aModelThatWasNotRunCannotServe() {
    ScoreRow row = row("a", "p", OptionalInt.empty(), new double[] {NONE, 1}, new double[] {0.5, 1}, -1, -1);
    assertThat(world(FULL, row).outcome("p", "priced")).isEmpty();
    assertThat(world(FULL, row).outcome("p", "observed")).isPresent();
  }

  @Test
  void aCostThatIsUnknownFollowsFromThePriceOrThePromptCannotBeServed() {
    ScoreRow row = row("a", "p", OptionalInt.empty(), new double[] {1, 1}, new double[] {NONE, NONE}, -1, -1);
    TableWorld world = world(FULL, row);
    Outcome priced = world.outcome("p", "priced").orElseThrow();
    assertThat(priced.reportedCost()).isEmpty();
    assertThat(world.model("priced").orElseThrow().cost(priced)).isEqualTo(new Money(3_000));
    assertThat(world.outcome("p", "observed")).isEmpty();
  }

  @Test
  void whatIsNotInTheTableHasNoOutcome() {
    assertThat(world(FULL).outcome("1+2?", "priced")).isEmpty();
    assertThat(world(FULL).outcome("1+1?", "gpt")).isEmpty();
  }

  @Test
  void ofTwoRowsWithOnePromptTheFirstCounts() {
    ScoreRow later = row("later", "1+1?", OptionalInt.of(5), new double[] {0, 0}, new double[] {1, 1}, 7, 9);
    TableWorld world = world(FULL, later);
    assertThat(world.outcome("1+1?", "priced").orElseThrow().score()).isEqualTo(0.5);
    assertThat(world.tasks().next().id()).isEqualTo("full");
  }

  @Test
  void everyPassGoesThroughAllPromptsInAnotherOrder() {
    ScoreRow[] rows = IntStream.range(0, 40).mapToObj(i -> row("r" + i, "p" + i, OptionalInt.empty(),
        new double[] {1, 1}, new double[] {1, 1}, 1, 1)).toArray(ScoreRow[]::new);
    Iterator<Task> tasks = world(rows).tasks();
    List<String> first = ids(tasks, 40);
    List<String> second = ids(tasks, 40);
    assertThat(first).doesNotHaveDuplicates().isNotEqualTo(second).containsExactlyInAnyOrderElementsOf(second);
    assertThat(ids(world(rows).tasks(), 40)).isEqualTo(first);
    assertThat(ids(new TableWorld(new ScoreTable(HEADER, List.of(rows)), 2).tasks(), 40)).isNotEqualTo(first);
  }

  private static List<String> ids(Iterator<Task> tasks, int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Task task = tasks.next();
      assertThat(task.topic()).isEqualTo("sums");
      ids.add(task.id());
    }
    return ids;
  }

  @Test
  void aModelWithoutAnyCostIsRefusedByName() {
    ScoreRow row = row("a", "p", OptionalInt.empty(), new double[] {1, 1}, new double[] {1, NONE}, -1, -1);
    assertThatThrownBy(() -> world(row)).isInstanceOf(DataException.class)
        .hasMessage(
            "score table 't': model 'observed' has no cost in any row; a replay needs costs, or prices with token"
                + " counts");
  }

  @Test
  void aRecordedBenchmarkCanBeReplayed() {
    String named = System.getenv("POINTSMAN_DATA");
    Path folder = named == null
        ? Path.of(System.getProperty("pointsman.root", "."), "..", "shared", "data")
        : Path.of(named);
    Path file = folder.resolve("paretobandit-val.scores.jsonl.gz");
    Assumptions.assumeTrue(Files.exists(file), "no recorded table at " + file);
    var world = new TableWorld(ScoreTables.read(file), 1);
    Iterator<Task> tasks = world.tasks();
    for (int i = 0; i < 5_000; i++) {
      Task task = tasks.next();
      assertThat(world.models().stream().flatMap(model -> world.outcome(task.prompt(), model.name()).stream()))
          .isNotEmpty();
    }
  }
}
