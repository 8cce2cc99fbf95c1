package dev.pointsman.lab.run;

import dev.pointsman.lab.world.Replay;

/// An operating point at work: how predicted quality and expected cost are joined in each round of a deployment. For one
/// episode.
public interface Spending {
  /// The model to call; [Choice#NOBODY] to leave the prompt unserved.
  ///
  /// @param quality predicted, by model, NaN where it is no candidate
  /// @param cost expected dollars, by model, NaN where it is no candidate
  int choose(Replay.Round round, double[] quality, double[] cost);

  /// The price of a dollar at which a policy that explores has to decide this round, in quality, from 0 to infinity.
  double price(double[] quality, double[] cost);

  /// Whether this call may be made by what is left.
  ///
  /// @param expectedUsd what it is expected to cost
  default boolean allows(Replay.Round round, int model, double expectedUsd) {
    return true;
  }

  /// Whether a prompt whose every candidate is refused is served by the cheapest all the same.
  ///
  /// @param cheapest the model that is expected to cost least
  default boolean serves(Replay.Round round, int cheapest) {
    return true;
  }

  /// A call was paid for.
  default void spent(double expectedUsd, double actualUsd) {}
}
