package dev.pointsman.gateway.provider;

import dev.pointsman.routing.Pricing;

/// How a model's calls are priced. There is no unknown price: a model without one is refused.
public sealed interface Price {
  /// By a price list.
  record Listed(Pricing pricing) implements Price {}

  /// By what the upstream says that a call cost, in US dollars at `usage.cost` (OpenRouter's convention).
  record Reported() implements Price {}
}
