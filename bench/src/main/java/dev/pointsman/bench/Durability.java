package dev.pointsman.bench;

import dev.pointsman.app.Encoders;
import dev.pointsman.app.RunningGateway;
import dev.pointsman.app.config.Config;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.fleet.FleetServer;
import dev.pointsman.fleet.SimulatedWorld;
import dev.pointsman.fleet.World;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// What the durable log costs in throughput: clients that ask and rate, in turn against a gateway that remembers in memory
/// and one that remembers in a file, within one run.
final class Durability {
  private static final int CLIENTS = 64;
  private static final int ROUNDS = 8;
  private static final Duration SPELL = Duration.ofSeconds(3);

  private Durability() {}

  /// Measures, and gives a Markdown table.
  static String measure() throws IOException {
    World world = new SimulatedWorld(1);
    List<String> prompts = Rig.prompts(world);
    Path folder = Files.createTempDirectory("pointsman-bench");
    try (FleetServer fleet = FleetServer.start(world, 0);
        Encoder encoder = Encoders.load("none");
        RunningGateway memory = start(Rig.config(world, fleet, new Config.MemoryStore()), encoder);
        RunningGateway file = start(Rig.config(world, fleet, new Config.SqliteStore(folder.resolve("bench.db"))),
            encoder);
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      StringBuilder table = new StringBuilder(
          "| round | in memory, rounds/s | in a file, rounds/s | ratio |\n|---|---|---|---|\n");
      double sum = 0;
      for (int round = 0; round <= ROUNDS; round++) {
        double inMemory = rate(client, memory, prompts);
        double inFile = rate(client, file, prompts);
        if (round > 0) { // the first warms up
          table.append(String.format(Locale.ROOT, "| %d | %.0f | %.0f | %.2f |%n", round, inMemory, inFile,
              inFile / inMemory));
          sum += inFile / inMemory;
        }
      }
      return table.append(String.format(Locale.ROOT, "| mean | | | %.2f |%n", sum / ROUNDS)).toString();
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path left : files.toList()) {
          Files.delete(left);
        }
      }
      Files.delete(folder);
    }
  }

  private static RunningGateway start(Config config, Encoder encoder) throws IOException {
    return RunningGateway.start(config, encoder, Rig::notice);
  }

  /// Rounds of a question and a judgement per second.
  private static double rate(HttpClient client, RunningGateway gateway, List<String> prompts) {
    var rounds = new AtomicLong();
    long start = System.nanoTime();
    long end = start + SPELL.toNanos();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      for (int c = 0; c < CLIENTS; c++) {
        clients.execute(() -> {
          while (System.nanoTime() < end) {
            long n = rounds.incrementAndGet();
            String id = Rig.post(client, gateway.baseUrl() + "/chat/completions",
                Rig.question("auto", prompts.get((int) (n % prompts.size())))).headers()
                .firstValue("x-pointsman-decision-id").orElseThrow();
            Rig.post(client, gateway.baseUrl() + "/feedback", "{\"id\":\"" + id + "\",\"value\":" + n % 2 + "}");
          }
        });
      }
    }
    return rounds.get() / ((System.nanoTime() - start) / 1e9);
  }
}
