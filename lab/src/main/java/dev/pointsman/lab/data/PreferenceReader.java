package dev.pointsman.lab.data;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Goes through a file of preference pairs, one at a time: JSON lines of UTF-8, gzip'd if the file's name ends in `.gz`,
/// the first of which is the header.
///
/// Every step may throw [DataException] if the file breaks the format there.
public final class PreferenceReader implements Iterator<PreferencePair>, AutoCloseable {
  static final String FORMAT = "preference-pairs";

  private final Lines lines;
  private final PreferenceHeader header;
  private final String headerLine;
  private String line = "";
  private @Nullable String upcoming;

  private PreferenceReader(Lines lines) {
    this.lines = lines;
    this.headerLine = readHeaderLine(lines);
    this.header = header(JsonLine.parse(lines.place(), headerLine));
    this.upcoming = lines.next();
    if (upcoming == null) {
      throw lines.place().broken("no pair follows the header; expected at least one");
    }
  }

  /// Opens a file. The caller closes the reader.
  ///
  /// @throws DataException if the file cannot be read or its header breaks the format
  public static PreferenceReader open(Path file) {
    Lines lines = Lines.open(file);
    try {
      return new PreferenceReader(lines);
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

  private static PreferenceHeader header(JsonLine header) {
    HeaderFormat.check(header, FORMAT);
    return new PreferenceHeader(header.text("name"), header.textOrEmpty("source"), header.textOrEmpty("license"));
  }

  public PreferenceHeader header() {
    return header;
  }

  @Override
  public boolean hasNext() {
    return upcoming != null;
  }

  @Override
  public PreferencePair next() {
    if (upcoming == null) {
      throw new NoSuchElementException("the file has no further pair");
    }
    PreferencePair pair = pair(JsonLine.parse(lines.place(), upcoming));
    line = upcoming;
    upcoming = lines.next();
    return pair;
  }

  /// The header as it was written.
  String headerLine() {
    return headerLine;
  }

  /// The pair that was read last, as it was written.
  String line() {
    return line;
  }

  private static PreferencePair pair(JsonLine line) {
    String a = line.text("a");
    String b = line.text("b");
    if (a.equals(b)) {
      throw line.broken("b", "'" + b + "' like a", "two different models");
    }
    return new PreferencePair(line.text("prompt"), a, b, winner(line), soft(line));
  }

  private static PreferencePair.Winner winner(JsonLine line) {
    String winner = line.text("winner");
    return switch (winner) {
      case "a", "b", "tie" -> PreferencePair.Winner.valueOf(winner.toUpperCase(Locale.ROOT));
      default -> throw line.broken("winner", "the text \"" + winner + "\"", "\"a\", \"b\" or \"tie\"");
    };
  }

  private static OptionalDouble soft(JsonLine line) {
    JsonNode node = line.field("p_b");
    if (node == null) {
      return OptionalDouble.empty();
    }
    double soft = node.isNumber() ? node.doubleValue() : Double.NaN;
    if (!(soft >= 0 && soft <= 1)) {
      throw line.broken("p_b", JsonLine.kind(node), "a number in [0, 1]");
    }
    return OptionalDouble.of(soft);
  }

  @Override
  public void close() {
    lines.close();
  }
}
