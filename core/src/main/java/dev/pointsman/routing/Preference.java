package dev.pointsman.routing;

/// How much cost matters against quality: a point of the dial `w`, and the amount that one unit of cost stands for.
///
/// The reward of an answer of quality `q` and cost `c` is `(1 - w) q - w c / scale`, which is linear in money: a call
/// twice as dear weighs twice as much. `w / ((1 - w) scale)` is the quality that a dollar has to buy.
///
/// @param costWeight `w` in `[0, 1]`: 0 is quality only, 1 is cost only
/// @param costScale the cost that weighs as much as the whole range of quality at `w = 0.5`; above zero
public record Preference(double costWeight, Money costScale) {
  public Preference {
    if (!(costWeight >= 0 && costWeight <= 1)) {
      throw new IllegalArgumentException("cost_weight must lie in [0, 1]: " + costWeight);
    }
    if (costScale.nanoUsd() <= 0) {
      throw new IllegalArgumentException("a cost scale must be above zero: " + costScale);
    }
  }

  /// The same scale with another weight.
  public Preference withCostWeight(double weight) {
    return new Preference(weight, costScale);
  }

  /// The same scale with another weight, where that is higher.
  public Preference withCostWeightAtLeast(double weight) {
    return weight <= costWeight ? this : withCostWeight(weight);
  }

  /// The same scale at the weight where a dollar has to buy so much quality.
  ///
  /// @param price quality a dollar, from 0 to infinity
  public Preference withPrice(double price) {
    double priced = price * costScale.usd();
    return withCostWeight(priced == Double.POSITIVE_INFINITY ? 1 : priced / (1 + priced));
  }

  /// The reward of quality `q` bought for `costUsd` dollars.
  public double reward(double quality, double costUsd) {
    return (1 - costWeight) * quality - costWeight * costUsd / costScale.usd();
  }
}
