package dev.pointsman.gateway.provider;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webclient.api.ClientConnection;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A connection to an upstream. While it rests between two calls it looks ahead: when the upstream closes it, or says
/// something out of turn, it is of no use any more, so that no answer is ever taken for another's.
final class UpstreamConnection implements ClientConnection {
  /// After so long the network in between may have forgotten it.
  private static final Duration LONGEST_REST = Duration.ofMinutes(1);

  private final ClientConnection inner;
  private final Predicate<UpstreamConnection> keeper;
  private final DataReader reader = DataReader.create(this::bytes);
  private @Nullable CompletableFuture<byte @Nullable []> ahead;
  private long restingSince;

  /// A connection in use.
  ///
  /// @param inner connected
  /// @param keeper takes it back once an answer was read to its end, or says that it will not
  UpstreamConnection(ClientConnection inner, Predicate<UpstreamConnection> keeper) {
    this.inner = inner;
    this.keeper = keeper;
  }

  private byte @Nullable [] bytes() {
    CompletableFuture<byte @Nullable []> pending = ahead;
    if (pending == null) {
      return inner.helidonSocket().get();
    }
    ahead = null;
    try {
      return pending.get();
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new InterruptedIOException("interrupted"));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
    }
  }

  /// Starts to look ahead.
  ///
  /// @return whether nothing has come yet
  boolean rest() {
    if (reader.available() > 0) {
      return false;
    }
    inner.readTimeout(Duration.ZERO);
    CompletableFuture<byte @Nullable []> next = new CompletableFuture<>();
    ahead = next;
    restingSince = System.nanoTime();
    Thread.ofVirtual().name("upstream-reader").start(() -> {
      try {
        next.complete(inner.helidonSocket().get());
      } catch (RuntimeException e) {
        next.completeExceptionally(e);
      }
    });
    return true;
  }

  @Override
  public boolean isConnected() {
    return inner.isConnected() && (ahead == null || isQuiet(ahead));
  }

  private boolean isQuiet(CompletableFuture<byte @Nullable []> next) {
    return !next.isDone() && System.nanoTime() - restingSince < LONGEST_REST.toNanos();
  }

  @Override
  public void releaseResource() {
    if (!keeper.test(this)) {
      closeResource();
    }
  }

  @Override
  public void closeResource() {
    inner.closeResource();
  }

  @Override
  public DataReader reader() {
    return reader;
  }

  @Override
  public DataWriter writer() {
    return inner.writer();
  }

  @Override
  public String channelId() {
    return inner.channelId();
  }

  @Override
  public HelidonSocket helidonSocket() {
    return inner.helidonSocket();
  }

  @Override
  public void readTimeout(Duration readTimeout) {
    inner.readTimeout(readTimeout);
  }
}
