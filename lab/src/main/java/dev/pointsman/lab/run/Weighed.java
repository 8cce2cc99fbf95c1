package dev.pointsman.lab.run;

import dev.pointsman.lab.world.Replay;
import dev.pointsman.policy.Policy;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;

/// A point of the dial: the highest `(1 - w) q - w c / tau`, of equals the cheaper, then the first.
///
/// @param weight `w` in `[0, 1]`
/// @param tau the cost that weighs as much as the whole range of quality at `w = 0.5`, dollars
/// @param capped whether a cost above `tau` counts as `tau`, as it does in the reward of a point
public record Weighed(double weight, double tau, boolean capped) implements Spending {
  /// The point at which a policy acts that is asked for this one.
  Weighed by(Policy policy) {
    return new Weighed(policy.acting(new Preference(weight, Money.roundedUp(tau))).costWeight(), tau, capped);
  }

  @Override
  public int choose(Replay.Round round, double[] quality, double[] cost) {
    int best = Choice.NOBODY;
    double highest = Double.NEGATIVE_INFINITY;
    for (int m = 0; m < quality.length; m++) {
      double score = (1 - weight) * quality[m] - weight * (capped ? Math.min(cost[m] / tau, 1) : cost[m] / tau);
      if (score > highest || (best >= 0 && score == highest && cost[m] < cost[best])) {
        best = m;
        highest = score;
      }
    }
    return best;
  }

  @Override
  public double price(double[] quality, double[] cost) {
    return weight / ((1 - weight) * tau);
  }
}
