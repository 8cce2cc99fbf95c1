package dev.pointsman.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// What a store holds from earlier runs.
public interface History {
  /// A store that starts empty every time.
  History NONE = new History() {
    @Override
    public long lastNumber() {
      return 0;
    }

    @Override
    public List<SavedState> checkpoints(String router) {
      return List.of();
    }

    @Override
    public void replay(long after, Consumer<Fact> learner) {}
  };

  /// A checkpoint.
  ///
  /// @param sequence the last fact that went into it
  /// @param bytes of a [dev.pointsman.policy.Checkpoint]
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record SavedState(long sequence, Instant time, byte[] bytes) {}

  /// The highest number that a decision had, or 0.
  long lastNumber();

  /// A router's checkpoints, the latest first.
  List<SavedState> checkpoints(String router);

  /// Hands over all facts behind a sequence number, in order.
  void replay(long after, Consumer<Fact> learner);
}
