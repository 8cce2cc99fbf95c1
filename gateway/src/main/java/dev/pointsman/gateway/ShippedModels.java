package dev.pointsman.gateway;

import dev.pointsman.identity.KnownModels;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The known models that ship, which `pointsman identities` made of public tables. Read once, when first asked for.
public final class ShippedModels {
  private static final String RESOURCE = "known-models.bin";

  private ShippedModels() {}

  private static final class Holder {
    private static final KnownModels MODELS = read();
  }

  /// All of them.
  public static KnownModels all() {
    return Holder.MODELS;
  }

  private static KnownModels read() {
    try (InputStream in = ShippedModels.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not on the class path");
      }
      return KnownModels.parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
