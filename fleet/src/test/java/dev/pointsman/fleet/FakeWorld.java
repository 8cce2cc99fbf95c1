package dev.pointsman.fleet;

import dev.pointsman.routing.Money;
import dev.pointsman.routing.Pricing;
import dev.pointsman.routing.Usage;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/// A world of which a test says every outcome. Its models are `cheap` and `dear`; its tasks ask `prompt 1`, `prompt 2` and
/// so on; what is not said is a score of 1.
final class FakeWorld implements World {
  private static final FleetModel CHEAP = new FleetModel("cheap", Optional.of(Pricing.perMillion("1", "2")),
      Latency.of(100, 50));
  private static final FleetModel DEAR = new FleetModel("dear", Optional.empty(), Latency.of(500, 10));
  private static final Usage USAGE = Usage.of(10, 20);

  private final Map<List<String>, Optional<Outcome>> outcomes = new LinkedHashMap<>();

  FakeWorld with(String prompt, String model, double score, String costUsd) {
    outcomes.put(List.of(prompt, model),
        Optional.of(new Outcome(score, USAGE, Optional.of(Money.ofUsd(new BigDecimal(costUsd))))));
    return this;
  }

  FakeWorld without(String prompt, String model) {
    outcomes.put(List.of(prompt, model), Optional.empty());
    return this;
  }

  @Override
  public List<FleetModel> models() {
    return List.of(CHEAP, DEAR);
  }

  @Override
  public Iterator<Task> tasks() {
    return LongStream.iterate(1, n -> n + 1).mapToObj(n -> new Task("t" + n, "topic", "prompt " + n)).iterator();
  }

  @Override
  public Optional<Outcome> outcome(String prompt, String model) {
    return outcomes.getOrDefault(List.of(prompt, model), usual(model));
  }

  private static Optional<Outcome> usual(String model) {
    return switch (model) {
      case "cheap" -> Optional.of(new Outcome(1, USAGE, Optional.empty()));
      case "dear" -> Optional.of(new Outcome(1, USAGE, Optional.of(Money.ofUsd(new BigDecimal("0.0000001")))));
      default -> Optional.empty();
    };
  }
}
