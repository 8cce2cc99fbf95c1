package dev.pointsman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.policy.Checkpoint;
import dev.pointsman.policy.CostModel;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `split`, `evaluate` and `results` as a user meets them.
class LabCommandsTest {
  private static final String HEADER = "{\"format\":\"score-table\",\"version\":1,\"name\":\"t\","
      + "\"models\":[{\"name\":\"a\"},{\"name\":\"b\"}]}";
  private static final String ROW = "{\"id\":\"r1\",\"task\":\"t\",\"prompt\":\"p\",\"score\":[1,0],\"cost\":[0.2,0.1]}";

  @TempDir
  private Path folder;

  /// A table of two models, the dearer of which is the better.
  private Path table(String name, int prompts) throws IOException {
    var random = new Random(7);
    StringBuilder lines = new StringBuilder(HEADER).append('\n');
    for (int i = 0; i < prompts; i++) {
      lines.append(ROW.replace("r1", "r" + i).replace("\"p\"", "\"What is " + i + " and one?\"").replace("[1,0]",
          "[" + (random.nextInt(10) < 8 ? 1 : 0) + "," + (random.nextInt(10) < 5 ? 1 : 0) + "]")).append('\n');
    }
    Path file = folder.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private Cli evaluate(String out, String... more) throws IOException {
    return evaluated(out, "none", more);
  }

  private Cli encoded(String out, String... more) throws IOException {
    return evaluated(out, "minilm", more);
  }

  private Cli evaluated(String out, String encoder, String... more) throws IOException {
    Path table = table("t.scores.jsonl.gz", 120);
    assertThat(Cli.run("split", "--table", table.toString(), "--parts", "0.6,0.4", "--out", folder.toString()).code())
        .isZero();
    return Cli.run(Stream.concat(Stream.of("evaluate", "--train", folder + "/t-1.scores.jsonl.gz", "--test",
        folder + "/t-2.scores.jsonl.gz", "--encoder", encoder, "--cache", folder + "/cache", "--out",
        folder + "/" + out),
        Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void anEvaluationWritesWhatTheContractSaysTwiceTheSame() throws IOException {
    Cli once = evaluate("a", "--policy", "random,best-single,oracle,linucb", "--seeds", "2");
    assertThat(once.err()).isEmpty();
    assertThat(once.code()).isZero();
    assertThat(once.out()).contains("| best-single | bandit |", "report.md");
    evaluate("b", "--policy", "random,best-single,oracle,linucb", "--seeds", "2");
    for (String file : List.of("report.md", "curves.svg")) {
      assertThat(Files.readString(folder.resolve("b").resolve(file)))
          .isEqualTo(Files.readString(folder.resolve("a").resolve(file)));
    }
    JsonNode summary = JsonMapper.shared().readTree(Files.readString(folder.resolve("a/summary.json")));
    assertThat(summary.propertyNames()).contains("train", "test", "points", "curves", "tau", "encoder", "version",
        "seconds");
    assertThat(summary.get("points")).hasSize(4 * 2 * 21);
    JsonNode point = summary.get("points").get(0);
    assertThat(point.propertyNames()).contains("policy", "seed", "feedback", "knob", "quality", "cost", "regret",
        "unserved", "shares", "phases");
    assertThat(point.get("knob").get("cost_weight").asDouble()).isZero();
    assertThat(summary.get("test").get("best_single").get("name").asString()).isEqualTo("a");
    assertThat(summary.get("curves").get(1).get("quality_at_cost").propertyNames()).containsExactly("0.05", "0.10",
        "0.25", "0.50", "1.00");
    assertThat(summary.get("curves").get(1).get("cost_at_quality").propertyNames()).containsExactly("0.95", "0.99",
        "1.00");
  }

  @Test
  void budgetsAndScenariosAreTold() throws IOException {
    Path scenario = Files.writeString(folder.resolve("s.yaml"), "- {at: 0.5, model: a, price_factor: 0.5}\n");
    Cli open = evaluate("a", "--policy", "linucb,random", "--seeds", "1", "--budgets-per-query", "0.15", "--online",
        "--scenario", scenario.toString());
    assertThat(open.code()).as(open.err()).isZero();
    assertThat(Files.readString(folder.resolve("a/report.md"))).contains("Under a budget", "Phase by phase", "s.yaml");
    Cli known = evaluate("b", "--policy", "linucb,best-single", "--seeds", "1", "--budgets-per-query", "0.12,0.15",
        "--horizon", "known");
    assertThat(known.code()).as(known.err()).isZero();
    JsonNode summary = JsonMapper.shared().readTree(Files.readString(folder.resolve("b/summary.json")));
    summary.get("points").forEach(point -> assertThat(point.get("cost").asDouble())
        .isLessThanOrEqualTo(point.get("knob").get("budget_per_query").asDouble()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--policy pilots", "--policy pilot --prior random", "--policy pilot --aliases x",
      "--policy pilot --prefs none.jsonl", "--policy pilot --prior all --prefs x", "--policy linucb --seeds 0",
      "--policy linucb --cost-weights 2",
      "--policy linucb --budgets-per-query 0", "--policy linucb --horizon far", "--policy linucb --feedback none",
      "--policy linucb --learn-prompts 0", "--policy linucb --models c", "--policy linucb --models a,a",
      "--policy linucb,linucb", "--policy linucb --prefs x", "--policy llm-bandit --prefs x --feedback bandit",
      "--policy linucb --prior random", "--policy linucb --scenario none.yaml"})
  void wrongUseOfEvaluateIsOneLineAndEndsWithTwo(String options) throws IOException {
    Cli wrong = evaluate("a", options.split(" "));
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err().strip()).isNotEmpty().doesNotContain("\n").doesNotContain("Exception");
  }

  /// A table whose rows are changed.
  private Path changed(String name, String part, String by) throws IOException {
    StringBuilder lines = new StringBuilder(HEADER).append('\n');
    for (int i = 0; i < 40; i++) {
      lines.append(ROW.replace("r1", "r" + i).replace("\"p\"", "\"What is " + name + i + "?\"").replace(part, by))
          .append('\n');
    }
    return Files.writeString(folder.resolve(name + ".scores.jsonl"), lines.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[0,0]", "[0,0.1]", "[0.1,0]"})
  void freeModelsAreEvaluatedAndDrawn(String costs) throws IOException {
    Cli free = Cli.run("evaluate", "--policy",
        "frontier,pilot,random,cheapest,best-single,oracle,thompson,knn,predictor",
        "--train", changed("x", "[0.2,0.1]", costs).toString(), "--test", changed("y", "[0.2,0.1]", costs).toString(),
        "--encoder", "none", "--seeds", "1", "--cost-weights", "0,0.5,1", "--budgets-per-query", "0.05", "--out",
        folder + "/a");
    assertThat(free.code()).as(free.err()).isZero();
    JsonNode summary = JsonMapper.shared().readTree(Files.readString(folder.resolve("a/summary.json")));
    summary.get("points").forEach(point -> {
      assertThat(point.get("unserved").asInt()).isZero();
      if (point.get("policy").asString().equals("oracle") && point.get("knob").has("cost_weight")) {
        assertThat(point.get("regret").asDouble()).as("the oracle's").isZero();
      }
    });
    for (String file : List.of("summary.json", "report.md", "curves.svg")) {
      assertThat(Files.readString(folder.resolve("a").resolve(file))).as(file).doesNotContain("NaN", "Infinity",
          "\u221e");
    }
  }

  @Test
  void whereNoModelIsEverRightNothingIsAShareOfThat() throws IOException {
    Cli wrong = Cli.run("evaluate", "--policy", "random", "--train", changed("x", "[1,0]", "[0,0]").toString(),
        "--test",
        changed("y", "[1,0]", "[0,0]").toString(), "--encoder", "none", "--seeds", "1", "--out", folder + "/a");
    assertThat(wrong.code()).as(wrong.err()).isZero();
    JsonNode curve = JsonMapper.shared().readTree(Files.readString(folder.resolve("a/summary.json"))).get("curves")
        .get(0);
    assertThat(curve.get("peak_quality").isNull()).isTrue();
    assertThat(Files.readString(folder.resolve("a/report.md"))).doesNotContain("NaN");
    assertThat(Files.readString(folder.resolve("a/curves.svg"))).doesNotContain("NaN");
  }

  @Test
  void whatLeavesNothingToLearnFromIsRefused() throws IOException {
    Path joins = Files.writeString(folder.resolve("s.yaml"), "- {at: 0.5, join: a}\n- {at: 0.6, join: b}\n");
    Cli evaluated = evaluate("a", "--policy", "linucb", "--scenario", joins.toString());
    String costless = changed("x", ",\"cost\":[0.2,0.1]", "").toString();
    Cli trained = Cli.run("train", "--policy", "linucb", "--encoder", "none", "--train", costless, "--out",
        folder + "/c");
    Cli deployed = Cli.run("evaluate", "--policy", "linucb", "--encoder", "none", "--train", costless, "--test",
        costless,
        "--out", folder + "/d");
    assertThat(evaluated.err()).contains("every model joins later");
    for (Cli refused : List.of(trained, deployed)) {
      assertThat(refused.err()).contains("has no prompt with both a score and a cost")
          .contains("give it costs, or prices with token counts");
    }
    for (Cli refused : List.of(evaluated, trained, deployed)) {
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err().strip()).doesNotContain("\n");
    }
  }

  @Test
  void aRootOrAFolderIsNoCheckpoint() throws IOException {
    for (String out : List.of("/", folder.toString())) {
      Cli trained = Cli.run("train", "--policy", "cheapest", "--encoder", "none", "--train",
          table("t.scores.jsonl.gz", 20).toString(), "--out", out);
      assertThat(trained.code()).isEqualTo(2);
      assertThat(trained.err().strip()).isEqualTo("pointsman: --out " + out + " is a folder; name a file");
    }
  }

  @Test
  void aFileIsNoFolderForResults() throws IOException {
    Path table = table("t.scores.jsonl.gz", 20);
    for (String command : List.of("split --parts 0.6,0.4 --table " + table,
        "evaluate --policy random --encoder none --train " + table + " --test " + table,
        "quiz --new a --train " + table + " --table " + table)) {
      Cli file = Cli.run((command + " --out " + table).split(" "));
      Cli below = Cli.run((command + " --out " + table + "/x").split(" "));
      assertThat(List.of(file.code(), below.code())).as(command).containsOnly(2);
      assertThat(file.err().strip()).isEqualTo("pointsman: --out " + table + " is a file; name a folder");
      assertThat(below.err().strip()).startsWith("pointsman: --out " + table + "/x can't be written: ")
          .endsWith("; name another").doesNotContain("Exception");
    }
  }

  @Test
  void morePromptsToLearnFromThanThereAreAreToldOf() throws IOException {
    Cli evaluated = evaluate("a", "--policy", "linucb", "--seeds", "1", "--cost-weights", "0.5", "--learn-prompts",
        "5000");
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(evaluated.err()).containsPattern("warning: --learn-prompts 5000 is more than the \\d\\d prompts of");
    assertThat(trainedOn("121").err()).contains("warning: --learn-prompts 121 is more than the 120 prompts of");
    assertThat(trainedOn("120").err()).isEmpty();
  }

  private Cli trainedOn(String prompts) throws IOException {
    return Cli.run("train", "--policy", "linucb", "--encoder", "none", "--learn-prompts", prompts, "--train",
        table("t.scores.jsonl.gz", 120).toString(), "--out", folder + "/c");
  }

  @Test
  void aCheckpointsFolderIsMade() throws IOException {
    Path out = folder.resolve("new/folder/checkpoint");
    Cli trained = Cli.run("train", "--policy", "cheapest", "--encoder", "none", "--train",
        table("t.scores.jsonl.gz", 20).toString(), "--out", out.toString());
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(out).isNotEmptyFile();
  }

  /// Preferences for `b`, the worse model by the tables.
  private Path preferences() throws IOException {
    StringBuilder lines = new StringBuilder("{\"format\":\"preference-pairs\",\"version\":1,\"name\":\"p\"}\n");
    for (int i = 0; i < 60; i++) {
      lines.append("{\"prompt\":\"Question ").append(i).append("\",\"a\":\"a\",\"b\":\"B\",\"winner\":\"")
          .append(i % 3 == 0 ? "a" : "b").append("\"}\n");
    }
    return Files.writeString(folder.resolve("p.prefs.jsonl"), lines.toString());
  }

  @Test
  void aPriorIsTrainedFromPreferencesAndTold() throws IOException {
    Path aliases = Files.writeString(folder.resolve("aliases.csv"), "B,b\n");
    Cli prior = encoded("a", "--policy", "pilot,pilot-paper,linucb", "--seeds", "1", "--learn-prompts", "5", "--prefs",
        preferences().toString(), "--aliases", aliases.toString());
    assertThat(prior.code()).as(prior.err()).isZero();
    assertThat(Files.readString(folder.resolve("a/report.md"))).contains("prefs: p.prefs.jsonl, 60 preferences on 60");
    Cli contrary = encoded("b", "--policy", "pilot", "--seeds", "1", "--learn-prompts", "5", "--prefs",
        preferences().toString(), "--aliases", aliases.toString(), "--prior", "inverted",
        "--cost-weights", "0");
    assertThat(contrary.code()).as(contrary.err()).isZero();
    assertThat(JsonMapper.shared().readTree(Files.readString(folder.resolve("a/summary.json"))).get("points").get(0)
        .get("shares").propertyNames()).as("preferences are for b").containsExactly("b");
    assertThat(JsonMapper.shared().readTree(Files.readString(folder.resolve("b/summary.json"))).get("points").get(0)
        .get("shares").propertyNames()).as("the contrary").containsExactly("a");
  }

  @Test
  void llmBanditTrainsOnATableAndPreferencesTogether() throws IOException, Checkpoint.Unusable {
    String[] told = {"--prefs", preferences().toString(), "--aliases",
        Files.writeString(folder.resolve("aliases.csv"), "B,b\n").toString()};
    Cli evaluated = encoded("a", Stream.concat(Stream.of("--policy", "llm-bandit,pilot,linucb", "--seeds", "1",
        "--learn-prompts", "8", "--prior", "inverted"), Stream.of(told)).toArray(String[]::new));
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(Files.readString(folder.resolve("a/report.md"))).contains("inverted: p.prefs.jsonl, 60 preferences");
    byte[] alone = trained(folder.resolve("alone"));
    byte[] together = trained(folder.resolve("together"), told);
    assertThat(together).as("preferences change what is learned").isNotEqualTo(alone)
        .isEqualTo(trained(folder.resolve("again"), told));
  }

  /// The state of a checkpoint of LLM Bandit.
  private byte[] trained(Path out, String... options) throws IOException, Checkpoint.Unusable {
    Cli trained = Cli.run(Stream.concat(Stream.of("train", "--policy", "llm-bandit", "--train",
        table("t.scores.jsonl.gz", 60).toString(), "--learn-prompts", "8", "--cache", folder + "/cache", "--out",
        out.toString()), Stream.of(options)).toArray(String[]::new));
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("learning=16 calls");
    return Checkpoint.parse(Files.readAllBytes(out)).state();
  }

  @Test
  void pilotsBudgetIsKnownUnlessItIsSaidToBeOpen() throws IOException {
    Cli known = evaluate("a", "--policy", "pilot,pilot-fixed,pilot-overflow,pilot-hindsight", "--seeds", "2",
        "--budgets-per-query", "0.12,0.15");
    assertThat(known.code()).as(known.err()).isZero();
    JsonMapper.shared().readTree(Files.readString(folder.resolve("a/summary.json"))).get("points")
        .forEach(point -> assertThat(point.get("cost").asDouble())
            .isLessThanOrEqualTo(point.get("knob").get("budget_per_query").asDouble()));
    Cli open = evaluate("b", "--policy", "pilot", "--seeds", "1", "--budgets-per-query", "0.15", "--horizon", "open");
    assertThat(open.code()).as(open.err()).isZero();
    assertThat(Files.readString(folder.resolve("b/report.md"))).contains("open");
  }

  @Test
  void aCheckpointIsTrainedTwiceTheSameButForTheTime() throws IOException, Checkpoint.Unusable {
    Path table = table("t.scores.jsonl.gz", 60);
    for (String out : List.of("one", "two")) {
      Cli trained = Cli.run("train", "--policy", "linucb", "--train", table.toString(), "--encoder", "none", "--cache",
          folder + "/cache", "--out", folder.resolve(out).toString());
      assertThat(trained.code()).as(trained.err()).isZero();
    }
    Checkpoint one = Checkpoint.parse(Files.readAllBytes(folder.resolve("one")));
    assertThat(one.state()).isEqualTo(Checkpoint.parse(Files.readAllBytes(folder.resolve("two"))).state());
    assertThat(one.provenance()).containsKeys("command", "version", "table", "learning", "time");
    assertThat(one.restored(PolicySpec.named("linucb").orElseThrow(), 0)).isNotNull();
  }

  @Test
  void whatATableWithoutPricesPaidSaysNothingOfAPriceList() throws IOException, Checkpoint.Unusable {
    Path table = table("t.scores.jsonl.gz", 60);
    Path out = folder.resolve("checkpoint");
    Cli trained = Cli.run("train", "--policy", "linucb", "--train", table.toString(), "--encoder", "none", "--cache",
        folder + "/cache", "--out", out.toString());
    assertThat(trained.out()).contains("costs=not learned: the table has no price list");
    LearnedState state = Checkpoint.parse(Files.readAllBytes(out))
        .restored(PolicySpec.named("linucb").orElseThrow(), 0);
    Candidate listed = Candidate.listed(new Arm("a"), new Money(7_000));
    assertThat(state.price(FeatureVector.of(), List.of(listed)))
        .isEqualTo(CostModel.untrained(0).price(FeatureVector.of(), List.of(listed)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--policy oracle", "--policy none", "--policy linucb --prefs x", "--policy pilot --aliases x",
      "--policy pilot --learn-prompts -1", "--policy pilot --prefs none.jsonl", "--policy linucb --encoder x"})
  void wrongUseOfTrainIsOneLineAndEndsWithTwo(String options) throws IOException {
    Path table = table("t.scores.jsonl.gz", 10);
    Cli wrong = Cli.run(Stream.concat(Stream.of("train", "--train", table.toString(), "--out", folder + "/c"),
        Stream.of(options.split(" "))).toArray(String[]::new));
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err().strip()).isNotEmpty().doesNotContain("\n").doesNotContain("Exception");
  }

  static Stream<String> brokenTables() {
    return Stream.concat(Stream.of("", "{}", "[", HEADER.replace("score-table", "table"),
        HEADER.replace("1,\"name", "2,\"name"), HEADER.replace("\"b\"", "\"a\""), HEADER.replace("\"t\"", "\"\""),
        HEADER.replace("[{\"name\":\"a\"},{\"name\":\"b\"}]", "[]"), HEADER.replace("{\"name\":\"a\"}", "7"),
        HEADER.replace("\"a\"}", "\"a\",\"input_usd_per_mtok\":1}"), HEADER),
        Stream.of("", "7", "{\"id\":", ROW, ROW.replace("\"r1\"", "1"), ROW.replace("\"id\":\"r1\",", ""),
            change("\"p\"", "\" \""), change("\"p\"", "5"), change("\"prompt\":\"p\",", ""), change("[1,0]", "[1]"),
            change("[1,0]", "[1,2]"), change("[1,0]", "[null,null]"), change("[1,0]", "[true,1]"),
            change("[1,0]", "\"good\""), change("\"score\":[1,0],", ""), change("[0.2,0.1]", "[-1,0]"),
            change("[0.2,0.1]", "[1,1,1]"), change("[0.2,0.1]", "0.1"), change("\"t\"", "[]"),
            change("\"id\"", "\"id\":\"x\",\"id\"")).map(row -> HEADER + "\n" + ROW + "\n" + row));
  }

  private static String change(String part, String by) {
    return ROW.replace("r1", "r2").replace(part, by);
  }

  @ParameterizedTest
  @MethodSource("brokenTables")
  void aBrokenTableEndsWithTwoFileLineAndRule(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("broken.scores.jsonl"), content + "\n");
    Cli split = Cli.run("split", "--table", file.toString(), "--parts", "0.6,0.4", "--out", folder + "/out");
    Cli evaluated = Cli.run("evaluate", "--policy", "random", "--encoder", "none", "--train", file.toString(), "--test",
        file.toString(), "--out", folder + "/out");
    for (Cli refused : List.of(split, evaluated)) {
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err().strip()).containsPattern("broken\\.scores\\.jsonl:\\d+: .+").doesNotContain("\n");
    }
  }

  @Test
  void resultsWriteTheStudyAndTheReadmesTable() throws IOException {
    table("routerbench-dev.scores.jsonl.gz", 60);
    Path readme = Files.writeString(folder.resolve("README.md"),
        "before\n<!-- results: routerbench -->\nold\n<!-- end of routerbench -->\nafter\n");
    Cli results = Cli.run("results", "--only", "routerbench", "--data", folder.toString(), "--root", folder.toString(),
        "--cache", folder + "/cache");
    assertThat(results.code()).as(results.err()).isZero();
    assertThat(Files.readString(folder.resolve("results/routerbench.md"))).startsWith("# RouterBench")
        .contains("oracle");
    assertThat(folder.resolve("results/routerbench.svg")).isNotEmptyFile();
    assertThat(Files.readString(readme)).startsWith("before\n").endsWith("after\n").contains("| linucb | bandit |")
        .doesNotContain("old");
  }

  @Test
  void resultsNeedTheirDataAndTheirMarkers() {
    Cli missing = Cli.run("results", "--only", "routerbench", "--data", folder.toString(), "--root", "..");
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).contains("routerbench-dev.scores.jsonl.gz does not exist", "--data");
    assertThat(Cli.run("results", "--only", "everything").err()).contains("routerbench, mmlu-pro");
    assertThatThrownBy(() -> ResultsCommand.placed("no markers", "x", "b")).isInstanceOf(UserError.class)
        .hasMessageContaining("<!-- results: x -->");
  }
}
