package dev.pointsman.gateway.store;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// Remembers decisions, how they ended, and what was said of them, and hands on what can be learned from it in one order.
/// Thread-safe. What a method has returned from is on record; where that can't be had it throws [StoreUnavailable].
public interface Store extends AutoCloseable {
  /// Names who learns; every fact from now on is handed over once, one at a time, in the order of its sequence number,
  /// before the call that made it returns.
  void follow(Consumer<Fact> learner);

  /// Takes note of a decision whose answer has begun, so that feedback may come from now on; returns at once.
  void begin(LoggedDecision decision);

  /// Remembers a decision and how it ended.
  void end(LoggedDecision decision, CallEnd end);

  /// What is known of a decision.
  Optional<StoredDecision> find(String id);

  /// Remembers a judgement; empty if there is no such decision.
  Optional<Receipt> judge(String id, Feedback feedback);

  /// Why nothing can be recorded at the moment, in one line; empty if all is well.
  Optional<String> trouble();

  /// What is left from earlier runs.
  History history();

  /// Keeps a router's checkpoint, and of its earlier ones the latest.
  void save(String router, History.SavedState state);

  /// Keeps a model that joined while the gateway ran, in the place of an earlier one of that name.
  void join(String model, Joined joined);

  /// Forgets a model that had joined.
  void leave(String model);

  /// Drops some of the decisions that are old and whose facts have all gone into checkpoints.
  ///
  /// @param before decisions from then on are kept
  /// @param folded the sequence number up to which every router's checkpoint holds the facts
  /// @return how many were dropped; 0 if there are no more
  long prune(Instant before, long folded);

  @Override
  void close();
}
