package dev.pointsman.lab.data;

import dev.pointsman.routing.Pricing;
import java.util.Optional;

/// A model of a score table.
///
/// @param name unique in its table; not blank
/// @param pricing its price list, exact, where the table knows one
public record ScoredModel(String name, Optional<Pricing> pricing) {
  public ScoredModel {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a model's name is blank");
    }
  }
}
