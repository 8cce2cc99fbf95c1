package dev.pointsman.lab.run;

import dev.pointsman.budget.Knapsack;
import dev.pointsman.budget.Pacer;
import dev.pointsman.lab.world.Replay;

/// A known budget spent by thresholds: of the candidates that the knapsack finds eligible the best. A ledger refuses calls that
/// would overdraw the budget; where all are refused and the cheapest fits by what it costs, whatever it was expected to, it serves.
public final class Rationed implements Spending {
  private final Knapsack knapsack;
  private boolean[] eligible = {};

  public Rationed(Knapsack knapsack) {
    this.knapsack = knapsack;
  }

  @Override
  public int choose(Replay.Round round, double[] quality, double[] cost) {
    boolean[] allowed = knapsack.next(quality, cost);
    for (int m = 0; m < allowed.length; m++) {
      allowed[m] = allowed[m] && round.isWithin(m, knapsack.left());
    }
    int best = Knapsack.best(allowed, quality, cost);
    int cheapest = Pacer.cheapest(quality, cost);
    return best == Knapsack.NOBODY && cheapest >= 0 && serves(round, cheapest) ? cheapest : best;
  }

  @Override
  public double price(double[] quality, double[] cost) {
    eligible = knapsack.next(quality, cost);
    return 0;
  }

  @Override
  public boolean allows(Replay.Round round, int model, double expectedUsd) {
    return eligible[model] && round.isWithin(model, knapsack.left());
  }

  @Override
  public boolean serves(Replay.Round round, int cheapest) {
    return round.isWithin(cheapest, knapsack.left());
  }

  @Override
  public void spent(double expectedUsd, double actualUsd) {
    knapsack.spent(actualUsd);
  }
}
