package dev.pointsman.gateway.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.CloseConnectionException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads a client's bytes for the server, by a second thread that looks ahead: so a read can have a deadline, which
/// the server's sockets have not, and a client's leaving is seen while its request is handled.
///
/// Between requests whatever ends the connection ends it without a word; within a body it is the reader's business.
/// Used by the connection's own thread only.
final class ClientConnection implements Supplier<byte @Nullable []> {
  /// The connection whose request the current thread handles.
  static final ScopedValue<ClientConnection> CURRENT = ScopedValue.newInstance();

  /// A client that has been silent for so long behind an early answer has nothing more to send.
  private static final Duration SILENCE = Duration.ofMillis(500);

  private final HelidonSocket socket;
  private final HttpLimits limits;
  private final DataReader reader = DataReader.create(this);
  private @Nullable CompletableFuture<byte @Nullable []> ahead;
  private Phase phase = Phase.WAITING;
  private long deadline;
  private boolean last;
  private long unread;
  private volatile Runnable onGone = ClientConnection::nothing;
  private volatile boolean gone;

  private enum Phase {
    /// For the first byte of a request.
    WAITING,
    /// Within a request's head.
    HEAD,
    /// While a request is handled, its body included.
    HANDLING
  }

  ClientConnection(HelidonSocket socket, HttpLimits limits) {
    this.socket = socket;
    this.limits = limits;
    within(limits.keepAlive());
  }

  /// What the server reads from.
  DataReader reader() {
    return reader;
  }

  private void within(Duration time) {
    deadline = System.nanoTime() + time.toNanos();
  }

  /// The next bytes, or null when the client has closed within a body.
  ///
  /// @throws UncheckedIOException of a [SocketTimeoutException] when a body comes too slowly
  /// @throws CloseConnectionException when there is no further request
  @Override
  public byte @Nullable [] get() {
    if (phase == Phase.HANDLING) {
      return read();
    }
    byte[] bytes;
    try {
      bytes = read();
    } catch (UncheckedIOException e) {
      throw new CloseConnectionException("no further request in time", e);
    }
    if (bytes == null) {
      throw new CloseConnectionException("the client closed the connection");
    }
    if (phase == Phase.WAITING) {
      phase = Phase.HEAD;
      within(limits.bodyTime());
    }
    return bytes;
  }

  private byte @Nullable [] read() {
    try {
      byte[] bytes = lookAhead().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      ahead = null;
      return bytes;
    } catch (TimeoutException e) {
      throw new UncheckedIOException(new SocketTimeoutException());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("the server stops", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /// The bytes behind those that were read; null if the client closes, or breaks off, before it sends any.
  private CompletableFuture<byte @Nullable []> lookAhead() {
    CompletableFuture<byte @Nullable []> pending = ahead;
    if (pending != null) {
      return pending;
    }
    CompletableFuture<byte @Nullable []> next = new CompletableFuture<>();
    ahead = next;
    Thread.ofVirtual().name("client-reader").start(() -> {
      byte[] bytes = received();
      if (bytes == null) {
        gone = true;
        onGone.run();
      }
      next.complete(bytes);
    });
    return next;
  }

  private byte @Nullable [] received() {
    try {
      return socket.get();
    } catch (RuntimeException e) {
      return null;
    }
  }

  /// Runs `action` if the client closes before it sends anything more.
  void watch(Runnable action) {
    onGone = action;
    if (gone) {
      action.run();
    } else {
      var _ = lookAhead();
    }
  }

  private static void nothing() {}

  /// Says that a request's head is complete.
  void handling() {
    phase = Phase.HANDLING;
    within(limits.bodyTime());
  }

  /// Says that a request's answer is written.
  ///
  /// @param wholeBodyRead otherwise its rest still comes, and is read over
  void handled(boolean wholeBodyRead) {
    onGone = ClientConnection::nothing;
    phase = Phase.WAITING;
    within(wholeBodyRead ? limits.keepAlive() : limits.bodyTime());
  }

  /// Says that the connection is to be closed behind the present answer.
  void closeBehind() {
    last = true;
  }

  /// The same where the request may not have come to its end, so that the client may still be sending.
  ///
  /// @param rest how many bytes of it nobody has read, if that is known
  void closeBehindUnfinished(OptionalLong rest) {
    last = true;
    unread = rest.orElse(Long.MAX_VALUE);
  }

  /// Whether the connection is to be closed now that the present answer is written.
  boolean isLast() {
    return last;
  }

  /// Reads over what the client still sends of a request, for as long as a body may take, because closing would take the
  /// answer from it: what arrives at a closed connection resets it.
  void linger() {
    long end = System.nanoTime() + limits.bodyTime().toNanos();
    long missing = unread - reader.available();
    try {
      while (missing > 0 && System.nanoTime() - end < 0) {
        within(SILENCE);
        byte[] bytes = read();
        missing = bytes == null ? 0 : missing - bytes.length;
      }
    } catch (UncheckedIOException | CloseConnectionException e) {
      // it sends nothing more
    }
  }
}
