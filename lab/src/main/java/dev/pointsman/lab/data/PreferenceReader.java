package dev.pointsman.lab.data;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/// Goes through a file of preference pairs, one at a time: JSON lines of UTF-8, gzip'd if the file's name ends in `.gz`,
/// the first of which is the header.
///
/// Every step may throw [DataException] if the file breaks the format there.
public final class PreferenceReader implements Iterator<PreferencePair>, AutoCloseable {
  static final String FORMAT = "preference-pairs";

  private final HeadedLines lines;
  private final PreferenceHeader header;

  private PreferenceReader(HeadedLines lines) {
    this.lines = lines;
    this.header = header(JsonLine.parse(lines.place(), lines.header()));
    lines.withAtLeastOne("pair");
  }

  /// Opens a file. The caller closes the reader.
  ///
  /// @throws DataException if the file cannot be read or its header breaks the format
  public static PreferenceReader open(Path file) {
    HeadedLines lines = HeadedLines.open(file);
    try {
      return new PreferenceReader(lines);
    } catch (DataException e) {
      lines.close();
      throw e;
    }
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
    return lines.hasNext();
  }

  @Override
  public PreferencePair next() {
    String line = lines.take();
    return pair(JsonLine.parse(lines.place(), line));
  }

  /// The header as it was written.
  String headerLine() {
    return lines.header();
  }

  /// The pair that was read last, as it was written.
  String line() {
    return lines.taken();
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
