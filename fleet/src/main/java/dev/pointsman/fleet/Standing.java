package dev.pointsman.fleet;

import java.util.List;

/// How a router did, beside what others would have made of the same prompts. All but `router` is hindsight.
///
/// @param rounds answered rounds that it is about, at least one
/// @param explored how many of these the router explored in
/// @param router what it made of them
/// @param singles every model alone, in the world's order
/// @param bestSingle the model with the highest mean quality; of equals the cheaper
/// @param random a model picked at random among those able to serve
/// @param oracle the best model for each prompt; of equals the cheapest
/// @param mixQuality the quality of the best mix of two models at the router's mean cost, in `[0, 1]`
public record Standing(long rounds, long explored, Average router, List<Single> singles, Single bestSingle,
    Average random, Average oracle, double mixQuality) {

  /// What was saved against the best single model, as a share of its cost; below zero if the router cost more; 0 if that
  /// model costs nothing.
  public double saving() {
    double most = bestSingle.average().costUsd();
    return most > 0 ? 1 - router.costUsd() / most : 0;
  }

  /// How much better the router is than the best mix of two models at the same money, in points of quality (hundredths).
  public double pointsAboveMix() {
    return 100 * (router.quality() - mixQuality);
  }
}
