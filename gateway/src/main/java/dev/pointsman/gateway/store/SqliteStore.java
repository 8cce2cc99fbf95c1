package dev.pointsman.gateway.store;

import dev.pointsman.routing.Observation;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// A store in one SQLite file. One thread writes: it takes all that waits into one transaction, so that many requests share
/// one flush to the disk; behind it another lets routers learn, in the order of the rows, and then wakes who waits.
public final class SqliteStore implements Store {
  private static final int REMEMBERED = 10_000;

  private final SqliteFile.Lock lock;
  private final SqliteLog log;
  private final GroupCommit commits;
  private final SqliteRows rows;
  private final Handle handle;
  /// Decisions of late, so that feedback on them and their ends need no reading.
  private final Map<String, LoggedDecision> recent = Collections.synchronizedMap(new LinkedHashMap<>() {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, LoggedDecision> eldest) {
      return size() > REMEMBERED;
    }
  });
  private long sequence;
  private long committed;
  private volatile Consumer<Fact> learner = _ -> {};

  private SqliteStore(SqliteFile file, SqliteFile.Lock lock, SqliteLog log, Connection connection, SqliteRows rows,
      LongConsumer onCommit) {
    this.lock = lock;
    this.log = log;
    this.rows = rows;
    this.handle = Jdbi.open(connection);
    this.committed = log.lastSequence();
    this.sequence = committed;
    this.commits = new GroupCommit(new GroupCommit.Transaction() {
      @Override
      public void begin() throws SQLException {
        rows.begin();
      }

      @Override
      public void commit() throws SQLException {
        rows.commit();
        committed = sequence;
      }

      @Override
      public void rollback() throws SQLException {
        rows.rollback();
        sequence = committed;
      }

      @Override
      public void probe() throws SQLException {
        rows.probe();
      }

      @Override
      public StoreUnavailable unavailable(Throwable error) {
        return file.unavailable("can't record", error);
      }
    }, onCommit);
  }

  /// Opens a file, or makes it.
  ///
  /// @param encoder fingerprint of what makes the features; all rows must have come from it
  /// @param onCommit is told how long each commit took, in nanoseconds
  /// @throws StoreUnavailable if the file can't be used, saying why and what to do
  public static SqliteStore open(Path path, String encoder, LongConsumer onCommit) {
    var file = new SqliteFile(path);
    SqliteFile.Lock lock = file.lock();
    try {
      file.migrate();
      return opened(file, lock, encoder, onCommit);
    } catch (SQLException e) {
      lock.close();
      throw file.unavailable("can't be opened", e);
    } catch (StoreUnavailable e) {
      lock.close();
      throw e;
    }
  }

  private static SqliteStore opened(SqliteFile file, SqliteFile.Lock lock, String encoder, LongConsumer onCommit)
      throws SQLException {
    var log = new SqliteLog(file);
    Connection connection = null;
    try {
      log.checkEncoder(encoder);
      connection = file.writer();
      var rows = new SqliteRows(connection, encoder);
      rows.closeOpen();
      return new SqliteStore(file, lock, log, connection, rows, onCommit);
    } catch (SQLException | StoreUnavailable e) {
      log.close();
      if (connection != null) {
        connection.close();
      }
      throw e;
    }
  }

  @Override
  public void follow(Consumer<Fact> follower) {
    learner = follower;
  }

  @Override
  public void begin(LoggedDecision decision) {
    recent.put(decision.id(), decision);
    commits.submit(() -> {
      if (rows.numberOf(decision.id()).isEmpty()) {
        rows.decision(decision, null);
      }
      return () -> true;
    });
  }

  @Override
  public void end(LoggedDecision decision, CallEnd end) {
    recent.put(decision.id(), decision);
    try {
      commits.await(() -> {
        rows.decision(decision, end);
        Optional<Fact> fact = fact(decision, Fact.served(decision, end));
        return () -> learn(fact);
      });
    } catch (StoreUnavailable e) {
      recent.remove(decision.id());
      throw e;
    }
  }

  @Override
  public Optional<Receipt> judge(String id, Feedback feedback) {
    return commits.await(() -> {
      Optional<LoggedDecision> judged = judged(id);
      if (judged.isEmpty()) {
        return Optional::empty;
      }
      LoggedDecision decision = judged.get();
      var outcome = StoredDecision.judge(decision, rows.feedback(decision.number()), feedback);
      if (!outcome.receipt().duplicate()) {
        rows.feedback(decision.number(), feedback, outcome.replaced());
      }
      Optional<Fact> fact = fact(decision, Fact.judged(decision, outcome.receipt()));
      return () -> {
        learn(fact);
        return Optional.of(outcome.receipt());
      };
    });
  }

  /// The decision that is judged, on record by now even if it could not be put there when it began.
  private Optional<LoggedDecision> judged(String id) throws SQLException {
    Optional<Long> number = rows.numberOf(id);
    LoggedDecision remembered = recent.get(id);
    if (number.isEmpty() && remembered != null) {
      rows.decision(remembered, null);
    }
    return remembered != null ? Optional.of(remembered) : number.map(n -> log.logged(handle, n));
  }

  private Optional<Fact> fact(LoggedDecision decision, Optional<Observation> observation)
      throws SQLException {
    if (observation.isEmpty()) {
      return Optional.empty();
    }
    rows.fact(++sequence, decision.number(), observation.get());
    return Optional.of(new Fact(sequence, decision.learners(), observation.get()));
  }

  private boolean learn(Optional<Fact> fact) {
    fact.ifPresent(learner);
    return true;
  }

  @Override
  public Optional<StoredDecision> find(String id) {
    return log.find(id).or(
        () -> Optional.ofNullable(recent.get(id)).map(d -> new StoredDecision(d, Optional.empty(), List.of())));
  }

  @Override
  public Optional<String> trouble() {
    return commits.trouble();
  }

  @Override
  public History history() {
    return log;
  }

  @Override
  public void save(String router, History.SavedState state) {
    commits.await(() -> {
      rows.checkpoint(router, state);
      return () -> true;
    });
  }

  @Override
  public void join(String model, Joined joined) {
    commits.await(() -> {
      rows.join(model, joined);
      return () -> true;
    });
  }

  @Override
  public void leave(String model) {
    commits.await(() -> {
      rows.leave(model);
      return () -> true;
    });
  }

  @Override
  public long prune(Instant before, long folded) {
    return commits.await(() -> {
      long dropped = rows.prune(before, folded);
      recent.values().removeIf(decision -> decision.time().isBefore(before));
      return () -> dropped;
    });
  }

  /// Keeps the file from growing beyond so many pages, as a full disk would.
  void limitTo(int pages) {
    commits.await(() -> {
      handle.execute("PRAGMA max_page_count = " + pages);
      return () -> true;
    });
  }

  /// Writes what still waits, and closes the file.
  @Override
  public void close() {
    commits.close();
    log.close();
    handle.close();
    lock.close();
  }
}
