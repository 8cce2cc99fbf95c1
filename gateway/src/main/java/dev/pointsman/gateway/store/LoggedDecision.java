package dev.pointsman.gateway.store;

import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// A decision as it is remembered, with all that is needed to learn from it or to value another policy on it.
///
/// @param id the completion's id
/// @param number its place in the sequence of decisions, from 1
/// @param router the router that decided, or empty for a model asked for by name
/// @param also the other routers that learn from it: an answer of a quiz is paid for once and taught to several
/// @param policy the policy's name
/// @param askedWeight the cost weight that was asked for, where the pace of a budget raised it
/// @param names what its arms were called
/// @param served the arm whose answer went to the client, or empty if none did
/// @param encoder the fingerprint of what made the features
/// @param prompt the text that stands for the prompt, if texts are kept
public record LoggedDecision(String id, long number, Instant time, Optional<String> router, List<String> also,
    String policy, Context context, OptionalDouble askedWeight, Decision decision, Map<Arm, String> names,
    List<Excluded> excluded,
    Optional<Arm> served,
    Optional<String> session, SequencedMap<String, String> tags, String encoder, Optional<String> prompt) {
  /// Every router that learns from it.
  public List<String> learners() {
    return Stream.concat(router.stream(), also.stream()).toList();
  }

  /// The same, served by an arm or by none.
  public LoggedDecision servedBy(Optional<Arm> arm) {
    return new LoggedDecision(id, number, time, router, also, policy, context, askedWeight, decision, names, excluded,
        arm,
        session, tags,
        encoder, prompt);
  }
}
