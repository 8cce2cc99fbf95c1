package dev.pointsman.lab.run;

import dev.pointsman.budget.Pacer;
import dev.pointsman.lab.world.Replay;

/// A budget at work: money at the pacer's price. Where the number of prompts is known the budget is a cap that a ledger
/// enforces: a call that would overdraw it is not made, and the next best that fits is.
///
/// @param pacer sets the price
/// @param cap whether the pacer's budget is never to be exceeded
public record Paced(Pacer pacer, boolean cap) implements Spending {
  @Override
  public int choose(Replay.Round round, double[] quality, double[] cost) {
    double price = pacer.price(quality, cost);
    double[] left = quality.clone();
    int cheapest = Pacer.cheapest(quality, cost);
    while (true) {
      int best = Pacer.best(left, cost, price);
      if (best < 0) {
        return serves(round, cheapest) ? cheapest : Choice.NOBODY;
      }
      if (allows(round, best, cost[best])) {
        return best;
      }
      left[best] = Double.NaN;
    }
  }

  @Override
  public double price(double[] quality, double[] cost) {
    return pacer.price(quality, cost);
  }

  @Override
  public boolean allows(Replay.Round round, int model, double expectedUsd) {
    return (!cap || round.isWithin(model, pacer.left())) && pacer.isBearable(expectedUsd);
  }

  @Override
  public boolean serves(Replay.Round round, int cheapest) {
    return !cap || round.isWithin(cheapest, pacer.left());
  }

  @Override
  public void spent(double expectedUsd, double actualUsd) {
    pacer.spent(expectedUsd, actualUsd);
  }
}
