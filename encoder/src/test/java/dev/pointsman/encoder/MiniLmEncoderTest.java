package dev.pointsman.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.routing.FeatureVector;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What the encoder promises: the same bits every time, near for near texts, whatever the text.
class MiniLmEncoderTest {
  private static final MiniLmEncoder ENCODER = MiniLmEncoder.load();

  @AfterAll
  static void close() {
    ENCODER.close();
  }

  @Test
  void theSameTextGivesTheSameBitsWhateverElseIsEncoded() throws InterruptedException, ExecutionException {
    List<String> texts = IntStream.range(0, 40).mapToObj(i -> "prompt number " + i + " about topic " + i % 7).toList();
    List<FeatureVector> alone = texts.stream().map(ENCODER::encode).toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<FeatureVector>> together = texts.stream().map(t -> threads.submit(() -> ENCODER.encode(t))).toList();
      for (int i = 0; i < texts.size(); i++) {
        assertThat(together.get(i).get()).isEqualTo(alone.get(i));
      }
    }
  }

  @Test
  void anotherInstanceGivesTheSameBitsAndFingerprint() {
    try (MiniLmEncoder other = MiniLmEncoder.load()) {
      assertThat(other.encode("Prove that 7 is prime.")).isEqualTo(ENCODER.encode("Prove that 7 is prime."));
      assertThat(other.fingerprint()).isEqualTo(ENCODER.fingerprint());
    }
  }

  @Test
  void sentenceVectorsHaveLengthOneAndNearTextsAreNear() {
    try (MiniLm model = MiniLm.load()) {
      float[] cat = model.encode("A cat sleeps on the sofa.");
      assertThat(dot(cat, cat)).isCloseTo(1, within(1e-5));
      assertThat(dot(cat, model.encode("The kitten is napping on a couch.")))
          .isGreaterThan(dot(cat, model.encode("Integrate x squared from 0 to 1.")) + 0.3);
    }
  }

  @Test
  void everyTextHasFiniteFeaturesOfTheAnnouncedLength() {
    String emoji = "😀";
    for (String text : List.of("", " ", "\n\n\n", "?", "\u0000", emoji.repeat(3000), "x".repeat(1_000_000),
        "a" + emoji.repeat(MiniLm.LONGEST_PART), emoji.substring(0, 1), emoji.substring(1),
        "e" + "\u0301".repeat(10_000))) {
      assertThat(ENCODER.encode(text).length()).isEqualTo(ENCODER.length());
    }
  }

  @Test
  void closingAgainDoesNothingAndAClosedEncoderSaysSo() {
    MiniLmEncoder closed = MiniLmEncoder.load();
    closed.close();
    closed.close();
    assertThatIllegalStateException().isThrownBy(() -> closed.encode("late")).withMessage("the encoder is closed");
  }

  @Test
  void theSurfaceTellsCodeFromProse() {
    float[] code = Surface.of("for (int i = 0; i < n; i++) { sum += a[i] * b[i]; }");
    float[] prose = Surface.of("Please tell me a story about a lighthouse and the sea.");
    assertThat(code[4]).isGreaterThan(prose[4] + 0.2f);
    assertThat(code[5]).isGreaterThan(prose[5] + 0.2f);
  }

  private static double dot(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).sum();
  }
}
