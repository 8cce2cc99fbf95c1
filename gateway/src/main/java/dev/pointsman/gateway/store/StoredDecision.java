package dev.pointsman.gateway.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// A decision with what is known of it since.
///
/// @param end how the call ended, once it has
/// @param feedback the judgements that count, in the order they came
public record StoredDecision(LoggedDecision decision, Optional<CallEnd> end, List<Feedback> feedback) {
  /// The mean of the quality judgements, each counting alike.
  public OptionalDouble quality() {
    return quality(feedback);
  }

  static OptionalDouble quality(List<Feedback> feedback) {
    return feedback.stream().filter(f -> f.metric().equals(Feedback.QUALITY)).mapToDouble(Feedback::value).average();
  }

  /// The judgements that count since another came, and what became of it.
  ///
  /// @param replaced the one whose place it took
  record Judged(Receipt receipt, List<Feedback> feedback, Optional<Feedback> replaced) {}

  /// Takes in a judgement: a `feedback_id` counts once; without one, the same source and metric replaces.
  static Judged judge(LoggedDecision decision, List<Feedback> counted, Feedback feedback) {
    List<String> teaches = feedback.metric().equals(Feedback.QUALITY) && decision.served().isPresent()
        ? decision.learners()
        : List.of();
    OptionalDouble before = quality(counted);
    Optional<Feedback> same = counted.stream().filter(feedback::sameAs).findFirst();
    if (same.isPresent() && feedback.feedbackId().isPresent()) {
      return new Judged(new Receipt(true, false, before, before, teaches), counted, Optional.empty());
    }
    List<Feedback> since = new ArrayList<>(counted);
    same.ifPresent(since::remove);
    since.add(feedback);
    return new Judged(new Receipt(false, same.isPresent(), before, quality(since), teaches), List.copyOf(since), same);
  }
}
