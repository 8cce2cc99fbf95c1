package dev.pointsman.lab.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads score tables: JSON lines of UTF-8, gzip'd if the file's name ends in `.gz`. The first line is the header, every
/// further one a prompt. Whole tables are also read from what others keep: RouterBench's wide CSV, by a name that ends in
/// `.csv` or `.csv.gz`, and single records of models and prompts ([Records]).
public final class ScoreTables {
  private static final int BEGINNING = 1 << 14;

  private ScoreTables() {}

  /// Reads a whole table.
  ///
  /// @throws DataException if the file cannot be read or breaks its format
  public static ScoreTable read(Path file) {
    if (file.toString().matches(".*\\.csv(\\.gz)?")) {
      return RouterBenchCsv.read(file);
    }
    if (Records.startLike(beginning(file))) {
      return Records.read(file);
    }
    try (ScoreReader reader = open(file)) {
      List<ScoreRow> rows = new ArrayList<>();
      reader.forEachRemaining(rows::add);
      return new ScoreTable(reader.header(), rows);
    }
  }

  /// Opens a table of JSON lines to go through its rows one at a time, with no more than one in memory. The caller closes
  /// the reader.
  ///
  /// @throws DataException if the file cannot be read or its header breaks the format
  public static ScoreReader open(Path file) {
    return ScoreReader.open(file);
  }

  /// The text that a file starts with.
  static String beginning(Path file) {
    try (InputStream in = TableFile.open(file)) {
      return new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new DataException(file + ": " + TableFile.problem(e), e);
    }
  }
}
