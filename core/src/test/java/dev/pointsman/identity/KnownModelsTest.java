package dev.pointsman.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class KnownModelsTest {
  private static final Identity SMALL = new Identity(new double[] {1, 0, -1}, new double[] {0.1, 0.2, 0.3});
  private static final Identity LARGE = new Identity(new double[] {2, 1, 0}, new double[] {0.3, 0.2, 0.1});
  private static final KnownModels MODELS = new KnownModels("encoder/1", provenance(), Worlds.responses(1),
      List.of(new KnownModel("llama-3.1-8b-instruct", List.of("Meta-Llama-3.1-8B-Instruct", "llama-3.1-8b-instant"),
          SMALL, OptionalDouble.of(1.5), 20),
          new KnownModel("gpt-4-1106-preview", List.of(), LARGE, OptionalDouble.empty(), 10)));

  private static SequencedMap<String, String> provenance() {
    SequencedMap<String, String> provenance = new LinkedHashMap<>();
    provenance.put("table one", "MIT");
    provenance.put("command", "identities");
    return provenance;
  }

  @Test
  void aModelIsFoundByAnySpellingInAnyCaseBehindAnyPrefix() {
    for (String name : List.of("llama-3.1-8b-instruct", "meta-llama/Meta-Llama-3.1-8B-Instruct",
        "META-LLAMA-3.1-8B-INSTRUCT", " llama-3.1-8b-instant ", "a/b/llama-3.1-8b-instant")) {
      assertThat(MODELS.find(name).map(KnownModel::name)).as(name).contains("llama-3.1-8b-instruct");
    }
    assertThat(MODELS.find("llama-3.1-8b")).isEmpty();
    assertThat(MODELS.find("")).isEmpty();
  }

  @Test
  void theNearestNamesBeginAlike() {
    assertThat(MODELS.nearest("gpt-4.1-mini", 1)).containsExactly("gpt-4-1106-preview");
    assertThat(MODELS.nearest("meta-llama/llama-3.1-8b", 2))
        .containsExactly("llama-3.1-8b-instruct", "gpt-4-1106-preview");
  }

  @Test
  void bytesHoldEverything() {
    KnownModels read = KnownModels.parse(MODELS.toBytes());
    assertThat(read.toBytes()).isEqualTo(MODELS.toBytes());
    assertThat(read.encoder()).isEqualTo("encoder/1");
    assertThat(read.provenance()).containsExactlyEntriesOf(provenance());
    KnownModel small = read.find("llama-3.1-8b-instant").orElseThrow();
    assertThat(small.verbosity()).hasValue(1.5);
    assertThat(small.scores()).isEqualTo(20);
    assertThat(small.identity().mean()).containsExactly(SMALL.mean());
    assertThat(read.find("gpt-4-1106-preview").orElseThrow().verbosity()).isEmpty();
  }

  @Test
  void bytesThatAreNoneAreRefused() {
    byte[] damaged = MODELS.toBytes();
    damaged[100] ^= 1;
    assertThatThrownBy(() -> KnownModels.parse(damaged)).hasMessageContaining("checksum");
    assertThatThrownBy(() -> KnownModels.parse(new byte[3])).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aVerbosityIsAboveZero() {
    assertThatThrownBy(() -> new KnownModel("a", List.of(), SMALL, OptionalDouble.of(0), 1))
        .hasMessage("a verbosity must be finite and above 0: 0.0");
  }
}
