package dev.pointsman.gateway.store;

import java.util.Optional;

/// Remembers decisions, how they ended, and what was said of them. Thread-safe.
public interface Store extends AutoCloseable {
  /// Remembers a decision, before the first byte of its answer leaves, so that feedback may come from then on.
  void begin(LoggedDecision decision);

  /// Remembers how it ended, before the last byte of its answer leaves.
  void end(String id, CallEnd end);

  /// What is known of a decision.
  Optional<StoredDecision> find(String id);

  /// Remembers a judgement; empty if there is no such decision.
  Optional<Receipt> judge(String id, Feedback feedback);

  @Override
  void close();
}
