package dev.pointsman.fleet;

import dev.pointsman.routing.Money;
import java.time.Duration;
import java.util.Optional;

/// One request that has ended, and how.
///
/// @param number counted from 0 in the order of sending
/// @param task what was asked
/// @param servedModel the model that answered; `""` if none did
/// @param score how good its answer is, in `[0, 1]`; 0 if there is none
/// @param cost what it cost; zero if there is none
/// @param latency from when the request was due until the answer's end
/// @param explored whether the gateway says that it explored
/// @param failure why there is no answer; empty if there is one
/// @param feedbackFailure why the rating was not taken; empty if it was, or if none was sent
public record Round(long number, Task task, String servedModel, double score, Money cost, Duration latency,
    boolean explored, Optional<String> failure, Optional<String> feedbackFailure) {

  /// A round with an answer.
  public static Round served(long number, Task task, String model, double score, Money cost, Duration latency,
      boolean explored) {
    return new Round(number, task, model, score, cost, latency, explored, Optional.empty(), Optional.empty());
  }

  /// A round without an answer.
  public static Round failed(long number, Task task, Duration latency, String reason) {
    return new Round(number, task, "", 0, Money.ZERO, latency, false, Optional.of(reason), Optional.empty());
  }

  public boolean failed() {
    return failure.isPresent();
  }

  Round withFeedbackFailure(Optional<String> reason) {
    return new Round(number, task, servedModel, score, cost, latency, explored, failure, reason);
  }
}
