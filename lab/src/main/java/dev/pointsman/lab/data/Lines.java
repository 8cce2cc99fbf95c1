package dev.pointsman.lab.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The lines of a UTF-8 file, plain or gzip'd, none longer than [#LONGEST_MIB] MiB.
final class Lines implements AutoCloseable {
  static final int LONGEST_MIB = 16;
  private static final int LONGEST = LONGEST_MIB << 20;

  private final String file;
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int end;
  private long number;

  private Lines(String file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  static Lines open(Path path) {
    return of(path.toString(), TableFile.open(path));
  }

  /// The lines of what is already unpacked.
  ///
  /// @param file as complaints name it
  static Lines of(String file, InputStream in) {
    return new Lines(file, in);
  }

  /// The place of the line read last; of the first before any.
  Place place() {
    return new Place(file, Math.max(1, number));
  }

  /// The next line without its end, or null after the last.
  @Nullable
  String next() {
    number++;
    if (position == end && !fill()) {
      number--;
      return null;
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (!takeUntilNewline(line) && fill()) {
      check(line.size());
    }
    check(line.size());
    return text(line.toByteArray());
  }

  /// Moves buffered bytes to the line; true if the newline was among them.
  private boolean takeUntilNewline(ByteArrayOutputStream line) {
    int newline = position;
    while (newline < end && buffer[newline] != '\n') {
      newline++;
    }
    line.write(buffer, position, newline - position);
    boolean found = newline < end;
    position = found ? newline + 1 : newline;
    return found;
  }

  private boolean fill() {
    try {
      position = 0;
      end = Math.max(0, in.read(buffer));
      return end > 0;
    } catch (IOException e) {
      throw place().broken(TableFile.problem(e), e);
    }
  }

  private void check(int length) {
    if (length > LONGEST) {
      throw place().broken("the line is longer than " + LONGEST_MIB + " MiB; expected one JSON object for each line");
    }
  }

  private String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw place().broken("the line is not UTF-8 text", e);
    }
  }

  @Override
  public void close() {
    TableFile.close(file, in);
  }
}
