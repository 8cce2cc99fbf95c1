package dev.pointsman.app;

import dev.pointsman.lab.evaluate.Evaluation;
import dev.pointsman.policy.Policy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// What names inputs: files, texts, and the code that works on them.
final class Fingerprints {
  private Fingerprints() {}

  /// The SHA-256 of texts, each ended by a zero.
  static String of(String... texts) {
    MessageDigest digest = sha256();
    for (String text : texts) {
      digest.update(text.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// The SHA-256 of a file's bytes.
  static String file(Path file) {
    try {
      return HexFormat.of().formatHex(sha256().digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What names the code of the core and of the lab, so that results of other code don't pass for its own.
  static String code() {
    return of(code(Policy.class), code(Evaluation.class));
  }

  private static String code(Class<?> type) {
    try {
      Path origin = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (!Files.isDirectory(origin)) {
        return file(origin);
      }
      try (Stream<Path> files = Files.walk(origin)) {
        List<Path> classes = files.filter(file -> file.toString().endsWith(".class")).sorted().toList();
        return of(classes.stream().map(Fingerprints::file).toArray(String[]::new));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
