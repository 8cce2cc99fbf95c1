package dev.pointsman.gateway.store;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// A decision with what is known of it since.
///
/// @param end how the call ended, once it has
/// @param feedback the judgements that count, in the order they came
public record StoredDecision(LoggedDecision decision, Optional<CallEnd> end, List<Feedback> feedback) {
  /// The mean of the quality judgements, each counting alike.
  OptionalDouble quality() {
    return feedback.stream().filter(f -> f.metric().equals(Feedback.QUALITY)).mapToDouble(Feedback::value).average();
  }
}
