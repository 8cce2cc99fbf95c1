package dev.pointsman.lab.train;

import java.util.Optional;
import java.util.function.Supplier;

/// Where a training stands is told here, so that it can be seen and gone on with.
public interface TrainingLog {
  /// Nobody listens.
  TrainingLog NONE = new TrainingLog() {};

  /// What was last written of this very training; empty to start anew.
  default Optional<byte[]> last() {
    return Optional.empty();
  }

  /// An epoch of a training that can be gone on with is over.
  ///
  /// @param state what to write for [#last], made when it is asked for
  default void epoch(Supplier<byte[]> state) {}

  /// A step of a training that is counted in steps is over.
  default void stepped() {}
}
