package dev.pointsman.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.encoder.Encoder;
import dev.pointsman.encoder.MiniLmEncoder;
import dev.pointsman.gateway.ShippedModels;
import dev.pointsman.identity.KnownModel;
import dev.pointsman.identity.KnownModels;
import dev.pointsman.identity.ResponseModel;
import dev.pointsman.lab.data.Spellings;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The known models that ship are of use to what ships beside them, and say where they come from.
class ShippedModelsTest {
  private static final KnownModels SHIPPED = ShippedModels.all();

  @Test
  void theyReadWhatTheShippedEncoderMakesOfPrompts() {
    try (Encoder encoder = MiniLmEncoder.load()) {
      assertThat(SHIPPED.encoder()).isEqualTo(encoder.fingerprint());
      assertThat(SHIPPED.responses().features()).isEqualTo(encoder.length());
      ResponseModel responses = SHIPPED.responses();
      double[] read = responses.read(encoder.encode("Prove that there are infinitely many primes."));
      assertThat(quality(read, "gemini-2.5-pro")).isGreaterThan(quality(read, "llama-2-7b") + 0.2);
    }
  }

  private static double quality(double[] read, String name) {
    KnownModel model = SHIPPED.find(name).orElseThrow();
    return SHIPPED.responses().quality(read, SHIPPED.responses().project(model.identity().mean()));
  }

  @Test
  void theySayWhereTheyComeFrom() {
    assertThat(SHIPPED.provenance()).containsKeys("command", "version", "table mmlu-pro-dev", "table routellm-pair",
        "table ulab-llmrouter", "table paretobandit-val").hasSize(6);
    assertThat(SHIPPED.provenance().sequencedValues().stream().skip(2))
        .allMatch(told -> told.matches("(Apache-2.0|MIT), .+, SHA-256 [0-9a-f]{64}, \\d+ prompts, \\d+ models"));
  }

  @Test
  void theirNamesAreThoseOfTheListAndNoSpellingMeansTwo() {
    Spellings list = Spellings.shipped();
    Map<String, String> meaning = new HashMap<>();
    for (KnownModel model : SHIPPED.models()) {
      assertThat(list.byName()).as("make the file anew: pointsman identities").containsEntry(model.name(),
          model.spellings());
      assertThat(model.scores()).isGreaterThan(1000);
      for (String spelling : model.spellings()) {
        assertThat(meaning.put(spelling.toLowerCase(Locale.ROOT), model.name())).as(spelling).isNull();
      }
    }
    assertThat(list.byName()).hasSameSizeAs(SHIPPED.models());
  }

  @Test
  void lengthsAreKnownOfModelsWhoseAnswersWereCounted() {
    assertThat(SHIPPED.find("meta-llama/Llama-3.1-8B-Instruct").orElseThrow().verbosity()).isPresent();
    assertThat(SHIPPED.find("gemini-2.5-pro").orElseThrow().verbosity()).isEmpty();
    assertThat(SHIPPED.models().stream().flatMapToDouble(model -> model.verbosity().stream()).boxed().toList())
        .hasSizeGreaterThan(25).allMatch(factor -> factor > 0.2 && factor < 5);
    assertThat(SHIPPED.nearest("gpt-4.1-mini", 1)).isEqualTo(List.of("gpt-4-1106-preview"));
  }
}
