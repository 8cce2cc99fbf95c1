package dev.pointsman.bench;

import dev.pointsman.app.Encoders;
import dev.pointsman.app.RunningGateway;
import dev.pointsman.app.config.Config;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.fleet.FleetServer;
import dev.pointsman.fleet.SimulatedWorld;
import dev.pointsman.fleet.Task;
import dev.pointsman.fleet.World;
import dev.pointsman.gateway.Router;
import dev.pointsman.gateway.provider.Capability;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.provider.Price;
import dev.pointsman.gateway.provider.Timeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;

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
    List<String> prompts = new ArrayList<>();
    Iterator<Task> tasks = world.tasks();
    for (int i = 0; i < 500; i++) {
      prompts.add(tasks.next().prompt());
    }
    try (FleetServer fleet = FleetServer.start(world, 0);
        Encoder minilm = Encoders.load("minilm");
        Encoder none = Encoders.load("none");
        RunningGateway with = RunningGateway.start(config(world, fleet), minilm);
        RunningGateway without = RunningGateway.start(config(world, fleet), none);
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

  private static Config config(World world, FleetServer fleet) {
    List<Model> models = world.models().stream()
        .map(m -> new Model(m.name(), "openai", fleet.baseUrl(), Optional.empty(), m.name(),
            new Price.Listed(m.pricing().orElseThrow()), OptionalLong.empty(), OptionalLong.empty(),
            Set.of(Capability.values()), Timeouts.DEFAULT))
        .toList();
    return new Config(Config.Server.DEFAULT.on(0), "none", "memory", Config.Log.DEFAULT, models,
        List.of(new Router.Spec("auto", "frontier", models, 0.3, 1)), 1);
  }

  private static void play(HttpClient client, Way way, List<String> prompts, int calls) {
    for (int i = 0; i < calls; i++) {
      String prompt = JsonMapper.shared().writeValueAsString(prompts.get(i % prompts.size()));
      String body = "{\"model\":\"" + way.model() + "\",\"messages\":[{\"role\":\"user\",\"content\":" + prompt + "}]}";
      HttpRequest request = HttpRequest.newBuilder(URI.create(way.url() + "/chat/completions"))
          .header("content-type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build();
      long start = System.nanoTime();
      try {
        HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
          throw new IllegalStateException(way.name() + " answered " + response.statusCode());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
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
