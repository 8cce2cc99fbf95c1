package dev.pointsman.lab.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The rows of a decision log's file, in the order of their numbers, each read and checked when it is asked for. Not
/// thread-safe; to be closed.
///
/// Asking for a row throws [DataException] if the file breaks the format there.
public final class LogReader implements Iterator<LogRow>, AutoCloseable {
  private final Lines lines;
  private final LogFormat format = new LogFormat();
  private @Nullable String upcoming;
  private long lastNumber = -1;

  private LogReader(Lines lines) {
    this.lines = lines;
    this.upcoming = lines.next();
    if (upcoming == null) {
      throw lines.place().broken("the file is empty; expected one decision for each line");
    }
  }

  static LogReader of(Lines lines) {
    try {
      return new LogReader(lines);
    } catch (DataException e) {
      lines.close();
      throw e;
    }
  }

  @Override
  public boolean hasNext() {
    return upcoming != null;
  }

  @Override
  public LogRow next() {
    if (upcoming == null) {
      throw new NoSuchElementException("the log has no further row");
    }
    LogRow row = format.parse(lines.place(), upcoming);
    if (row.number() <= lastNumber) {
      throw lines.place().broken(
          "number is " + row.number() + " after " + lastNumber + "; expected rising numbers, each decision once");
    }
    lastNumber = row.number();
    upcoming = lines.next();
    return row;
  }

  @Override
  public void close() {
    lines.close();
  }
}
