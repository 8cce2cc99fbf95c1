package dev.pointsman.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A projection survives its file, and broken files are refused by name.
class ProjectionTest {
  private final Projection projection = Projection.of(new float[] {1, 2, 3}, new float[][] {{1, 0, 0}, {0, 2, -1}},
      Map.of("data", "made up"));

  @Test
  void itMapsAffinely() {
    assertThat(projection.apply(new float[] {2, 4, 3})).containsExactly(1, 4);
  }

  @Test
  void aFileGivesTheSameProjectionBack(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("p.json");
    Files.writeString(file, projection.json());
    Projection read = Projection.read(file);
    assertThat(read.json()).isEqualTo(projection.json());
    assertThat(read.checksum()).isEqualTo(projection.checksum());
    assertThat(read.provenance()).containsEntry("data", "made up");
  }

  @Test
  void brokenFilesAreRefusedByName(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("p.json");
    for (String broken : new String[] {"", "[]", "{}", projection.json().replace("\"version\" : 1", "\"version\" : 2"),
        projection.json().replace("\"inputs\" : 3", "\"inputs\" : 4"),
        projection.json().replace("\"outputs\" : 2", "\"outputs\" : 0"),
        projection.json().replaceAll("\"mean\" : \"..", "\"mean\" : \"!!")}) {
      Files.writeString(file, broken);
      assertThatThrownBy(() -> Projection.read(file)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("p.json");
    }
  }

  @Test
  void theShippedProjectionSaysWhatMadeIt() {
    Projection shipped = Projection.shipped();
    assertThat(shipped.outputs()).isEqualTo(64);
    assertThat(shipped.provenance()).containsKeys("command", "data", "licenses", "vectors", "variance_kept");
  }
}
