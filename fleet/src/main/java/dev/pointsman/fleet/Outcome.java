package dev.pointsman.fleet;

import dev.pointsman.routing.Money;
import dev.pointsman.routing.Usage;
import java.util.Optional;

/// What a model makes of a prompt.
///
/// @param score how good the answer is, in `[0, 1]`
/// @param usage tokens read and written
/// @param reportedCost what the provider says that the call cost, where it says so itself
public record Outcome(double score, Usage usage, Optional<Money> reportedCost) {
  public Outcome {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("a score must lie in [0, 1]: " + score);
    }
  }
}
