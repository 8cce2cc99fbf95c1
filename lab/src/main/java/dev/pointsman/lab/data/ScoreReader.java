package dev.pointsman.lab.data;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The rows of a score table's file, in its order, each read and checked when it is asked for. Not thread-safe; to be
/// closed.
///
/// Asking for a row throws [DataException] if the file breaks the format there.
public final class ScoreReader implements Iterator<ScoreRow>, AutoCloseable {
  private final Lines lines;
  private final ScoreHeader header;
  private final RowFormat format;
  private final Map<String, Long> lineOfId = new HashMap<>();
  private final String headerLine;
  private String line = "";
  private @Nullable String upcoming;

  private ScoreReader(Lines lines) {
    this.lines = lines;
    this.headerLine = readHeaderLine(lines);
    this.header = HeaderFormat.parse(lines.place(), headerLine);
    this.format = new RowFormat(header.models());
    this.upcoming = lines.next();
    if (upcoming == null) {
      throw lines.place().broken("no prompt follows the header; expected at least one");
    }
  }

  static ScoreReader open(Path file) {
    Lines lines = Lines.open(file);
    try {
      return new ScoreReader(lines);
    } catch (DataException e) {
      lines.close();
      throw e;
    }
  }

  private static String readHeaderLine(Lines lines) {
    String first = lines.next();
    if (first == null) {
      throw lines.place().broken("the file is empty; expected a header line");
    }
    return first;
  }

  public ScoreHeader header() {
    return header;
  }

  @Override
  public boolean hasNext() {
    return upcoming != null;
  }

  @Override
  public ScoreRow next() {
    if (upcoming == null) {
      throw new NoSuchElementException("the table has no further row");
    }
    ScoreRow row = format.parse(lines.place(), upcoming);
    checkNew(row.id());
    line = upcoming;
    upcoming = lines.next();
    return row;
  }

  /// The header as it was written.
  String headerLine() {
    return headerLine;
  }

  /// The row that was read last, as it was written.
  String line() {
    return line;
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
