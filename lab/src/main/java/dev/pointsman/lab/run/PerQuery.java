package dev.pointsman.lab.run;

import dev.pointsman.budget.Knapsack;
import dev.pointsman.lab.world.Replay;
import java.util.Arrays;

/// A known budget spent evenly: for each prompt the best candidate that is expected to cost no more than its share, else the
/// cheapest. With overflow, what earlier prompts left is there for later ones. A ledger refuses calls that would overdraw the
/// budget.
///
/// Source: what PILOT's knapsack is compared with, arXiv 2508.21141, table 1.
public final class PerQuery implements Spending {
  private final double share;
  private final boolean overflow;
  private double left;
  private double saved;
  private boolean[] affordable = {};

  /// A budget.
  ///
  /// @param share dollars a prompt, above zero
  /// @param queries how many prompts will come
  /// @param overflow whether what one prompt leaves is there for the next
  public PerQuery(double share, long queries, boolean overflow) {
    this.share = share;
    this.left = share * queries;
    this.overflow = overflow;
  }

  @Override
  public int choose(Replay.Round round, double[] quality, double[] cost) {
    boolean[] allowed = next(cost);
    for (int m = 0; m < allowed.length; m++) {
      allowed[m] = allowed[m] && round.isWithin(m, left);
    }
    return Knapsack.best(allowed, quality, cost);
  }

  private boolean[] next(double[] cost) {
    saved = overflow ? saved + share : share;
    double cheapest = Arrays.stream(cost).filter(c -> !Double.isNaN(c)).min().orElse(0);
    boolean[] within = new boolean[cost.length];
    for (int m = 0; m < within.length; m++) {
      within[m] = cost[m] <= Math.max(cheapest, saved);
    }
    return within;
  }

  @Override
  public double price(double[] quality, double[] cost) {
    affordable = next(cost);
    return 0;
  }

  @Override
  public boolean allows(Replay.Round round, int model, double expectedUsd) {
    return affordable[model] && round.isWithin(model, left);
  }

  @Override
  public boolean serves(Replay.Round round, int cheapest) {
    return false;
  }

  @Override
  public void spent(double expectedUsd, double actualUsd) {
    left -= actualUsd;
    saved -= actualUsd;
  }
}
