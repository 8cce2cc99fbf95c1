package dev.pointsman.linear;

import java.nio.charset.StandardCharsets;
import java.nio.ByteBuffer;

/// Reads what a [StateWriter] wrote, in the same order. Not thread-safe.
public final class StateReader {
  private final ByteBuffer buffer;

  /// Reads what a [StateWriter] wrote, from its beginning.
  public StateReader(byte[] bytes) {
    this.buffer = ByteBuffer.wrap(bytes);
  }

  /// A whole number.
  ///
  /// @throws IllegalArgumentException if the bytes end before
  public long whole() {
    return need(Long.BYTES).getLong();
  }

  /// How many parts follow, of eight bytes each at least.
  ///
  /// @throws IllegalArgumentException if the bytes end before, or are too few for that
  public int parts() {
    long parts = whole();
    if (parts < 0 || parts > buffer.remaining() / Long.BYTES) {
      throw new IllegalArgumentException("truncated at byte " + buffer.position());
    }
    return (int) parts;
  }

  /// The length of something.
  ///
  /// @throws IllegalArgumentException if the bytes end before, or nothing has that length
  public int length() {
    long length = whole();
    if (length < 0 || length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a length of " + length);
    }
    return (int) length;
  }

  /// A number.
  ///
  /// @throws IllegalArgumentException if the bytes end before
  public double number() {
    return need(Double.BYTES).getDouble();
  }

  /// An array of a known length.
  ///
  /// @throws IllegalArgumentException if the bytes end before, or the array has another length
  public double[] numbers(int length) {
    long written = whole();
    if (written != length) {
      throw new IllegalArgumentException("an array of " + written + " numbers where " + length + " belong");
    }
    double[] values = new double[length];
    need((long) length * Double.BYTES).asDoubleBuffer().get(values);
    buffer.position(buffer.position() + length * Double.BYTES);
    return values;
  }

  /// An array of whatever length was written.
  ///
  /// @throws IllegalArgumentException if the bytes end before
  public double[] numbers() {
    long length = whole();
    if (length < 0 || length > buffer.remaining() / Double.BYTES) {
      throw new IllegalArgumentException("truncated at byte " + buffer.position());
    }
    double[] values = new double[(int) length];
    buffer.asDoubleBuffer().get(values);
    buffer.position(buffer.position() + values.length * Double.BYTES);
    return values;
  }

  /// An array in single precision, of whatever length was written.
  ///
  /// @throws IllegalArgumentException if the bytes end before
  public float[] floats() {
    long length = whole();
    if (length < 0 || length > buffer.remaining() / Float.BYTES) {
      throw new IllegalArgumentException("truncated at byte " + buffer.position());
    }
    float[] values = new float[(int) length];
    buffer.asFloatBuffer().get(values);
    buffer.position(buffer.position() + values.length * Float.BYTES);
    return values;
  }

  /// A text.
  ///
  /// @throws IllegalArgumentException if the bytes end before
  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /// Some bytes.
  ///
  /// @throws IllegalArgumentException if they end before
  public byte[] bytes() {
    long length = whole();
    need(length);
    byte[] bytes = new byte[(int) length];
    buffer.get(bytes);
    return bytes;
  }

  /// Checks that nothing is left.
  ///
  /// @throws IllegalArgumentException if bytes are left over
  public void end() {
    if (buffer.hasRemaining()) {
      throw new IllegalArgumentException(buffer.remaining() + " bytes too many");
    }
  }

  private ByteBuffer need(long bytes) {
    if (bytes < 0 || bytes > buffer.remaining()) {
      throw new IllegalArgumentException("truncated at byte " + buffer.position());
    }
    return buffer;
  }
}
