package dev.pointsman.gateway;

import dev.pointsman.gateway.store.Attempt;
import dev.pointsman.gateway.store.Excluded;
import dev.pointsman.routing.Money;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// Why a request got no answer.
public sealed interface Rejection {
  /// Neither a router nor a model has that name.
  record UnknownModel(String name, List<String> known) implements Rejection {}

  /// No model can serve it.
  record NoCandidate(List<Excluded> excluded) implements Rejection {}

  /// Even the cheapest candidate is expected to cost more than the caller allows.
  record MaxCostExceeded(String cheapest, Money expected, Money most) implements Rejection {}

  /// An upstream refused the request itself.
  ///
  /// @param status 400 to 499
  /// @param headers by name in lower case
  /// @param body what it said
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record UpstreamRefused(String model, int status, SequencedMap<String, String> headers, byte[] body)
      implements
        Rejection {}

  /// Every candidate failed before its first byte.
  ///
  /// @param attempts at least one
  /// @param message what the last one said
  /// @param retryAfter what the last upstream asked for, as it said it
  record AllFailed(List<Attempt> attempts, String message, Optional<String> retryAfter) implements Rejection {
    /// Whether every attempt ended in the same way.
    public boolean all(String status) {
      return attempts.stream().allMatch(a -> a.status().equals(status));
    }
  }

  /// What happened, or would happen, can't be put on record.
  ///
  /// @param reason in one line
  record NotRecorded(String reason) implements Rejection {}

  /// The client closed the connection before there was an answer.
  record ClientGone() implements Rejection {}
}
