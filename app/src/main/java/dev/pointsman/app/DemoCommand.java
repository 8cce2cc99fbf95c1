package dev.pointsman.app;

import dev.pointsman.app.config.Config;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.encoder.MiniLmEncoder;
import dev.pointsman.fleet.FleetModel;
import dev.pointsman.fleet.FleetServer;
import dev.pointsman.fleet.Round;
import dev.pointsman.fleet.Scoreboard;
import dev.pointsman.fleet.SimulatedWorld;
import dev.pointsman.fleet.Task;
import dev.pointsman.fleet.TableWorld;
import dev.pointsman.fleet.Traffic;
import dev.pointsman.fleet.TrafficPlan;
import dev.pointsman.fleet.World;
import dev.pointsman.gateway.Router;
import dev.pointsman.gateway.provider.Capability;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.provider.Price;
import dev.pointsman.gateway.provider.Timeouts;
import dev.pointsman.lab.data.ScoreTables;
import dev.pointsman.policy.PolicySpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `demo`: a gateway in front of a simulated fleet, with traffic and feedback.
@Command(name = "demo", mixinStandardHelpOptions = true, description = {
    "Starts a gateway in front of a SIMULATED fleet, or of one that replays a score table, sends it prompts"
        + " over HTTP, rates the answers, and shows what routing is worth.",
    "No key, no provider, no network beyond this machine."})
final class DemoCommand implements Callable<Integer> {
  /// How many of the last rounds the live line and the table's second part are about.
  private static final int WINDOW = 500;
  private static final double DEFAULT_RATE = 40;
  private static final int CALIBRATION = 50;

  @Option(names = "--table", paramLabel = "T.scores.jsonl.gz", description = "replay the recorded outcomes of a score table")
  private @Nullable Path table;

  @Option(names = "--seconds", paramLabel = "S", description = "stop after so many seconds from readiness (default: at Ctrl-C)")
  private @Nullable Double seconds;

  @Option(names = "--rounds", paramLabel = "N", description = "stop after so many requests")
  private @Nullable Long rounds;

  @Option(names = "--rate", paramLabel = "R", description = "requests per second (default: 40, or what this machine's encoder can do)")
  private @Nullable Double rate;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of prompts, outcomes and choices (${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--port", paramLabel = "P", defaultValue = "8080", description = "the gateway's port (${DEFAULT-VALUE}; 0: any)")
  private int port;

  @Option(names = "--policy", paramLabel = "P", defaultValue = "frontier", description = "the router's policy (${DEFAULT-VALUE})")
  private String policy = Config.DEFAULT_POLICY;

  @Option(names = "--cost-weight", paramLabel = "W", defaultValue = "0.3", description = "0 = quality only ... 1 = cost only (${DEFAULT-VALUE})")
  private double costWeight;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    check();
    World world = world();
    PrintWriter out = spec.commandLine().getOut();
    try (Encoder encoder = MiniLmEncoder.load();
        FleetServer fleet = FleetServer.start(world, 1);
        Scratch scratch = Scratch.create();
        RunningGateway gateway = start(config(world, fleet.baseUrl(), scratch.file()), encoder)) {
      DemoScreen screen = new DemoScreen(spec.commandLine().getErr(), out, world, gateway, table != null);
      screen.welcome(gateway.baseUrl());
      Scoreboard board = new Scoreboard(world, WINDOW);
      play(world, rate == null ? bearable(world, encoder) : rate, gateway, board, screen);
      screen.table(board, policy, costWeight);
    }
    return 0;
  }

  /// A folder for the demo's store, which goes with it.
  private record Scratch(Path folder) implements AutoCloseable {
    static Scratch create() {
      try {
        return new Scratch(Files.createTempDirectory("pointsman-demo"));
      } catch (IOException e) {
        throw new UserError(
            "no temporary folder can be made: " + e.getMessage() + "; set another with -Djava.io.tmpdir");
      }
    }

    Path file() {
      return folder.resolve("demo.db");
    }

    @Override
    public void close() {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
        Files.delete(folder);
      } catch (IOException e) {
        throw new UserError("the demo's folder " + folder + " can't be removed: " + e.getMessage());
      }
    }
  }

