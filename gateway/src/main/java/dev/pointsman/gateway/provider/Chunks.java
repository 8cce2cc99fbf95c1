package dev.pointsman.gateway.provider;

import io.helidon.common.buffers.DataReader;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A body in chunks, each byte as soon as it is there. What stands behind a chunk's size, and trailers, say nothing of
/// use and are read over.
final class Chunks extends InputStream {
  /// The longest line between chunks that is taken, in bytes, and the most of them behind the last.
  private static final int LONGEST_LINE = 8 << 10;
  private static final int MOST_TRAILERS = 100;
  private static final Pattern SIZE = Pattern.compile("([0-9a-fA-F]{1,15})[ \\t]*(;.*)?");

  private final UpstreamConnection connection;
  private final boolean isKept;
  private long left;
  private boolean begun;
  private boolean ended;
  private boolean closed;

  /// The body of an answer whose head has been read.
  ///
  /// @param isKept whether the connection may be used again once the body was read to its end
  Chunks(UpstreamConnection connection, boolean isKept) {
    this.connection = connection;
    this.isKept = isKept;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /// As of any stream.
  ///
  /// @throws IllegalStateException if the chunks are malformed
  /// @throws DataReader.InsufficientDataAvailableException if the connection ends before the body does
  @Override
  public int read(byte[] bytes, int from, int length) {
    if (left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    DataReader reader = connection.reader();
    reader.ensureAvailable();
    int count = (int) Math.min(Math.min(length, reader.available()), left);
    System.arraycopy(reader.readBytes(count), 0, bytes, from, count);
    left -= count;
    return count;
  }

  private void nextChunk() {
    if (begun && !line().isEmpty()) {
      throw new IllegalStateException("a chunk is longer than its size");
    }
    begun = true;
    Matcher size = SIZE.matcher(line());
    if (!size.matches()) {
      throw new IllegalStateException("a chunk's size is no number");
    }
    left = Long.parseLong(size.group(1), 16);
    if (left == 0) {
      skipTrailers();
      ended = true;
    }
  }

  private void skipTrailers() {
    for (int i = 0; i <= MOST_TRAILERS; i++) {
      if (line().isEmpty()) {
        return;
      }
    }
    throw new IllegalStateException("there are more than " + MOST_TRAILERS + " trailers");
  }

  private String line() {
    DataReader reader = connection.reader();
    int end = reader.findNewLine(LONGEST_LINE);
    if (end == LONGEST_LINE) {
      throw new IllegalStateException("a line between chunks is longer than " + LONGEST_LINE + " bytes");
    }
    String line = reader.readAsciiString(end);
    reader.skip(2);
    return line;
  }

  /// Gives the connection back, or closes it where it is of no use any more.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (ended && isKept) {
      connection.releaseResource();
    } else {
      connection.closeResource();
    }
  }
}
