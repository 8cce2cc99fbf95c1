package dev.pointsman.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Our tokenizer gives the ids of the reference implementation.
class WordPieceTest {
  private static final MiniLm MODEL = MiniLm.load();
  private static final HuggingFaceTokenizer REFERENCE = reference();

  private static HuggingFaceTokenizer reference() {
    try (InputStream in = WordPieceTest.class.getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json")) {
      return HuggingFaceTokenizer.newInstance(Objects.requireNonNull(in),
          Map.of("padding", "false", "truncation", "false"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @AfterAll
  static void close() {
    MODEL.close();
    REFERENCE.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "hello", "Hello, World!", "What's the capital of Côte d'Ivoire?",
      "def f(x):\n\treturn x**2 + 3*x - 1  # quadratic", "SELECT * FROM t WHERE a<>'b' AND c>=1.5e-3;",
      "naïve café résumé Ångström ÜBER straße", "東京は日本の首都です。", "Привет, мир — как дела?", "مرحبا بالعالم",
      "emoji 😀👩‍👩‍👧 and ZWJ\u200d, BOM\ufeff, NBSP\u00a0here", "İstanbul'da ÇĞÖŞ ıI",
      "e\u0301 combining, ﬁ ligature ①",
      "“quotes” – dashes — … bullets • §", "a_b-c/d\\e|f~g`h^i", "x\u0000y\u0007z\u2028line\u2029para\u0085nel",
      "pneumonoultramicroscopicsilicovolcanoconiosis antidisestablishmentarianism", "₹500 €20 £3 ¥1000 ½ ² ³",
      "ΑΒΓ Σίσυφος ὈΔΥΣΣΕΎΣ", "क्या हाल है", "한국어 텍스트", "\ud800 lone surrogate"})
  void textsHaveTheReferencesIds(String text) {
    if (text.contains("\ud800")) {
      assertThat(MODEL.ids(text)).startsWith(101).endsWith(102); // the reference can't be asked: it takes UTF-8
      return;
    }
    assertThat(MODEL.ids(text)).isEqualTo(REFERENCE.encode(text).getIds());
  }

  @Test
  void aWordOfOverAHundredCharactersIsUnknown() {
    String text = "a".repeat(101) + " b";
    assertThat(MODEL.ids(text)).isEqualTo(REFERENCE.encode(text).getIds()).contains(100);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomTextsHaveTheReferencesIds(long seed) {
    Random random = new Random(seed);
    int[] ranges = {0x20, 0x7F, 0xA0, 0x250, 0x370, 0x500, 0x2000, 0x2100, 0x3040, 0x3100, 0x4E00, 0x4F00};
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = 0; j < 30; j++) {
        int range = 2 * random.nextInt(ranges.length / 2);
        int c = ranges[range] + random.nextInt(ranges[range + 1] - ranges[range]);
        text.appendCodePoint(Character.isDefined(c) ? c : ' ');
      }
      assertThat(MODEL.ids(text.toString())).as(text.toString())
          .isEqualTo(REFERENCE.encode(text.toString()).getIds());
    }
  }

  @Test
  void aLongTextKeepsItsFirstAndItsLastPieces() {
    String text = "alpha ".repeat(200) + "omega ".repeat(200);
    long[] ids = MODEL.ids(text);
    long alpha = MODEL.ids("alpha")[1];
    long omega = MODEL.ids("omega")[1];
    assertThat(ids).hasSize(2 + MiniLm.HEAD + MiniLm.TAIL);
    assertThat(Arrays.copyOfRange(ids, 1, 1 + MiniLm.HEAD)).containsOnly(alpha);
    assertThat(Arrays.copyOfRange(ids, 1 + MiniLm.HEAD, ids.length - 1)).containsOnly(omega);
  }

  @Test
  void aTextOfMillionsOfCharactersIsReadAtItsEndsOnly() {
    String text = "first " + "x".repeat(5_000_000) + " last";
    long[] ids = MODEL.ids(text);
    assertThat(ids[1]).isEqualTo(MODEL.ids("first")[1]);
    assertThat(ids[ids.length - 2]).isEqualTo(MODEL.ids("last")[1]);
  }
}