  private void check() {
    if (seconds != null && !(seconds > 0)) {
      throw new UserError("--seconds must be above 0, not " + seconds);
    }
    if (rounds != null && rounds < 1) {
      throw new UserError("--rounds must be at least 1, not " + rounds);
    }
    if (rate != null && !(rate > 0 && rate <= 100_000)) {
      throw new UserError("--rate must lie in (0, 100000] requests per second, not " + rate);
    }
    if (!(costWeight >= 0 && costWeight <= 1)) {
      throw new UserError("--cost-weight must lie in [0, 1], not " + costWeight);
    }
    if (PolicySpec.named(policy).isEmpty()) {
      throw new UserError("--policy is unknown: " + policy + "; there are "
          + String.join(", ", PolicySpec.names()));
    }
    ServeCommand.checked(port);
  }

  private World world() {
    return table == null ? new SimulatedWorld(seed) : new TableWorld(ScoreTables.read(table), seed);
  }

  private Config config(World world, URI fleet, Path store) {
    List<Model> models = world.models().stream().map(model -> model(model, fleet)).toList();
    Router.Spec router = new Router.Spec(Config.DEFAULT_ROUTER, policy, models, costWeight,
        PolicySpec.named(policy).orElseThrow().maxExploration());
    return new Config(Config.Server.DEFAULT.on(port), Config.ENCODERS.getFirst(), new Config.SqliteStore(store),
        Config.Log.DEFAULT, models,
        List.of(router), seed, Map.of());
  }

  /// The fleet's model as the gateway calls it: by its price list, or where outcomes were recorded by what each cost.
  private Model model(FleetModel model, URI fleet) {
    Price price = table == null
        ? new Price.Listed(model.pricing().orElseThrow())
        : new Price.Reported();
    return new Model(model.name(), "openai", fleet, Optional.empty(), model.name(), price, OptionalLong.empty(),
        OptionalLong.empty(), Set.of(Capability.values()), Timeouts.DEFAULT);
  }

  private static RunningGateway start(Config config, Encoder encoder) {
    try {
      return RunningGateway.start(config, encoder, _ -> {});
    } catch (IOException e) {
      throw new UserError(e.getMessage() + "; choose another with --port");
    }
  }

  /// 40 requests a second, or what keeps the processors two thirds busy with encoding such prompts as these.
  private static double bearable(World world, Encoder encoder) {
    Iterator<Task> tasks = world.tasks();
    long start = System.nanoTime();
    int encoded = 0;
    while (tasks.hasNext() && encoded < CALIBRATION) {
      encoder.encode(tasks.next().prompt());
      encoded++;
    }
    double each = (System.nanoTime() - start) / 1e9 / Math.max(1, encoded);
    return Math.clamp(Runtime.getRuntime().availableProcessors() / (1.5 * each), 1, DEFAULT_RATE);
  }

  private void play(World world, double pace, RunningGateway gateway, Scoreboard board, DemoScreen screen) {
    TrafficPlan plan = TrafficPlan.to(URI.create(gateway.baseUrl()), pace).withSeed(seed);
    if (seconds != null) {
      plan = plan.withDuration(Duration.ofMillis(Math.round(seconds * 1000)));
    }
    if (rounds != null) {
      plan = plan.withCount(rounds);
    }
    Traffic traffic = new Traffic(world, plan, round -> shown(round, board, screen));
    Signals.onStop(traffic::stop);
    try (var _ = screen.live(board)) {
      traffic.run();
    }
  }

  private static void shown(Round round, Scoreboard board, DemoScreen screen) {
    board.add(round);
    round.failure().or(round::feedbackFailure).ifPresent(screen::failure);
  }
}
