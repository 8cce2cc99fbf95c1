package dev.pointsman.lab.data;

import java.nio.file.Path;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The lines of a file whose first is a header and which has at least one more. Until the next is asked for, [#place] is
/// that of the line taken last.
final class HeadedLines implements AutoCloseable {
  private final Lines lines;
  private final String header;
  private String taken = "";
  private @Nullable String upcoming;

  private HeadedLines(Lines lines, String header) {
    this.lines = lines;
    this.header = header;
  }

  /// Opens a file. The caller closes it, also if its header does not please.
  ///
  /// @throws DataException if it can't be read or is empty
  static HeadedLines open(Path file) {
    Lines lines = Lines.open(file);
    try {
      String header = lines.next();
      if (header == null) {
        throw lines.place().broken("the file is empty; expected a header line");
      }
      return new HeadedLines(lines, header);
    } catch (DataException e) {
      lines.close();
      throw e;
    }
  }

  /// Checks that a line follows the header.
  ///
  /// @param what the lines hold, for the complaint
  HeadedLines withAtLeastOne(String what) {
    if (!hasNext()) {
      throw place().broken("no " + what + " follows the header; expected at least one");
    }
    return this;
  }

  String header() {
    return header;
  }

  boolean hasNext() {
    if (upcoming == null) {
      upcoming = lines.next();
    }
    return upcoming != null;
  }

  /// Takes the next line; there has to be one.
  String take() {
    if (!hasNext() || upcoming == null) {
      throw new NoSuchElementException("the file has no further line");
    }
    taken = upcoming;
    upcoming = null;
    return taken;
  }

  /// The line that was taken last.
  String taken() {
    return taken;
  }

  Place place() {
    return lines.place();
  }

  @Override
  public void close() {
    lines.close();
  }
}
