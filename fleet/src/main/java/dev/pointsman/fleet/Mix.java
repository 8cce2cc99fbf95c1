package dev.pointsman.fleet;

import java.util.Comparator;
import java.util.List;

/// The best that choosing between two models by a coin can do.
final class Mix {
  private Mix() {}

  /// The height of the upper convex hull of (cost, quality) points at a cost: the highest mean quality that one model, or
  /// two at random in fixed shares, reach for at most that mean cost. Below the cheapest model's cost it is that model's
  /// quality.
  ///
  /// @param points at least one
  static double quality(List<Average> points, double costUsd) {
    Average cheapest = points.stream().min(Comparator.comparingDouble(Average::costUsd)).orElseThrow();
    double best = cheapest.quality();
    for (Average low : points) {
      for (Average high : points) {
        best = low.costUsd() <= costUsd ? Math.max(best, between(low, high, costUsd)) : best;
      }
    }
    return best;
  }

  /// The quality of a mix of an affordable model and another.
  private static double between(Average low, Average high, double costUsd) {
    if (high.costUsd() <= costUsd) {
      return high.quality();
    }
    double share = (costUsd - low.costUsd()) / (high.costUsd() - low.costUsd());
    return low.quality() + share * (high.quality() - low.quality());
  }
}
