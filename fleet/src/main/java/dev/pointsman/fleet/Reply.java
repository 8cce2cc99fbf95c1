package dev.pointsman.fleet;

import dev.pointsman.routing.Money;
import java.util.Optional;

/// What a gateway made of a request.
sealed interface Reply {
  /// An answer.
  ///
  /// @param id names it for feedback
  /// @param model the model that gave it
  /// @param cost what the gateway says that it cost, where it says so
  record Answer(String id, String model, boolean explored, Optional<Money> cost) implements Reply {}

  /// No answer.
  record Failure(String reason) implements Reply {}
}
