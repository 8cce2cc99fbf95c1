package dev.pointsman.lab.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads score tables: JSON lines of UTF-8, gzip'd if the file's name ends in `.gz`. The first line is the header, every
/// further one a prompt.
public final class ScoreTables {
  private ScoreTables() {}

  /// Reads a whole table.
  ///
  /// @throws DataException if the file cannot be read or breaks the format
  public static ScoreTable read(Path file) {
    try (ScoreReader reader = open(file)) {
      List<ScoreRow> rows = new ArrayList<>();
      reader.forEachRemaining(rows::add);
      return new ScoreTable(reader.header(), rows);
    }
  }

  /// Opens a table to go through its rows one at a time, with no more than one in memory. The caller closes the reader.
  ///
  /// @throws DataException if the file cannot be read or its header breaks the format
  public static ScoreReader open(Path file) {
    return ScoreReader.open(file);
  }
}
