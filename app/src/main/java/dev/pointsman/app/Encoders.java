package dev.pointsman.app;

import dev.pointsman.encoder.Encoder;
import dev.pointsman.encoder.MiniLmEncoder;
import dev.pointsman.encoder.NoEncoder;

/// The encoders by the names that a configuration gives them.
public final class Encoders {
  private Encoders() {}

  /// Loads an encoder.
  ///
  /// @param name one of `Config.ENCODERS`
  public static Encoder load(String name) {
    return switch (name) {
      case "minilm" -> MiniLmEncoder.load();
      case "none" -> new NoEncoder();
      default -> throw new IllegalArgumentException("no encoder is named " + name);
    };
  }
}
