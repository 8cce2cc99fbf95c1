package dev.pointsman.gateway.store;

import java.time.Instant;
import java.util.Optional;

/// A judgement of an answer.
///
/// @param metric what is judged; only [#QUALITY] teaches
/// @param source who judges
/// @param feedbackId names this judgement, so that it counts once
/// @param value in `[0, 1]`
public record Feedback(String metric, String source, Optional<String> feedbackId, double value, Instant time) {
  /// The metric that teaches.
  public static final String QUALITY = "quality";

  /// Whether both are the same judgement, of which one counts.
  boolean sameAs(Feedback other) {
    boolean named = feedbackId.isPresent() || other.feedbackId.isPresent();
    return named
        ? feedbackId.equals(other.feedbackId)
        : metric.equals(other.metric) && source.equals(other.source);
  }
}
