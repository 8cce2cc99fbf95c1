package dev.pointsman.lab.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// The recorded tables, where they are at hand.
class RealTablesTest {
  private static Path data() {
    String named = System.getenv("POINTSMAN_DATA");
    Path folder = named == null
        ? Path.of(System.getProperty("pointsman.root", "."), "..", "shared", "data")
        : Path.of(named);
    Assumptions.assumeTrue(Files.isDirectory(folder), "no recorded tables at " + folder);
    return folder;
  }

  @Test
  void everyRecordedTableIsRead() throws IOException {
    try (Stream<Path> files = Files.list(data())) {
      List<Path> tables = files.filter(file -> file.toString().endsWith(".scores.jsonl.gz")).toList();
      Assumptions.assumeFalse(tables.isEmpty(), "no recorded tables");
      for (Path table : tables) {
        assertThat(ScoreTables.read(table).rows()).as(table.toString()).hasSizeGreaterThan(100);
      }
    }
  }

  @Test
  void theLargestTableHasTheSizeThatItsReadmeSays() {
    Path file = data().resolve("openllm-v2-dev.scores.jsonl.gz");
    Assumptions.assumeTrue(Files.exists(file), "no " + file);
    ScoreTable table = ScoreTables.read(file);
    assertThat(Map.of(table.rows().size(), table.models().size())).isEqualTo(Map.of(12_433, 66));
  }
}
