package dev.pointsman.gateway.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes from many threads in few transactions: one thread takes all that waits, commits it at once, and hands what is to
/// be done since to another thread, so that the next commit need not wait for that.
final class GroupCommit implements AutoCloseable {
  private static final int MOST_WAITING = 8192;
  private static final int MOST_TOGETHER = 1024;
  private static final long PROBE_MILLIS = 200;
  private static final System.Logger LOG = System.getLogger(GroupCommit.class.getName());

  /// What the writes of a group belong to. Called by the writing thread alone.
  interface Transaction {
    void begin() throws SQLException;

    void commit() throws SQLException;

    void rollback() throws SQLException;

    /// Tries whether writing is possible.
    void probe() throws SQLException;

    StoreUnavailable unavailable(Throwable error);
  }

  /// A write, which says what is to be done when it is on the disk.
  interface Write<T> {
    /// Writes, on the writing thread.
    ///
    /// @return what is done once it is on the disk, in the order of the writes
    Supplier<T> write() throws SQLException;
  }

  private record Waiting<T>(Write<T> write, CompletableFuture<T> result) {
    Runnable run() throws SQLException {
      Supplier<T> then = write.write();
      return () -> {
        try {
          result.complete(then.get());
        } catch (RuntimeException | Error e) { // those behind it in its group are told all the same
          result.completeExceptionally(e);
        }
      };
    }
  }

  private final Transaction transaction;
  private final LongConsumer onCommit;
  private final BlockingQueue<Waiting<?>> queue = new ArrayBlockingQueue<>(MOST_WAITING);
  private final ExecutorService afterwards = Executors
      .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("store-learner").factory());
  private final Thread writer;
  private volatile @Nullable StoreUnavailable trouble;
  private volatile boolean closing;
  private volatile boolean closed;

  GroupCommit(Transaction transaction, LongConsumer onCommit) {
    this.transaction = transaction;
    this.onCommit = onCommit;
    this.writer = Thread.ofPlatform().daemon().name("store-writer").start(this::writeAll);
  }

  /// Why nothing can be written at the moment.
  Optional<String> trouble() {
    return Optional.ofNullable(trouble).map(StoreUnavailable::reason);
  }

  /// Lets something be written soon; whether it was is nobody's concern.
  void submit(Write<?> write) {
    enqueue(new Waiting<>(write, new CompletableFuture<>()));
  }

  /// Writes, and returns when it is on the disk and done with.
  ///
  /// @throws StoreUnavailable if it is not on the disk
  <T> T await(Write<T> write) {
    var result = new CompletableFuture<T>();
    enqueue(new Waiting<>(write, result));
    try {
      return result.get(); // without a limit of its own, since a lock is waited for two seconds and a timer costs more
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("interrupted while the store was writing", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof StoreUnavailable known
          ? new StoreUnavailable(known.reason(), known)
          : new StoreUnavailable("the store failed: " + e.getCause(), e);
    }
  }

  private void enqueue(Waiting<?> waiting) {
    try {
      queue.put(waiting);
      if (closed) {
        refuseAll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("interrupted while the store was writing", e);
    }
  }

  private void writeAll() {
    try {
      while (!closing || !queue.isEmpty()) {
        writeNext();
      }
    } finally {
      closed = true;
      refuseAll();
    }
  }

  private void writeNext() {
    try {
      Waiting<?> first = queue.poll(PROBE_MILLIS, TimeUnit.MILLISECONDS);
      if (first != null) {
        List<Waiting<?>> group = new ArrayList<>();
        group.add(first);
        queue.drainTo(group, MOST_TOGETHER - 1);
        write(group);
      } else if (trouble != null) {
        probe();
      }
    } catch (InterruptedException e) {
      closing = true;
    }
  }

  /// Nobody writes any more, so nobody may wait.
  private void refuseAll() {
    for (Waiting<?> waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
      waiting.result.completeExceptionally(new StoreUnavailable("the store is closed"));
    }
  }

  private void write(List<Waiting<?>> group) {
    long start = System.nanoTime();
    try {
      transaction.begin();
      List<Runnable> then = new ArrayList<>(group.size());
      for (Waiting<?> waiting : group) {
        then.add(waiting.run());
      }
      transaction.commit();
      well();
      onCommit.accept(System.nanoTime() - start);
      afterwards.execute(() -> then.forEach(Runnable::run));
    } catch (SQLException | RuntimeException | Error e) {
      failed(group, e);
    }
  }

  /// Nothing of the group is on the disk. If that is not the surroundings' fault, it is one write's, so each is tried alone.
  private void failed(List<Waiting<?>> group, Throwable error) {
    rollBack();
    boolean outside = error instanceof SQLException sql && SqliteFile.isOutside(sql);
    if (!outside && group.size() > 1) {
      group.forEach(waiting -> write(List.of(waiting)));
      return;
    }
    StoreUnavailable why = transaction.unavailable(error);
    if (outside && trouble == null) {
      LOG.log(System.Logger.Level.ERROR, why.reason());
    } else if (!outside) {
      LOG.log(System.Logger.Level.ERROR, "a write failed", error);
    }
    trouble = outside ? why : trouble;
    group.forEach(waiting -> waiting.result.completeExceptionally(why));
  }

  private void rollBack() {
    try {
      transaction.rollback();
    } catch (SQLException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "a transaction could not be rolled back: " + e.getMessage());
    }
  }

  private void probe() {
    try {
      transaction.begin();
      transaction.probe();
      well();
    } catch (SQLException e) {
      trouble = transaction.unavailable(e);
    } finally {
      rollBack();
    }
  }

  private void well() {
    if (trouble != null) {
      trouble = null;
      LOG.log(System.Logger.Level.WARNING, "the store can record again");
    }
  }

  /// Writes what still waits, then refuses all.
  @Override
  public void close() {
    closing = true;
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    afterwards.close();
  }
}
