package dev.pointsman.gateway.provider;

import java.util.Locale;

/// What a model may be able to do beyond plain text.
public enum Capability {
  /// Calls functions.
  TOOLS,
  /// Looks at pictures.
  VISION,
  /// Answers in a JSON schema.
  JSON_SCHEMA;

  /// The name used in configuration and messages.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
