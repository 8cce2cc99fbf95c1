package dev.pointsman.fleet;

import dev.pointsman.routing.Money;
import dev.pointsman.routing.Pricing;
import java.util.Optional;

/// A model of the fleet.
///
/// @param name what requests call it; not blank
/// @param pricing its price list, where it has one
/// @param latency how fast it answers
public record FleetModel(String name, Optional<Pricing> pricing, Latency latency) {
  public FleetModel {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a model's name is blank");
    }
  }

  /// What one of its outcomes costs: what is reported, or else what the price list says.
  ///
  /// @throws IllegalStateException if there is neither
  public Money cost(Outcome outcome) {
    return outcome.reportedCost().or(() -> pricing.map(list -> list.cost(outcome.usage()))).orElseThrow(
        () -> new IllegalStateException("model '" + name + "' has no price, and the outcome reports no cost"));
  }
}
