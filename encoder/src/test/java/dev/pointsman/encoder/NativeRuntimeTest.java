package dev.pointsman.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The native library that encodes can't speak to a network, whoever upgrades it.
class NativeRuntimeTest {
  @Test
  void theNativeLibraryCarriesNoTelemetryAndNoHttpClient() throws IOException {
    for (String platform : List.of("linux-x64", "linux-aarch64", "osx-aarch64")) {
      String name = platform.startsWith("osx") ? "libonnxruntime.dylib" : "libonnxruntime.so";
      try (InputStream in = OrtEnvironment.class.getResourceAsStream("native/" + platform + "/" + name)) {
        String library = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(library.contains("Microsoft12Applications6Events")).as(platform).isFalse();
        assertThat(library.contains("libcurl")).as(platform).isFalse();
      }
    }
  }
}
