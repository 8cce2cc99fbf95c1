package dev.pointsman.lab.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.encoder.Encoder;
import dev.pointsman.routing.FeatureVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// No text is encoded twice, and a damaged file is no harm.
class EncodingsTest {
  @TempDir
  private Path folder;

  /// Two numbers of a text; counts what it is asked.
  private static final class Counting implements Encoder {
    private final AtomicInteger calls = new AtomicInteger();
    private final String fingerprint;

    Counting(String fingerprint) {
      this.fingerprint = fingerprint;
    }

    @Override
    public FeatureVector encode(String text) {
      calls.incrementAndGet();
      return FeatureVector.of(text.length(), text.charAt(0));
    }

    @Override
    public int length() {
      return 2;
    }

    @Override
    public String fingerprint() {
      return fingerprint;
    }

    @Override
    public void close() {}
  }

  private final Counting encoder = new Counting("one");

  private List<FeatureVector> encode(Encoder by, List<String> texts) {
    return new Encodings(folder, by).of(texts, () -> {});
  }

  @Test
  void everyTextIsEncodedOnceAndComesInItsPlace() {
    List<String> texts = IntStream.range(0, 600).mapToObj(i -> "text " + i % 500).toList();
    List<FeatureVector> features = encode(encoder, texts);
    assertThat(encoder.calls).hasValue(500);
    assertThat(features.get(3)).isEqualTo(FeatureVector.of(6, 't')).isEqualTo(features.get(503));
    assertThat(encode(encoder, texts.subList(0, 9))).isEqualTo(features.subList(0, 9));
    assertThat(encode(encoder, List.of("text 1", "new"))).hasSize(2);
    assertThat(encoder.calls).hasValue(501);
    assertThat(new Encodings(folder, encoder).missing(List.of("text 1", "newer"))).isEqualTo(1);
  }

  @Test
  void anotherEncoderHasAFileOfItsOwn() {
    encode(encoder, List.of("a"));
    var other = new Counting("two");
    encode(other, List.of("a"));
    encode(encoder, List.of("a"));
    assertThat(other.calls).hasValue(1);
    assertThat(encoder.calls).hasValue(1);
  }

  @Test
  void aDamagedFileIsBuiltAnew() throws IOException {
    List<FeatureVector> features = encode(encoder, List.of("a", "bb"));
    Path file;
    try (var files = Files.list(folder)) {
      file = files.findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(file);
    for (int broken : new int[] {0, 10, whole.length / 2, whole.length - 1}) {
      byte[] bytes = whole.clone();
      bytes[broken] ^= 1;
      Files.write(file, bytes);
      assertThat(encode(encoder, List.of("a", "bb"))).isEqualTo(features);
      assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 20));
    assertThat(encode(encoder, List.of("a", "bb"))).isEqualTo(features);
    assertThat(encoder.calls).hasValue(12);
  }
}
