package dev.pointsman.app;

import dev.pointsman.app.config.Config;
import dev.pointsman.app.config.ConfigException;
import dev.pointsman.app.config.ConfigReader;
import dev.pointsman.app.config.PublicModels;
import dev.pointsman.gateway.provider.Capability;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.provider.Price;
import dev.pointsman.gateway.provider.Secret;
import dev.pointsman.gateway.provider.Timeouts;
import dev.pointsman.routing.Pricing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The models that can be had without a configuration: those of the shipped table whose provider's key is in the
/// environment, and those of a local Ollama.
final class FoundModels {
  private static final String OLLAMA = "http://127.0.0.1:11434/v1";

  private FoundModels() {}

  /// A configuration of all that is found, or empty if there is nothing.
  static Optional<Config> search(Map<String, String> environment) {
    List<Model> models = new ArrayList<>(known(environment));
    models.addAll(local(OLLAMA));
    return models.isEmpty() ? Optional.empty() : Optional.of(Config.of(models));
  }

  /// The environment variables that are looked at.
  static List<String> variables() {
    List<String> variables = new ArrayList<>();
    PublicModels.providers().forEach(p -> variables.add(p.get("key").asString()));
    return variables;
  }

  /// The shipped models whose provider's key is set.
  ///
  /// @throws UserError if a key can't be one, naming its variable
  static List<Model> known(Map<String, String> environment) {
    List<Model> models = new ArrayList<>();
    for (JsonNode provider : PublicModels.providers()) {
      String key = provider.get("key").asString();
      if (!environment.getOrDefault(key, "").isBlank()) {
        models.addAll(models(provider, key, environment));
      }
    }
    return models;
  }

  private static List<Model> models(JsonNode provider, String key, Map<String, String> environment) {
    if (!Secret.isSendable(environment.getOrDefault(key, ""))) {
      throw new UserError(key + " holds a character that no header can, such as a line break at its end; give printable"
          + " ASCII alone, on one line, or unset it");
    }
    StringBuilder yaml = new StringBuilder("models:\n");
    for (JsonNode model : provider.get("models")) {
      JsonNode entry = model.deepCopy();
      ((tools.jackson.databind.node.ObjectNode) entry).put("base_url", provider.get("base_url").asString())
          .put("api_key", "${" + key + "}");
      yaml.append("- ").append(JsonMapper.shared().writeValueAsString(entry)).append('\n');
    }
    try {
      return new ConfigReader(environment).parse(PublicModels.TABLE, yaml.toString()).models();
    } catch (ConfigException e) {
      throw new IllegalStateException("the shipped model table is broken: " + e.getMessage(), e);
    }
  }

  /// The models of a server without keys and prices, as far as a configuration could name them so; none if nothing answers
  /// within half a second.
  static List<Model> local(String baseUrl) {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofMillis(500)).build()) {
      HttpResponse<String> response = client.send(
          HttpRequest.newBuilder(URI.create(baseUrl + "/models")).timeout(Duration.ofMillis(500)).build(),
          HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      Set<String> names = new LinkedHashSet<>();
      JsonMapper.shared().readTree(response.body()).path("data").forEach(m -> names.add(m.path("id").asString("")));
      return names.stream().filter(ConfigReader::isName).filter(name -> !name.equals(Config.DEFAULT_ROUTER))
          .map(name -> local(baseUrl, name)).toList();
    } catch (IOException | JacksonException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static Model local(String baseUrl, String name) {
    return new Model(name, "openai", URI.create(baseUrl), Optional.empty(), name,
        new Price.Listed(Pricing.perMillion("0", "0")), OptionalLong.empty(), OptionalLong.empty(),
        Set.of(Capability.values()), Timeouts.DEFAULT);
  }
}
