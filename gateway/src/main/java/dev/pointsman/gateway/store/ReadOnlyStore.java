package dev.pointsman.gateway.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// What a gateway has on record, for those who only look.
///
/// @param log the file, which is closed with this
public record ReadOnlyStore(SqliteLog log) implements Store {
  /// Opens a file that exists.
  ///
  /// @param encoder fingerprint of what makes the features; all rows must have come from it
  /// @throws StoreUnavailable if the file can't be used, saying why and what to do
  public static ReadOnlyStore open(Path path, String encoder) {
    SqliteLog log = SqliteLog.open(path);
    try {
      log.checkEncoder(encoder);
      return new ReadOnlyStore(log);
    } catch (StoreUnavailable e) {
      log.close();
      throw e;
    }
  }

  @Override
  public void follow(Consumer<Fact> learner) {} // no facts will come

  @Override
  public void begin(LoggedDecision decision) {
    throw readOnly();
  }

  @Override
  public void end(LoggedDecision decision, CallEnd end) {
    throw readOnly();
  }

  @Override
  public Optional<StoredDecision> find(String id) {
    return log.find(id);
  }

  @Override
  public Optional<Receipt> judge(String id, Feedback feedback) {
    throw readOnly();
  }

  @Override
  public Optional<String> trouble() {
    return Optional.empty();
  }

  @Override
  public History history() {
    return log;
  }

  @Override
  public void save(String router, History.SavedState state) {
    throw readOnly();
  }

  @Override
  public void join(String model, Joined joined) {
    throw readOnly();
  }

  @Override
  public void leave(String model) {
    throw readOnly();
  }

  @Override
  public long prune(Instant before, long folded) {
    throw readOnly();
  }

  private static StoreUnavailable readOnly() {
    return new StoreUnavailable("the store was opened to read only");
  }

  @Override
  public void close() {
    log.close();
  }
}
