package dev.pointsman.lab.run;

import dev.pointsman.budget.Pacer;
import dev.pointsman.lab.world.Replay;
import java.util.Arrays;

/// A known budget spent at one price: for every prompt the highest `P - lambda C`, with the predicted quality `P`, the expected
/// cost `C`, and the least `lambda` at which, as only hindsight tells, the budget is enough. Where the next best fits what is
/// left it is taken in place of one that does not. No policy: the bound of what thresholds can do with the same predictions.
///
/// Source: what PILOT's knapsack is compared with, arXiv 2508.21141, table 1.
public final class AtPrice implements Spending {
  private static final int BISECTIONS = 50;

  private final double price;
  private double left;

  /// The least price at which the predictions keep to the budget.
  ///
  /// @param appraisals predictions of the replay's prompts
  /// @param ceiling dollars a prompt, above zero
  public AtPrice(Appraisals appraisals, Replay replay, double ceiling) {
    this.price = leastPrice(appraisals, replay, ceiling);
    this.left = ceiling * replay.size();
  }

  private static double leastPrice(Appraisals appraisals, Replay replay, double ceiling) {
    if (meanCost(appraisals, replay, 0) <= ceiling) {
      return 0;
    }
    double low = Math.log(1e-6 / ceiling);
    double high = Math.log(1e6 / ceiling);
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (meanCost(appraisals, replay, Math.exp(middle)) <= ceiling) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return Math.exp(high);
  }

  private static double meanCost(Appraisals appraisals, Replay replay, double price) {
    double sum = 0;
    for (int position = 0; position < replay.size(); position++) {
      Replay.Round round = replay.round(position);
      int best = Pacer.best(appraisals.quality(round.row(), round.models()),
          appraisals.cost(round.row(), round.models()), price);
      sum += best < 0 ? 0 : replay.cost(position, best);
    }
    return sum / replay.size();
  }

  @Override
  public int choose(Replay.Round round, double[] quality, double[] cost) {
    double[] fitting = quality.clone();
    Arrays.setAll(fitting, m -> round.isWithin(m, left) ? fitting[m] : Double.NaN);
    return Pacer.best(fitting, cost, price);
  }

  @Override
  public double price(double[] quality, double[] cost) {
    return price;
  }

  @Override
  public boolean allows(Replay.Round round, int model, double expectedUsd) {
    return round.isWithin(model, left);
  }

  @Override
  public boolean serves(Replay.Round round, int cheapest) {
    return false;
  }

  @Override
  public void spent(double expectedUsd, double actualUsd) {
    left -= actualUsd;
  }
}
