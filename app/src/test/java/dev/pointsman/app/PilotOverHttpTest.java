package dev.pointsman.app;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.pointsman.gateway.Dispatcher.Choice;
import dev.pointsman.gateway.Needs;
import dev.pointsman.gateway.Options;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// PILOT in a whole gateway, in front of the simulated fleet.
class PilotOverHttpTest {
  private static final Encoder ENCODER = MiniLmEncoder.load();
  private static final int ROUNDS = 200;
  private static final int JUDGED = 100;

  @TempDir
  private Path folder;

  @AfterAll
  static void closeTheEncoder() {
    ENCODER.close();
  }

  /// Preferences between the fleet's models on prompts that the traffic does not ask: two models' answers, the better by the
  /// world's judges.
  private Path preferences(SimulatedWorld world, long seed) throws IOException {
    var random = new SplittableRandom(seed);
    List<FleetModel> models = world.models();
    Iterator<Task> tasks = world.tasks();
    for (int asked = 0; asked < ROUNDS; asked++) {
      tasks.next();
    }
    StringBuilder lines = new StringBuilder("{\"format\":\"preference-pairs\",\"version\":1,\"name\":\"simulated\"}\n");
    for (int i = 0; i < JUDGED; i++) {
      String prompt = tasks.next().prompt();
      for (int pair = 0; pair < 3; pair++) {
        int first = random.nextInt(models.size());
        int second = (first + 1 + random.nextInt(models.size() - 1)) % models.size();
        lines.append(pair(world, prompt, models.get(first).name(), models.get(second).name())).append('\n');
      }
    }
    return Files.writeString(folder.resolve("simulated-" + seed + ".prefs.jsonl"), lines.toString());
  }

  private static String pair(SimulatedWorld world, String prompt, String a, String b) {
    double edge = score(world, prompt, a) - score(world, prompt, b);
    String winner = edge > 0 ? "a" : edge < 0 ? "b" : "tie";
    return JsonMapper.shared().createObjectNode().put("prompt", prompt).put("a", a).put("b", b).put("winner", winner)
        .toString();
  }

  private static double score(SimulatedWorld world, String prompt, String model) {
    return world.outcome(prompt, model).map(Outcome::score).orElseThrow();
  }

  /// A table of the fleet's models, so that their names are known.
  private Path table(SimulatedWorld world) throws IOException {
    String names = world.models().stream().map(m -> "{\"name\":\"" + m.name() + "\"}").collect(Collectors.joining(","));
    String zeros = world.models().stream().map(_ -> "0").collect(Collectors.joining(","));
    return Files.writeString(folder.resolve("fleet.scores.jsonl"),
        "{\"format\":\"score-table\",\"version\":1,\"name\":\"fleet\",\"models\":[" + names + "]}\n"
            + "{\"id\":\"1\",\"task\":\"t\",\"prompt\":\"Hello\",\"score\":[" + zeros + "],\"cost\":[" + zeros
            + "]}\n");
  }

  private Path checkpoint(SimulatedWorld world, long seed) throws IOException {
    Path checkpoint = folder.resolve("pilot-" + seed + ".checkpoint");
    Cli trained = Cli.run("train", "--policy", "pilot", "--train", table(world).toString(), "--prefs",
        preferences(world, seed).toString(), "--learn-prompts", "0", "--cache", folder + "/cache", "--out",
        checkpoint.toString());
    assertThat(trained.code()).as(trained.err()).isZero();
    return checkpoint;
  }

  private static Config config(SimulatedWorld world, URI fleet, Path store, String router) {
    return FleetConfig.of(world, fleet, store, "policy: pilot, " + router);
  }

  private static List<Round> played(SimulatedWorld world, Config config, int count) throws IOException {
    List<Round> rounds = new ArrayList<>();
    try (RunningGateway gateway = RunningGateway.start(config, ENCODER, _ -> {})) {
      TrafficPlan plan = TrafficPlan.to(URI.create(gateway.baseUrl()), 10_000).withCount(count).withMostInFlight(1);
      new Traffic(world, plan, rounds::add).run();
    }
    assertThat(rounds).hasSize(count).noneMatch(Round::failed);
    return rounds;
  }

