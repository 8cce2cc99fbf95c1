package dev.pointsman.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.policy.Checkpoint;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Preference;
import dev.pointsman.routing.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `value` over the log of a router that decided, served, was rated and learned.
class ValueCommandTest {
  private static final List<Candidate> LISTED = List.of(Candidate.listed(new Arm("p|u|small"), new Money(1_000_000)),
      Candidate.listed(new Arm("p|u|large"), new Money(5_000_000)));
  /// Of being good, by arm.
  private static final double[] CHANCE = {0.5, 0.8};

  @TempDir
  Path folder;

  /// The lines that a router of a policy leaves behind; half of the answers are rated.
  private static String log(String router, String policy, int rows, double exploration) {
    SplittableRandom world = new SplittableRandom(11);
    SplittableRandom chance = new SplittableRandom(12);
    LearnedState state = LearnedState.untrained(PolicySpec.named(policy).orElseThrow(), 2);
    StringBuilder lines = new StringBuilder();
    for (int number = 1; number <= rows; number++) {
      FeatureVector x = FeatureVector.of((float) world.nextGaussian(), (float) world.nextGaussian());
      List<Candidate> priced = state.price(x, LISTED);
      Context context = new Context(x, new Preference(0.3, state.costs().scale(priced)), exploration);
      Decision decision = state.policy().decide(context, priced, chance);
      Arm served = decision.chosen().arm();
      int index = LISTED.getFirst().arm().equals(served) ? 0 : 1;
      Money cost = Money.roundedUp(LISTED.get(index).listedCost().usd() * Math.exp(0.3 * world.nextGaussian()));
      state = state.learn(new Observation.Served(context, decision, served, Usage.of(10, 20), cost));
      ObjectNode line = line(router, number, context, decision, cost);
      if (world.nextBoolean()) {
        double quality = world.nextDouble() < CHANCE[index] ? 1 : 0;
        state = state.learn(new Observation.Rated(context, decision, served, quality));
        line.put("quality", quality);
      }
      lines.append(line).append('\n');
    }
    return lines.toString();
  }

  private static ObjectNode line(String router, int number, Context context, Decision decision, Money cost) {
    ObjectNode line = JsonMapper.shared().createObjectNode();
    line.put("id", "chatcmpl-" + number).put("number", number).put("router", router).put("policy", "any")
        .put("time", "2026-01-02T03:04:05Z").put("cost_weight", context.preference().costWeight())
        .put("cost_scale_usd", context.preference().costScale().exactUsd())
        .put("max_exploration", context.maxExploration());
    ArrayNode features = line.putArray("features");
    for (float value : context.features().toArray()) {
      features.add(value);
    }
    ArrayNode candidates = line.putArray("candidates");
    for (Appraisal a : decision.appraisals()) {
      candidates.addObject().put("arm", a.candidate().arm().id()).put("quality", a.quality().mean())
          .put("listed_cost_usd", a.candidate().listedCost().exactUsd())
          .put("expected_cost_usd", a.candidate().expectedCost().exactUsd()).put("propensity", a.propensity());
    }
    String arm = decision.chosen().arm().id();
    return line.put("chosen_arm", arm).put("propensity", decision.propensity()).put("served_arm", arm)
        .put("status", "ok").put("cost_usd", cost.exactUsd()).put("encoder", "e/1");
  }

  private String write(String text) throws IOException {
    return Files.writeString(folder.resolve("log.jsonl"), text).toString();
  }

  @Test
  void tellsWhatAnotherPolicyWouldBeWorth() throws IOException {
    Cli told = Cli.run("value", "--policy", "cheapest", "--log", write(log("auto", "epsilon-greedy", 3000, 1)));
    assertThat(told.err()).isEmpty();
    assertThat(told.code()).isZero();
    assertThat(told.out()).contains("What cheapest would be worth on the decisions of router auto",
        "rows read 3,000, used 3,000, of them rated 1,", "the log's own policy", "IPS", "self-normalised IPS",
        "doubly robust", "effective sample size", "95 % interval", "No weight is clipped",
        "valued before it is learned");
  }

  @Test
  void theFiguresAreNearTheTruth() throws IOException {
    JsonNode told = json("random", write(log("auto", "epsilon-greedy", 5000, 1)));
    for (String estimator : List.of("ips", "snips", "dr")) {
      assertNear(told.get("quality").get(estimator), (0.5 + 0.8) / 2);
      assertNear(told.get("cost_usd").get(estimator), (0.001 + 0.005) / 2 * Math.exp(0.045));
    }
    assertThat(told.get("quality").get("mean_weight").asDouble()).isBetween(0.8, 1.2);
    assertThat(told.get("rows").get("used").asInt()).isEqualTo(5000);
  }

