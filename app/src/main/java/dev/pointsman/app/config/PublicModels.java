package dev.pointsman.app.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The shipped table of models that providers offer to the public, with their prices and what they can do.
public final class PublicModels {
  /// What to call it in errors.
  public static final String TABLE = "public-models.yaml";
  private static final JsonNode PROVIDERS = read();

  private PublicModels() {}

  /// Each provider's `key`, the environment variable; its `base_url`; and its `models`, as in a configuration.
  public static JsonNode providers() {
    return PROVIDERS;
  }

  /// Whether a provider offers a model by this name, whatever its case.
  static boolean offers(String name) {
    for (JsonNode provider : PROVIDERS) {
      for (JsonNode model : provider.get("models")) {
        if (name.equalsIgnoreCase(model.get("name").asString())
            || name.equalsIgnoreCase(model.path("model").asString(""))) {
          return true;
        }
      }
    }
    return false;
  }

  private static JsonNode read() {
    try (InputStream in = PublicModels.class.getResourceAsStream(TABLE)) {
      if (in == null) {
        throw new IllegalStateException(TABLE + " is not on the class path");
      }
      return new YAMLMapper().readTree(in).get("providers");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
