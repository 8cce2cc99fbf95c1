package dev.pointsman.gateway.http;

import io.helidon.common.socket.HelidonSocket;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads a client's bytes for the server, and can be told to look out for the client's leaving while the server is
/// busy with a request: a second thread then waits for the next bytes, and hands them to the server's next read.
///
/// [#get] and [#watch] are called by the connection's own thread only.
final class ClientConnection implements Supplier<byte @Nullable []> {
  /// The connection whose request the current thread handles.
  static final ScopedValue<ClientConnection> CURRENT = ScopedValue.newInstance();

  private final HelidonSocket socket;
  private final Duration keepAlive;
  private @Nullable CompletableFuture<byte @Nullable []> ahead;
  private boolean busy;

  /// A connection.
  ///
  /// @param keepAlive how long it may stay idle between two requests; the socket's own read timeout holds within one
  ClientConnection(HelidonSocket socket, Duration keepAlive) {
    this.socket = socket;
    this.keepAlive = keepAlive;
  }

  /// The next bytes, or null when the client has closed.
  @Override
  public byte @Nullable [] get() {
    long start = System.nanoTime();
    while (true) {
      try {
        return read();
      } catch (UncheckedIOException e) {
        boolean idle = !busy && e.getCause() instanceof SocketTimeoutException
            && System.nanoTime() - start < keepAlive.toNanos();
        if (!idle) {
          throw e;
        }
      }
    }
  }

  private byte @Nullable [] read() {
    CompletableFuture<byte @Nullable []> pending = ahead;
    if (pending == null) {
      return socket.get();
    }
    ahead = null;
    try {
      return pending.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
    }
  }

  /// Whether a request is being handled, so that silence is a slow client and not an idle one.
  void busy(boolean handling) {
    busy = handling;
  }

  /// Runs `onGone` if the client closes before it sends anything more.
  void watch(Runnable onGone) {
    if (ahead != null) {
      return;
    }
    CompletableFuture<byte @Nullable []> next = new CompletableFuture<>();
    ahead = next;
    Thread.ofVirtual().name("client-watch").start(() -> lookAhead(next, onGone));
  }

  private void lookAhead(CompletableFuture<byte @Nullable []> next, Runnable onGone) {
    while (true) {
      try {
        byte[] bytes = socket.get();
        if (bytes == null) {
          onGone.run();
        }
        next.complete(bytes);
        return;
      } catch (UncheckedIOException e) {
        if (!(e.getCause() instanceof SocketTimeoutException)) {
          onGone.run();
          next.completeExceptionally(e);
          return;
        }
      } catch (RuntimeException e) {
        next.completeExceptionally(e);
        return;
      }
    }
  }
}
