package dev.pointsman.gateway.store;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
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
    public SequencedMap<String, Joined> joined() {
      return new LinkedHashMap<>();
    }

    @Override
    public void replay(long after, Consumer<Fact> learner) {}

    @Override
    public List<StoredDecision> latest(String router, int most) {
      return List.of();
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

  /// The models that joined while a gateway ran and have not left, by name.
  SequencedMap<String, Joined> joined();

  /// Hands over all facts behind a sequence number, in order.
  void replay(long after, Consumer<Fact> learner);

  /// A router's latest decisions, in the order they were made.
  ///
  /// @param most how many at most
  List<StoredDecision> latest(String router, int most);
}
