package dev.pointsman.gateway;

import dev.pointsman.routing.Money;
import dev.pointsman.routing.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/// What the gateway counts and times. Labels are names of routers and models and closed sets of words, never a key, a
/// team or a text.
public final class Meters {
  private final MeterRegistry registry;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Timer encode;
  private final Timer decide;
  private final Timer overhead;

  public Meters(MeterRegistry registry) {
    this.registry = registry;
    this.encode = stage(registry, "pointsman.encode", "Time to turn a prompt into features");
    this.decide = stage(registry, "pointsman.decide", "Time to price, decide and draw");
    this.overhead = stage(registry, "pointsman.overhead",
        "Time in the gateway that is not waiting for an upstream or a client");
    Gauge.builder("pointsman.in.flight", inFlight, AtomicInteger::get)
        .description("Requests that have been decided and are being answered").register(registry);
  }

  /// Where a store tells how long its commits take, in nanoseconds.
  public static LongConsumer commits(MeterRegistry registry) {
    Timer timer = stage(registry, "pointsman.store.commit", "Time of the store's commits, which requests share");
    return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  private static Timer stage(MeterRegistry registry, String name, String description) {
    return Timer.builder(name).description(description).publishPercentiles(0.5, 0.99)
        .distributionStatisticExpiry(Duration.ofMinutes(10)).distributionStatisticBufferLength(2).register(registry);
  }

  void entered() {
    inFlight.incrementAndGet();
  }

  void left() {
    inFlight.decrementAndGet();
  }

  void encoded(long nanos) {
    encode.record(nanos, TimeUnit.NANOSECONDS);
  }

  void decided(long nanos) {
    decide.record(nanos, TimeUnit.NANOSECONDS);
  }

  void overhead(long nanos) {
    overhead.record(nanos, TimeUnit.NANOSECONDS);
  }

  void request(String router, String outcome) {
    counter("pointsman.requests", "Requests by what became of them", "router", router, "outcome", outcome).increment();
  }

  void explored(String router) {
    counter("pointsman.explored", "Decisions other than the best guess", "router", router).increment();
  }

  void attempt(String model, String status, long nanos) {
    Timer.builder("pointsman.upstream").description("Time of calls to upstreams").tag("model", model)
        .tag("status", status).register(registry).record(nanos, TimeUnit.NANOSECONDS);
  }

  void served(String model, Usage usage, Money cost) {
    tokens(model, "input", usage.inputTokens());
    tokens(model, "output", usage.outputTokens());
    counter("pointsman.cost.usd", "US dollars that answers cost", "model", model).increment(cost.usd());
    if (usage.estimated()) {
      counter("pointsman.usage.estimated", "Answers whose tokens were counted here, as the upstream did not tell them",
          "model", model).increment();
    }
  }

  private void tokens(String model, String direction, long tokens) {
    counter("pointsman.tokens", "Tokens of answers and of what was asked", "model", model, "direction", direction)
        .increment(tokens);
  }

  /// Counts a judgement.
  ///
  /// @param status `recorded`, `duplicate`, `replaced` or `unknown`
  public void feedback(String status) {
    counter("pointsman.feedback", "Judgements by what became of them", "status", status).increment();
  }

  private Counter counter(String name, String description, String... tags) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
  }
}
