package dev.pointsman.lab.data;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/// The rows of a score table's file, in its order, each read and checked when it is asked for. Not thread-safe; to be
/// closed.
///
/// Asking for a row throws [DataException] if the file breaks the format there.
public final class ScoreReader implements Iterator<ScoreRow>, AutoCloseable {
  private final HeadedLines lines;
  private final ScoreHeader header;
  private final RowFormat format;
  private final Map<String, Long> lineOfId = new HashMap<>();

  private ScoreReader(HeadedLines lines) {
    this.lines = lines;
    this.header = HeaderFormat.parse(lines.place(), lines.header());
    this.format = new RowFormat(header.models());
    lines.withAtLeastOne("prompt");
  }

  static ScoreReader open(Path file) {
    HeadedLines lines = HeadedLines.open(file);
    try {
      return new ScoreReader(lines);
    } catch (DataException e) {
      lines.close();
      throw e;
    }
  }

  public ScoreHeader header() {
    return header;
  }

  @Override
  public boolean hasNext() {
    return lines.hasNext();
  }

  @Override
  public ScoreRow next() {
    String line = lines.take();
    ScoreRow row = format.parse(lines.place(), line);
    checkNew(row.id());
    return row;
  }

  /// The header as it was written.
  String headerLine() {
    return lines.header();
  }

  /// The row that was read last, as it was written.
  String line() {
    return lines.taken();
  }

  private void checkNew(String id) {
    Long earlier = lineOfId.putIfAbsent(id, lines.place().line());
    if (earlier != null) {
      throw lines.place().broken("id '" + id + "' stands on line " + earlier + " already; expected distinct ids");
    }
  }

  @Override
  public void close() {
    lines.close();
  }
}
