package dev.pointsman.bench;

import dev.pointsman.app.Encoders;
import dev.pointsman.app.RunningGateway;
import dev.pointsman.app.config.Config;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.fleet.FleetServer;
import dev.pointsman.fleet.SimulatedWorld;
import dev.pointsman.fleet.World;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// What the gateway adds to a call at concurrency 1 on loopback: the same prompts straight to an upstream that does not
/// wait, and through the gateway with and without an encoder, in turn within one run.
final class Overhead {
  private static final int WARMUP = 2000;
  private static final int CALLS = 3000;
  private static final int BLOCK = 100;

  /// One way that calls take.
  private record Way(String name, URI url, String model, Histogram nanos) {
    Way(String name, URI url, String model) {
      this(name, url, model, new Histogram(TimeUnit.MINUTES.toNanos(1), 3));
    }
  }

  private Overhead() {}

  /// Measures, and gives a Markdown table.
  static String measure() throws IOException {
    World world = new SimulatedWorld(1);
    List<String> prompts = Rig.prompts(world);
    try (FleetServer fleet = FleetServer.start(world, 0);
        Encoder minilm = Encoders.load("minilm");
        Encoder none = Encoders.load("none")) {
      Config config = Rig.config(world, fleet, new Config.MemoryStore());
      return measure(fleet, config, minilm, none, prompts);
    }
  }

  private static String measure(FleetServer fleet, Config config, Encoder minilm, Encoder none, List<String> prompts)
      throws IOException {
    try (RunningGateway with = RunningGateway.start(config, minilm, Rig::notice);
        RunningGateway without = RunningGateway.start(config, none, Rig::notice);
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      List<Way> ways = List.of(new Way("straight to the upstream", fleet.baseUrl(), "sim-wren"),
          new Way("gateway, model by name", URI.create(without.baseUrl()), "sim-wren"),
          new Way("gateway, `auto`, no encoder", URI.create(without.baseUrl()), "auto"),
          new Way("gateway, `auto`, MiniLM", URI.create(with.baseUrl()), "auto"));
      for (Way way : ways) {
        play(client, way, prompts, way.name().contains("MiniLM") ? WARMUP / 4 : WARMUP);
        way.nanos().reset();
      }
      for (int block = 0; block < CALLS / BLOCK; block++) {
        for (Way way : ways) {
          play(client, way, prompts, BLOCK);
        }
      }
      return table(ways);
    }
  }

  private static void play(HttpClient client, Way way, List<String> prompts, int calls) {
    for (int i = 0; i < calls; i++) {
      String question = Rig.question(way.model(), prompts.get(i % prompts.size()));
      long start = System.nanoTime();
      Rig.post(client, way.url() + "/chat/completions", question);
      way.nanos().recordValue(System.nanoTime() - start);
    }
  }

  private static String table(List<Way> ways) {
    StringBuilder table = new StringBuilder("| way | p50 | p99 | added p50 | added p99 |\n|---|---|---|---|---|\n");
    Histogram straight = ways.getFirst().nanos();
    for (Way way : ways) {
      table.append("| ").append(way.name()).append(" | ").append(millis(at(way, 50))).append(" | ")
          .append(millis(at(way, 99))).append(" | ").append(millis(at(way, 50) - straight.getValueAtPercentile(50)))
          .append(" | ").append(millis(at(way, 99) - straight.getValueAtPercentile(99))).append(" |\n");
    }
    return table.toString();
  }

  private static long at(Way way, double percentile) {
    return way.nanos().getValueAtPercentile(percentile);
  }

  private static String millis(long nanos) {
    return String.format(java.util.Locale.ROOT, "%.3f ms", nanos / 1e6);
  }
}
