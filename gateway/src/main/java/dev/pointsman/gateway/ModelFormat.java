package dev.pointsman.gateway;

import dev.pointsman.gateway.provider.Model;

/// Reads a model as it is written in a configuration.
@FunctionalInterface
public interface ModelFormat {
  /// The model that a JSON object says.
  ///
  /// @throws IllegalArgumentException with one line on what was given, the rule and the way out
  Model read(String json);
}
