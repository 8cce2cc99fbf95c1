package dev.pointsman.budget;

import java.util.stream.IntStream;

/// Chooses bounds and bin of a [Knapsack] on requests that were seen before: of a grid of quantiles of quality a dollar and of
/// numbers of bins, those with which the most quality would have been predicted, had the stream been made of such requests. What
/// would leave money unspent counts less, by as much.
public final class KnapsackTuning {
  private static final double[] QUANTILES = {0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95};
  private static final int[] BINS = {10, 30, 100};
  /// The share of a budget that is to be used.
  private static final double USED = 0.985;

  private final Worth worth;
  private final double[][] quality;
  private final double[][] cost;
  private final double[] ratios;

  /// Requests that were seen before.
  ///
  /// @param worth what reaches a threshold
  /// @param quality predicted, by request and candidate, NaN where there is none; at least one request
  /// @param cost expected dollars, likewise
  public KnapsackTuning(Worth worth, double[][] quality, double[][] cost) {
    this.worth = worth;
    this.quality = quality.clone();
    this.cost = cost.clone();
    double[] known = IntStream.range(0, quality.length).boxed()
        .flatMapToDouble(row -> worth.ratios(quality[row], cost[row])).sorted().toArray();
    this.ratios = known.length == 0 ? new double[] {1} : known;
  }

  /// Bounds and bin for a budget.
  ///
  /// @param budgetPerQuery dollars, above zero
  /// @param queries how many requests will come, at least 1
  public Knapsack.Shape shape(double budgetPerQuery, long queries) {
    return shape(budgetPerQuery, queries, BINS);
  }

  /// Bounds for a budget, and the best of some numbers of bins.
  Knapsack.Shape shape(double budgetPerQuery, long queries, int... numbers) {
    Knapsack.Shape best = new Knapsack.Shape(worth, ratios[0], ratios[ratios.length - 1], 1);
    double most = Double.NEGATIVE_INFINITY;
    for (int lower = 0; lower < QUANTILES.length; lower++) {
      for (int upper = lower; upper < QUANTILES.length; upper++) {
        for (int bins : numbers) {
          var shape = new Knapsack.Shape(worth, quantile(QUANTILES[lower]), quantile(QUANTILES[upper]),
              Math.toIntExact(Math.max(1, queries / bins)));
          double gained = gained(shape, budgetPerQuery, queries);
          if (gained > most) {
            most = gained;
            best = shape;
          }
        }
      }
    }
    return best;
  }

  private double gained(Knapsack.Shape shape, double budgetPerQuery, long queries) {
    var knapsack = new Knapsack(budgetPerQuery * queries, queries, shape);
    double sum = 0;
    for (long query = 0; query < queries; query++) {
      int row = (int) (query % quality.length);
      int chosen = Knapsack.best(knapsack.next(quality[row], cost[row]), quality[row], cost[row]);
      if (chosen != Knapsack.NOBODY) {
        sum += quality[row][chosen];
        knapsack.spent(cost[row][chosen]);
      }
    }
    double budget = budgetPerQuery * queries;
    return sum * Math.min(1, (budget - knapsack.left()) / (USED * budget));
  }

  private double quantile(double q) {
    return ratios[(int) Math.round(q * (ratios.length - 1))];
  }
}
