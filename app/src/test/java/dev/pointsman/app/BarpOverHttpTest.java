package dev.pointsman.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.pointsman.app.config.Config;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.encoder.MiniLmEncoder;
import dev.pointsman.fleet.FleetModel;
import dev.pointsman.fleet.FleetServer;
import dev.pointsman.fleet.Outcome;
import dev.pointsman.fleet.Round;
import dev.pointsman.fleet.SimulatedWorld;
import dev.pointsman.fleet.Task;
import dev.pointsman.fleet.Traffic;
import dev.pointsman.fleet.TrafficPlan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// BaRP in a whole gateway, in front of the simulated fleet.
class BarpOverHttpTest {
  private static final Encoder ENCODER = MiniLmEncoder.load();
  private static final int LEARNED = 300;
  private static final int ASKED = 25;
  private static final int RATED = 1000;
  private static final int WINDOW = 200;

  @TempDir
  private Path folder;

  @AfterAll
  static void closeTheEncoder() {
    ENCODER.close();
  }

  /// What the fleet's models make of some prompts.
  private Path table(SimulatedWorld world) throws IOException {
    ObjectNode header = JsonMapper.shared().createObjectNode().put("format", "score-table").put("version", 1)
        .put("name", "fleet");
    ArrayNode models = header.putArray("models");
    for (FleetModel model : world.models()) {
      var price = model.pricing().orElseThrow();
      models.addObject().put("name", model.name())
          .put("input_usd_per_mtok", price.input().exactUsd())
          .put("output_usd_per_mtok", price.output().exactUsd());
    }
    StringBuilder lines = new StringBuilder(header + "\n");
    Iterator<Task> tasks = world.tasks();
    for (int i = 0; i < LEARNED; i++) {
      Task task = tasks.next();
      ObjectNode row = JsonMapper.shared().createObjectNode().put("id", task.id()).put("task", task.topic())
          .put("prompt", task.prompt());
      ArrayNode scores = row.putArray("score");
      ArrayNode costs = row.putArray("cost");
      for (FleetModel model : world.models()) {
        Outcome outcome = world.outcome(task.prompt(), model.name()).orElseThrow();
        scores.add(outcome.score());
        costs.add(model.cost(outcome).usd());
      }
      lines.append(row).append('\n');
    }
    return Files.writeString(folder.resolve("fleet.scores.jsonl"), lines.toString());
  }

  private Config config(SimulatedWorld world, URI fleet, String store, String router) {
    return FleetConfig.of(world, fleet, folder.resolve(store), "policy: barp" + router);
  }

  private static Map<String, Double> prices(SimulatedWorld world) {
    return world.models().stream().collect(Collectors.toMap(FleetModel::name,
        model -> model.pricing().orElseThrow().output().exactUsd().doubleValue()));
  }

  /// The models that answer the same prompts at a cost weight.
  private static List<String> served(OpenAIClient client, SimulatedWorld world, double costWeight) {
    List<String> served = new ArrayList<>();
    Iterator<Task> tasks = world.tasks();
    for (int i = 0; i < ASKED; i++) {
      served.add(client.chat().completions().create(ChatCompletionCreateParams.builder().model("auto")
          .addUserMessage(tasks.next().prompt()).putAdditionalBodyProperty("pointsman",
              JsonValue.from(Map.of("cost_weight", costWeight, "explore", false)))
          .build()).model());
    }
    return served;
  }

  @Test
  void oneCheckpointServesEveryTradeOffThatTheOpenAiSdkAsksFor() throws IOException {
    var world = new SimulatedWorld(3);
    Path checkpoint = folder.resolve("barp.checkpoint");
    Cli trained = Cli.run("train", "--policy", "barp", "--train", table(world).toString(), "--cache",
        folder + "/cache", "--out", checkpoint.toString());
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("tau ", "epochs", "calls");
    List<String> notices = new ArrayList<>();
    try (FleetServer fleet = FleetServer.start(world, 0);
        RunningGateway gateway = RunningGateway.start(
            config(world, fleet.baseUrl(), "dial.db", ", checkpoint: '" + checkpoint + "'"), ENCODER, notices::add)) {
      OpenAIClient client = OpenAIOkHttpClient.builder().baseUrl(gateway.baseUrl()).apiKey("sk-none").maxRetries(0)
          .build();
      Map<String, Double> prices = prices(world);
      List<List<String>> dial = new ArrayList<>();
      for (double weight : new double[] {0, 0.5, 0.9}) {
        dial.add(served(client, world, weight));
      }
      client.close();
      List<Double> means = dial.stream()
          .map(names -> names.stream().mapToDouble(prices::get).average().orElseThrow()).toList();
      assertThat(means.get(0)).as("prices of %s", dial).isGreaterThan(2 * means.get(2));
      assertThat(means).isSortedAccordingTo(Comparator.reverseOrder());
      assertThat(notices).noneMatch(notice -> notice.contains("untrained"));
    }
  }

  @Test
  void afterAThousandRatedRequestsItIsBetterThanAtItsStartAndARestartForgetsNothing() throws IOException {
    var world = new SimulatedWorld(1);
    List<String> notices = new ArrayList<>();
    try (FleetServer fleet = FleetServer.start(world, 0)) {
      Config config = config(world, fleet.baseUrl(), "online.db", ", cost_weight: 0");
      List<Round> rounds = new ArrayList<>();
      byte[] before;
      try (RunningGateway gateway = RunningGateway.start(config, ENCODER, notices::add)) {
        TrafficPlan plan = TrafficPlan.to(URI.create(gateway.baseUrl()), 10_000).withCount(RATED + WINDOW)
            .withMostInFlight(4);
        new Traffic(world, plan, rounds::add).run();
        before = gateway.gateway().checkpoint("auto").orElseThrow().state();
      }
      assertThat(notices).anyMatch(notice -> notice.contains("barp starts untrained"));
      assertThat(rounds).hasSize(RATED + WINDOW).noneMatch(Round::failed);
      double[] gains = rounds.subList(RATED, RATED + WINDOW).stream()
          .mapToDouble(round -> round.score() - untrained(world, round.task().prompt(), 0.2)).toArray();
      double mean = Arrays.stream(gains).average().orElseThrow();
      double squares = Arrays.stream(gains).map(gain -> (gain - mean) * (gain - mean)).sum();
      double error = Math.sqrt(squares / (gains.length - 1) / gains.length);
      assertThat(mean - 1.97 * error).as("lower end of the 95 %% interval around %s", mean).isPositive();
      try (RunningGateway gateway = RunningGateway.start(config, ENCODER, _ -> {})) {
        assertThat(gateway.gateway().checkpoint("auto").orElseThrow().state()).isEqualTo(before);
      }
    }
  }

  /// The expected quality of an untrained net's choice: the cheapest, but any model alike with some probability.
  private static double untrained(SimulatedWorld world, String prompt, double exploration) {
    Map<String, Double> prices = prices(world);
    String cheapest = Collections.min(prices.entrySet(), Map.Entry.comparingByValue()).getKey();
    double any = prices.keySet().stream().mapToDouble(model -> quality(world, prompt, model)).average().orElseThrow();
    return (1 - exploration) * quality(world, prompt, cheapest) + exploration * any;
  }

  private static double quality(SimulatedWorld world, String prompt, String model) {
    return world.outcome(prompt, model).map(Outcome::score).orElseThrow();
  }
}
