package dev.pointsman.gateway.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Server-sent events as they arrive, each as the bytes that it came in, its empty line included.
public final class EventStream implements AutoCloseable {
  /// The longest event that is taken, in bytes.
  static final int LONGEST = 16 << 20;

  private static final Duration AT_ONCE = Duration.ofMillis(50);

  private final InputStream in;
  private final Patience patience;
  private final Duration idle;
  private final Runnable onClose;
  private final byte[] buffer = new byte[16 << 10];
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private final Deque<byte[]> ready = new ArrayDeque<>();
  private boolean lineHasText;
  private boolean ended;

  EventStream(InputStream in, Patience patience, Duration idle, Runnable onClose) {
    this.in = in;
    this.patience = patience;
    this.idle = idle;
    this.onClose = onClose;
  }

  /// The next event, or null behind the last one. Bytes behind the last empty line count as an event of their own.
  public byte @Nullable [] next() throws ProviderException {
    return next(idle);
  }

  /// The next event, if it comes within `limit`.
  byte @Nullable [] next(Duration limit) throws ProviderException {
    while (ready.isEmpty() && !ended) {
      int count = patience.within(limit, "next event", () -> in.read(buffer));
      if (count < 0) {
        ended = true;
        if (partial.size() > 0) {
          ready.add(partial.toByteArray());
        }
      } else {
        split(count);
      }
    }
    return ready.poll();
  }

  /// Puts an event back in front.
  void unread(byte[] event) {
    ready.addFirst(event);
  }

  /// Gives the connection back for other calls, if the upstream says at once that there is nothing more.
  public void finish() {
    try {
      next(AT_ONCE);
    } catch (ProviderException e) {
      // then the connection is closed instead
    }
    close();
  }

  private void split(int count) throws ProviderException {
    int start = 0;
    for (int i = 0; i < count; i++) {
      byte b = buffer[i];
      if (b == '\n') {
        boolean boundary = !lineHasText && partial.size() + i - start > 0;
        lineHasText = false;
        if (boundary) {
          partial.write(buffer, start, i + 1 - start);
          ready.add(partial.toByteArray());
          partial.reset();
          start = i + 1;
        }
      } else if (b != '\r') {
        lineHasText = true;
      }
    }
    partial.writeBytes(Arrays.copyOfRange(buffer, start, count));
    if (partial.size() > LONGEST) {
      throw new ProviderException(ProviderException.Kind.GARBAGE, "an event is longer than " + LONGEST + " bytes");
    }
  }

  @Override
  public void close() {
    try {
      onClose.run();
      in.close();
    } catch (IOException | RuntimeException e) {
      // the connection is given up either way
    }
  }
}
