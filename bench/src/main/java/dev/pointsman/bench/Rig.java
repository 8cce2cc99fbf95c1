package dev.pointsman.bench;

import dev.pointsman.app.config.Config;
import dev.pointsman.fleet.FleetServer;
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
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// What measurements of a whole gateway share: its configuration, prompts, and a client.
final class Rig {
  private static final int PROMPTS = 500;

  private Rig() {}

  /// A gateway in front of a fleet, on any free port.
  static Config config(World world, FleetServer fleet, Config.Store store) {
    return config(world, fleet, store, Integer.MAX_VALUE);
  }

  /// The same with the first few of its models.
  static Config config(World world, FleetServer fleet, Config.Store store, int most) {
    List<Model> models = world.models().stream().limit(most)
        .map(m -> new Model(m.name(), "openai", fleet.baseUrl(), Optional.empty(), m.name(),
            new Price.Listed(m.pricing().orElseThrow()), OptionalLong.empty(), OptionalLong.empty(),
            Set.of(Capability.values()), Timeouts.DEFAULT))
        .toList();
    return new Config(Config.Server.DEFAULT.on(0), "none", store, Config.Log.DEFAULT, models,
        List.of(new Router.Spec("auto", "frontier", models, 0.3, 0.2)), 1, Map.of());
  }

  /// Says what is worth knowing about a gateway's start.
  static void notice(String line) {
    System.err.println(line);
  }

  static List<String> prompts(World world) {
    List<String> prompts = new ArrayList<>();
    Iterator<Task> tasks = world.tasks();
    for (int i = 0; i < PROMPTS; i++) {
      prompts.add(tasks.next().prompt());
    }
    return prompts;
  }

  static String question(String model, String prompt) {
    return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":"
        + JsonMapper.shared().writeValueAsString(prompt) + "}]}";
  }

  static HttpResponse<String> post(HttpClient client, String url, String body) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body)).build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(url + " answered " + response.statusCode() + ": " + response.body());
      }
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
