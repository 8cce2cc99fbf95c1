package dev.pointsman.gateway;

import dev.pointsman.routing.Money;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;

/// What became of a request.
public sealed interface Dispatched {
  /// A request without an answer.
  ///
  /// @param id the decision's id, if it came to a decision
  record Refused(Optional<String> id, Rejection rejection) implements Dispatched {}

  /// An answer in one piece.
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Answered(Served served, byte[] body, Money cost) implements Dispatched {}

  /// An answer whose events are still to be passed on.
  record Streaming(Served served, Pump pump) implements Dispatched {}

  /// Who serves a request, and why.
  ///
  /// @param id the decision's id
  /// @param model the served model's name
  /// @param policy the deciding policy's name
  /// @param explored whether the choice was made to learn
  /// @param headers of the upstream's answer
  record Served(String id, String model, String policy, boolean explored, SequencedMap<String, String> headers) {}

  /// Passes events on as they come.
  @FunctionalInterface
  interface Pump {
    /// Passes on all events.
    ///
    /// @param sink takes each, and says whether the client is still there
    /// @return whether the stream came to its proper end
    boolean run(Predicate<byte[]> sink);
  }
}
