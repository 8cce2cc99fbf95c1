package dev.pointsman.gateway.provider;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webclient.api.ClientConnection;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A connection to an upstream. While it rests between two calls it looks ahead: when the upstream closes it, or says
/// something out of turn, it is of no use any more, so that no answer is ever taken for another's.
final class UpstreamConnection implements ClientConnection {
  /// After so long the network in between may have forgotten it.
  private static final Duration LONGEST_REST = Duration.ofMinutes(1);

  /// How an interim answer starts.
  private static final String START = "HTTP/1.1 1";
  /// An interim answer, which the real one comes behind; 101 is none.
  private static final Pattern INTERIM = Pattern.compile(START + "(?!01)\\d\\d(?!\\d).*?\\r\\n\\r\\n", Pattern.DOTALL);
  private static final Pattern UNFINISHED = Pattern.compile(START + "(?!01)(\\d?|\\d\\d(?!\\d).*)", Pattern.DOTALL);
  /// The longest interim answer that is taken, in bytes.
  private static final int LONGEST_INTERIM = 64 << 10;

  private final ClientConnection inner;
  private final Predicate<UpstreamConnection> keeper;
  private final DataReader reader = DataReader.create(this::bytes);
  private @Nullable CompletableFuture<byte @Nullable []> ahead;
  private long restingSince;
  private boolean answering;

  /// A connection in use.
  ///
  /// @param inner connected
  /// @param keeper takes it back once an answer was read to its end, or says that it will not
  UpstreamConnection(ClientConnection inner, Predicate<UpstreamConnection> keeper) {
    this.inner = inner;
    this.keeper = keeper;
  }

  private byte @Nullable [] bytes() {
    if (answering) {
      return received();
    }
    answering = true;
    return beginning();
  }

  /// The first bytes of an answer, behind any interim ones.
  private byte @Nullable [] beginning() {
    String text = "";
    do {
      byte[] more = received();
      if (more == null) {
        return text.isEmpty() ? null : text.getBytes(StandardCharsets.ISO_8859_1);
      }
      text = behindInterim(text + new String(more, StandardCharsets.ISO_8859_1));
    } while (mayBeInterim(text) && text.length() < LONGEST_INTERIM);
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String behindInterim(String text) {
    String rest = text;
    for (Matcher interim = INTERIM.matcher(rest); interim.lookingAt(); interim = INTERIM.matcher(rest)) {
      rest = rest.substring(interim.end());
    }
    return rest;
  }

  private static boolean mayBeInterim(String text) {
    return START.startsWith(text) || UNFINISHED.matcher(text).matches();
  }

  private byte @Nullable [] received() {
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
    answering = false;
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
