package dev.pointsman.linear;

import java.nio.charset.StandardCharsets;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Writes what was learned as bytes, every number bit for bit, big-endian. Not thread-safe.
public final class StateWriter {
  private ByteBuffer buffer = ByteBuffer.allocate(1 << 12);

  /// Writes a whole number, eight bytes.
  public StateWriter put(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  /// Writes a number, bit for bit, eight bytes.
  public StateWriter put(double value) {
    room(Double.BYTES).putDouble(value);
    return this;
  }

  /// Writes an array's length and its components.
  public StateWriter put(double[] values) {
    ByteBuffer room = room(Long.BYTES + Double.BYTES * values.length).putLong(values.length);
    for (double value : values) {
      room.putDouble(value);
    }
    return this;
  }

  /// Writes an array's length and its components, in single precision.
  public StateWriter put(float[] values) {
    ByteBuffer room = room(Long.BYTES + Float.BYTES * values.length).putLong(values.length);
    for (float value : values) {
      room.putFloat(value);
    }
    return this;
  }

  /// Writes a text's length in UTF-8 and its bytes.
  public StateWriter put(String text) {
    return put(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Writes the number of bytes and the bytes.
  public StateWriter put(byte[] bytes) {
    room(Long.BYTES + bytes.length).putLong(bytes.length).put(bytes);
    return this;
  }

  /// All that was written.
  public byte[] toBytes() {
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int size = Math.max(buffer.capacity() * 2, buffer.position() + bytes);
      buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), size)).position(buffer.position());
    }
    return buffer;
  }
}
