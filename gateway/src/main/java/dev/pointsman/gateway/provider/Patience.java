package dev.pointsman.gateway.provider;

import dev.pointsman.gateway.provider.ProviderException.Kind;
import io.helidon.common.buffers.DataReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// How long the current thread waits for an upstream: until its limit, or until the client goes away.
///
/// A wait is ended by interrupting the waiting virtual thread, which closes the socket that it reads from; never
/// outside of [#within], so that no other socket is hit. Limits are looked at every 20 ms.
public final class Patience implements AutoCloseable {
  /// A blocking call.
  @FunctionalInterface
  public interface Wait<T> {
    T get() throws IOException;
  }

  private static final Set<Patience> WAITING = ConcurrentHashMap.newKeySet();
  private static final ScheduledExecutorService CLOCK = Executors
      .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("patience").factory());
  private static final long TICK_MILLIS = 20;

  static {
    var _ = CLOCK.scheduleAtFixedRate(() -> WAITING.forEach(Patience::look), TICK_MILLIS, TICK_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  private final Thread thread = Thread.currentThread();
  private final ReentrantLock lock = new ReentrantLock();
  private boolean waiting;
  private boolean interrupted;
  private boolean clientGone;
  private boolean timedOut;
  private long deadline;

  /// The current thread's patience; to be closed by it.
  public static Patience ofThisThread() {
    Patience patience = new Patience();
    WAITING.add(patience);
    return patience;
  }

  private Patience() {}

  /// The result of a blocking call that this thread makes, if it comes in time.
  ///
  /// @throws ProviderException of kind `TIMEOUT` after `limit`, `CLIENT_GONE` when the client goes or has gone,
  ///     otherwise what the call's own failure means
  public <T> T within(Duration limit, String what, Wait<T> wait) throws ProviderException {
    enter(limit);
    try {
      return wait.get();
    } catch (IOException | RuntimeException e) {
      leave();
      if (clientGone) {
        throw gone();
      }
      throw timedOut
          ? new ProviderException(Kind.TIMEOUT, "no " + what + " within " + limit.toMillis() + " ms")
          : failure(what, root(e));
    } finally {
      leave();
    }
  }

  /// Says that nobody wants the answer any more; callable from any thread.
  public void clientGone() {
    lock.lock();
    try {
      clientGone = true;
      interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void enter(Duration limit) throws ProviderException {
    lock.lock();
    try {
      if (clientGone) {
        throw gone();
      }
      timedOut = false;
      deadline = System.nanoTime() + limit.toNanos();
      waiting = true;
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      waiting = false;
      if (interrupted) {
        interrupted = false;
        var _ = Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
  }

  private void look() {
    lock.lock();
    try {
      if (waiting && !interrupted && System.nanoTime() - deadline > 0) {
        timedOut = true;
        interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  private void interrupt() {
    if (waiting && !interrupted) {
      interrupted = true;
      thread.interrupt();
    }
  }

  private static ProviderException gone() {
    return new ProviderException(Kind.CLIENT_GONE, "the client closed the connection");
  }

  private static ProviderException failure(String what, Throwable cause) {
    String message = cause.getMessage();
    String reason = message == null || message.isBlank() ? "the connection closed early" : message;
    return switch (cause) {
      case ConnectException e -> new ProviderException(Kind.CONNECTION, "no connection: " + reason);
      case NoRouteToHostException e -> new ProviderException(Kind.CONNECTION, "no connection: " + reason);
      case UnknownHostException e -> new ProviderException(Kind.CONNECTION, "unknown host: " + reason);
      case UnresolvedAddressException e -> new ProviderException(Kind.CONNECTION, "unknown host");
      case SocketTimeoutException e -> new ProviderException(Kind.TIMEOUT, "no " + what + ": " + reason);
      case IOException e -> new ProviderException(Kind.CUT, "no " + what + ": " + reason);
      case DataReader.InsufficientDataAvailableException e ->
        new ProviderException(Kind.CUT, "no " + what + ": " + reason);
      default -> new ProviderException(Kind.GARBAGE, "no valid HTTP: " + reason);
    };
  }

  private static Throwable root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  @Override
  public void close() {
    WAITING.remove(this);
  }
}
