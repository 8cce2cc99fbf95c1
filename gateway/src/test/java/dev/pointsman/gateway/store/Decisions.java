package dev.pointsman.gateway.store;

import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import dev.pointsman.routing.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/// Decisions as a router makes them, for tests of stores.
final class Decisions {
  static final String ENCODER = "words-1";
  static final Arm SMALL = new Arm("openai|http://127.0.0.1:1/v1|small-1");
  static final Arm LARGE = new Arm("openai|http://127.0.0.1:2/v1|large-1");
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");

  private Decisions() {}

  /// The decision of a number, served by the arm that was chosen.
  static LoggedDecision decision(long number) {
    var random = new SplittableRandom(number);
    var features = FeatureVector.of((float) random.nextDouble(), (float) -random.nextDouble());
    SequencedMap<String, String> tags = new LinkedHashMap<>(Map.of("task", "übung \"1\""));
    var context = new Context(features, new Preference(random.nextDouble(), new Money(1 + random.nextInt(1_000_000))),
        0.2).tagged(tags);
    var candidates = List.of(new Candidate(SMALL, new Money(1_000), new Money(1_234)),
        new Candidate(LARGE, new Money(20_000), new Money(19_999)));
    Decision decision = PolicySpec.named("thompson").orElseThrow().create(2).decide(context, candidates, random);
    return new LoggedDecision("chatcmpl-" + number, number, NOON.plusSeconds(number), Optional.of("auto"),
        number % 3 == 0 ? List.of("other") : List.of(), "thompson",
        context, number % 2 == 0 ? OptionalDouble.of(0.25) : OptionalDouble.empty(), decision,
        Map.of(SMALL, "small", LARGE, "large"), List.of(new Excluded("third", "rests")),
        Optional.of(decision.chosen().arm()), Optional.of("session " + number), tags, ENCODER, Optional.of("a prompt"));
  }

  /// The same, asked for by the model's name.
  static LoggedDecision direct(long number) {
    LoggedDecision d = decision(number);
    return new LoggedDecision(d.id(), number, d.time(), Optional.empty(), List.of(), "direct",
        d.context().tagged(Map.of()),
        d.askedWeight(), d.decision(), d.names(), List.of(), d.served(), Optional.empty(), new LinkedHashMap<>(),
        ENCODER, Optional.empty());
  }

  static CallEnd end(String status) {
    var usage = new Usage(100, 20, 50, 10, true);
    return new CallEnd(status, List.of(new Attempt("large", "http_503", Money.ZERO, Duration.ofNanos(12_345)),
        new Attempt("small", status, new Money(777), Duration.ofMillis(9))), usage, new Money(777),
        Duration.ofNanos(99_999));
  }

  static Feedback feedback(String source, double value) {
    return new Feedback(Feedback.QUALITY, source, Optional.empty(), value, NOON);
  }

  static Feedback feedback(String metric, String source, String feedbackId, double value) {
    return new Feedback(metric, source, Optional.of(feedbackId), value, NOON);
  }
}
