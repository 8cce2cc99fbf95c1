package dev.pointsman.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.policy.Checkpoint;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.FeatureVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The guide's example of an encoder and a checkpoint, as it stands there.
class EmbeddingExampleTest {
  private static final Path HERE = Path.of("src/test/java/dev/pointsman/encoder/EmbeddingExampleTest.java");
  private static final Path GUIDE = Path.of("../docs/guide.md");
  private static final PolicySpec SPEC = PolicySpec.named("frontier").orElseThrow();

  private static byte[] readAndWritten(Path file, Map<String, String> arms) throws IOException, Checkpoint.Unusable {
    // the example begins
    try (Encoder encoder = MiniLmEncoder.load()) { // one for all threads; Java wants --enable-native-access=ALL-UNNAMED
      FeatureVector prompt = encoder.encode("Why is the sky blue?");
      PolicySpec spec = PolicySpec.named("frontier").orElseThrow(); // the policy that was trained
      Checkpoint checkpoint = Checkpoint.parse(Files.readAllBytes(file));
      if (!checkpoint.encoder().equals(encoder.fingerprint())) {
        throw new Checkpoint.Unusable("it was learned on features of " + checkpoint.encoder());
      }
      LearnedState state = checkpoint.restored(spec, encoder.length())
          .renamed(arm -> new Arm(arms.getOrDefault(arm.id(), arm.id()))); // from the table's names to your own
      byte[] saved = Checkpoint.of(spec, encoder.length(), encoder.fingerprint(), new LinkedHashMap<>(), state)
          .toBytes();
      // the example ends
      assertThat(prompt.length()).isEqualTo(encoder.length());
      return saved;
    }
  }

  private static Path file(Path folder, String encoder, int features) throws IOException {
    return Files.write(folder.resolve("a.checkpoint"),
        Checkpoint.of(SPEC, features, encoder, new LinkedHashMap<>(), LearnedState.untrained(SPEC, features))
            .toBytes());
  }

  @Test
  void whatIsReadIsWrittenAgainAndAnothersEncodersIsRefused(@TempDir Path folder) throws Exception {
    try (MiniLmEncoder encoder = MiniLmEncoder.load()) {
      Path own = file(folder, encoder.fingerprint(), encoder.length());
      assertThat(readAndWritten(own, Map.of("a", "b"))).isEqualTo(Files.readAllBytes(own));
      Path foreign = file(folder, "another", encoder.length());
      assertThatThrownBy(() -> readAndWritten(foreign, Map.of())).isInstanceOf(Checkpoint.Unusable.class)
          .hasMessage("it was learned on features of another");
    }
  }

  @Test
  void itIsWhatTheGuideShows() throws IOException {
    String[] parts = Files.readString(HERE).split(" *// the example (begins|ends)\\n");
    assertThat(Files.readString(GUIDE)).contains(parts[1].stripTrailing().stripIndent());
  }
}