  /// Within twice the interval, since one interval in twenty misses; how many do is measured in the lab's `CoverageTest`.
  private static void assertNear(JsonNode value, double truth) {
    double mean = value.get("value").asDouble();
    double low = value.get("low").asDouble();
    double high = value.get("high").asDouble();
    assertThat(mean).isBetween(low, high);
    assertThat(truth).isBetween(mean - 2 * (mean - low), mean + 2 * (high - mean));
  }

  private static JsonNode json(String policy, String file, String... more) {
    List<String> arguments = new ArrayList<>(
        List.of("value", "--policy", policy, "--log", file, "--json"));
    arguments.addAll(List.of(more));
    Cli told = Cli.run(arguments.toArray(String[]::new));
    assertThat(told.err()).isEmpty();
    return JsonMapper.shared().readTree(told.out());
  }

  @ParameterizedTest
  @CsvSource({"frontier,0.3", "thompson,0.3", "linucb,0.3", "inverse-gap,0.3"}) // weights at which each calls all models
  void learningPoliciesAreValuedAsTheyLearn(String policy, String costWeight) throws IOException {
    JsonNode told = json(policy, write(log("auto", "random", 1500, 1)), "--cost-weight", costWeight);
    assertThat(told.get("learning").asString()).isEqualTo("prequential");
    assertThat(told.get("quality").get("effective_sample_size").asDouble()).isBetween(100.0, 1500.0);
  }

  /// What `policy` has learned of rows of another log.
  private String checkpoint(String policy, String encoder) throws IOException {
    PolicySpec spec = PolicySpec.named(policy).orElseThrow();
    LearnedState state = LearnedState.untrained(spec, 2);
    SplittableRandom random = new SplittableRandom(21);
    for (int i = 0; i < 600; i++) {
      FeatureVector x = FeatureVector.of((float) random.nextGaussian(), (float) random.nextGaussian());
      Context context = Context.of(x, new Preference(0, new Money(5_000_000)));
      Decision decision = state.policy().decide(context, LISTED, random);
      int arm = i % 2;
      state = state.learn(new Observation.Rated(context, decision, LISTED.get(arm).arm(),
          random.nextDouble() < CHANCE[arm] ? 1 : 0));
    }
    Checkpoint learned = Checkpoint.of(spec, 2, encoder, new LinkedHashMap<>(), state);
    return Files.write(folder.resolve("c.bin"), learned.toBytes()).toString();
  }

  @Test
  void aCheckpointIsValuedAsItIs() throws IOException {
    JsonNode told = json("epsilon-greedy", write(log("auto", "random", 3000, 1)), "--cost-weight", "0", "--checkpoint",
        checkpoint("epsilon-greedy", "e/1"));
    assertThat(told.get("learning").asString()).isEqualTo("checkpoint");
    assertThat(told.get("notes").get(0).asString()).contains("stays as its checkpoint says");
    for (String estimator : List.of("ips", "snips", "dr")) {
      assertNear(told.get("quality").get(estimator), 0.95 * 0.8 + 0.05 * 0.5);
    }
  }

  @Test
  void anUnfitCheckpointIsRefused() throws IOException {
    String file = write(log("auto", "random", 300, 1));
    String other = checkpoint("epsilon-greedy", "e/2");
    assertRefused(Cli.run("value", "--policy", "epsilon-greedy", "--log", file, "--checkpoint", other),
        "by encoder 'e/2', but row 1 of", "has 2 by 'e/1'");
    assertRefused(Cli.run("value", "--policy", "linucb", "--log", file, "--checkpoint", other), "it was learned by");
    assertRefused(Cli.run("value", "--policy", "linucb", "--log", file, "--checkpoint", file), "can't be used");
  }

  @Test
  void theSameCommandTwiceGivesTheSameBytes() throws IOException {
    String file = write(log("auto", "random", 2000, 1));
    String[] command = {"value", "--policy", "epsilon-greedy", "--log", file};
    assertThat(Cli.run(command).out()).isEqualTo(Cli.run(command).out()).isNotEmpty();
  }