  private static double quality(List<Round> rounds) {
    return rounds.stream().mapToDouble(Round::score).average().orElseThrow();
  }

  @Test
  void aPriorFromPreferencesRaisesTheQualityOfTheFirstTwoHundredRequests() throws IOException {
    List<Double> gains = new ArrayList<>();
    for (long seed = 1; seed <= 5; seed++) {
      var world = new SimulatedWorld(seed);
      try (FleetServer fleet = FleetServer.start(world, 0)) {
        List<Round> informed = played(world, config(world, fleet.baseUrl(), folder.resolve(seed + "a.db"),
            "cost_weight: 0, checkpoint: '" + checkpoint(world, seed) + "'"), ROUNDS);
        List<Round> ignorant = played(world,
            config(world, fleet.baseUrl(), folder.resolve(seed + "b.db"), "cost_weight: 0"), ROUNDS);
        gains.add(quality(informed) - quality(ignorant));
      }
    }
    double mean = gains.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double squares = gains.stream().mapToDouble(gain -> (gain - mean) * (gain - mean)).sum();
    double error = Math.sqrt(squares / (gains.size() - 1) / gains.size());
    assertThat(mean - 2.78 * error).as("lower end of the 95 %% interval of the gains %s", gains).isPositive();
  }

  @Test
  void whatItLearnedAndItsPriorOutliveARestart() throws IOException {
    var world = new SimulatedWorld(9);
    try (FleetServer fleet = FleetServer.start(world, 0)) {
      Config config = config(world, fleet.baseUrl(), folder.resolve("restart.db"),
          "checkpoint: '" + checkpoint(world, 9) + "'");
      played(world, config, 40);
      byte[] before = state(config);
      assertThat(state(config)).isEqualTo(before);
      played(world, config, 5);
      assertThat(state(config)).isNotEqualTo(before);
    }
  }

  private static byte[] state(Config config) throws IOException {
    try (RunningGateway gateway = RunningGateway.start(config, ENCODER, _ -> {})) {
      return gateway.gateway().checkpoint("auto").orElseThrow().state();
    }
  }

  /// Why candidates are left out of decisions when most of a window's money is spent.
  private static List<String> exclusions(SimulatedWorld world, Config config, double spent) throws IOException {
    List<String> reasons = new ArrayList<>();
    Options options = new Options(OptionalDouble.empty(), Optional.empty(), true, Optional.empty(),
        new LinkedHashMap<>());
    try (RunningGateway gateway = RunningGateway.start(config, ENCODER, _ -> {})) {
      gateway.gateway().catalog().routers().getFirst().pacing().orElseThrow().reserve(spent);
      Iterator<Task> tasks = world.tasks();
      for (int asked = 0; asked < 10; asked++) {
        if (gateway.gateway().dispatcher().choose("auto", tasks.next().prompt(),
            new Needs(Set.of(), 100, OptionalLong.empty(), 1), options) instanceof Choice.Chosen chosen) {
          chosen.decision().excluded().forEach(excluded -> reasons.add(excluded.reason()));
        }
      }
    }
    return reasons;
  }

  @Test
  void aBudgetPerQueryIsHeldOnAverageAndExplained() throws IOException {
    var world = new SimulatedWorld(4);
    double usd = 0.002;
    try (FleetServer fleet = FleetServer.start(world, 0)) {
      Config config = config(world, fleet.baseUrl(), folder.resolve("ration.db"),
          "budget_per_query: " + usd + ", budget_window: 40, checkpoint: '" + checkpoint(world, 4) + "'");
      List<Round> rounds = played(world, config, 240);
      double spent = rounds.stream().mapToDouble(round -> round.cost().usd()).average().orElseThrow();
      assertThat(spent).isBetween(0.5 * usd, 1.1 * usd);
      assertThat(exclusions(world, config, 38 * usd)).isNotEmpty()
          .allSatisfy(reason -> assertThat(reason).contains("under budget_per_query"));
    }
  }
}
