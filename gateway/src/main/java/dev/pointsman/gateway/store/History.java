package dev.pointsman.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// What a store holds from earlier runs, and the checkpoints that make most of it dispensable.
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

    @Override
    public void save(String router, SavedState state) {}

    @Override
    public long prune(Instant before, long folded) {
      return 0;
    }
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

  /// Keeps a checkpoint, and of earlier ones the latest.
  void save(String router, SavedState state);

  /// Drops old decisions whose facts have all gone into checkpoints.
  ///
  /// @param before decisions from then on are kept
  /// @param folded the sequence number up to which every router's checkpoint holds the facts
  /// @return how many were dropped
  long prune(Instant before, long folded);
}