  @Test
  void gzipGivesTheSame() throws IOException {
    String text = log("auto", "random", 600, 1);
    Path packed = folder.resolve("log.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(json("cheapest", packed.toString())).isEqualTo(json("cheapest", write(text)));
  }

  @Test
  void anotherWeightOrMoreExplorationChangesWhatIsChosen() throws IOException {
    String file = write(log("auto", "random", 3000, 1));
    JsonNode own = json("epsilon-greedy", file);
    JsonNode quality = json("epsilon-greedy", file, "--cost-weight", "0");
    JsonNode cost = json("epsilon-greedy", file, "--cost-weight", "1");
    assertThat(quality.get("cost_usd").get("dr").get("value").asDouble())
        .isGreaterThan(cost.get("cost_usd").get("dr").get("value").asDouble() + 0.002);
    assertThat(quality.get("quality").get("dr").get("value").asDouble())
        .isGreaterThan(cost.get("quality").get("dr").get("value").asDouble() + 0.1);
    assertThat(json("epsilon-greedy", file, "--max-exploration", "0").get("cost_usd"))
        .isNotEqualTo(own.get("cost_usd"));
  }

  @Test
  void ofSeveralRoutersOneIsNamed() throws IOException {
    String mixed = log("auto", "random", 800, 1)
        + log("best", "linucb", 800, 1).replaceAll("\"number\":(\\d+)", "\"number\":1$1000");
    String file = write(mixed.lines().sorted((a, b) -> Long.compare(number(a), number(b)))
        .collect(Collectors.joining("\n")));
    Cli unsaid = Cli.run("value", "--policy", "cheapest", "--log", file);
    assertThat(unsaid.code()).isEqualTo(2);
    assertThat(unsaid.err()).contains("several routers; name one with --router: auto, best");
    JsonNode said = json("cheapest", file, "--router", "auto");
    assertThat(said.get("rows").get("read").asInt()).isEqualTo(1600);
    assertThat(said.get("rows").get("used").asInt()).isEqualTo(800);
    assertThat(said.get("rows").get("left_out").get("other_router").asInt()).isEqualTo(800);
    assertRefused(Cli.run("value", "--policy", "cheapest", "--log", file, "--router", "none"),
        "no decision of router 'none'; there are: auto, best");
  }

  private static long number(String line) {
    return JsonMapper.shared().readTree(line).get("number").asLong();
  }

  private static void assertRefused(Cli refused, String... why) {
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err().strip()).contains(why).doesNotContain("\n").doesNotContain("Exception");
  }

  @ParameterizedTest
  @CsvSource({"linucb, 1", "cheapest, 1", "frontier, 0"})
  void aDeterministicLogIsRefused(String logged, double exploration) throws IOException {
    assertRefused(Cli.run("value", "--policy", "random", "--max-exploration", "1", "--log",
        write(log("auto", logged, 1000, exploration))),
        "can't tell what random would be worth: the log is deterministic",
        "let the router explore");
  }

  @Test
  void aShortLogIsRefused() throws IOException {
    assertRefused(Cli.run("value", "--policy", "cheapest", "--log", write(log("auto", "random", 120, 1))),
        "too few rated rows", "at least 100");
  }

  @ParameterizedTest
  @CsvSource({"--policy best,--policy is unknown: best; there are frontier",
      "--policy cheapest --cost-weight 2,must lie in",
      "--policy cheapest --max-exploration -1,must lie in",
      "--policy cheapest --checkpoint none.bin,none.bin: there is no such file",
      "--policy cheapest --checkpoint .,--checkpoint . can't be read"})
  void wrongUseIsOneLine(String options, String why) throws IOException {
    String file = write(log("auto", "random", 3, 1));
    assertRefused(Cli.run(("value --log " + file + " " + options).split(" ")), why);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"{|invalid JSON", "|the line is blank", "{}|number is missing",
      "{\"number\":9}|number is 9 after 9", "{\"number\":10,\"router\":\"auto\"}|status is missing",
      "{\"number\":10,\"router\":\"auto\",\"status\":\"ok\"}|features is missing",
      "{\"number\":10,\"router\":\"auto\",\"status\":\"ok\",\"features\":[1]}|encoder is missing"})
  void aBrokenLineIsNamed(String line, String why) throws IOException {
    String file = write(log("auto", "random", 9, 1) + (line == null ? "" : line) + "\n");
    assertRefused(Cli.run("value", "--policy", "cheapest", "--log", file), file + ":10: " + why);
  }
}
