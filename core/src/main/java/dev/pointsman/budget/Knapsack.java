package dev.pointsman.budget;

/// Spends a budget over a known number of requests by thresholds: the online multiple-choice knapsack. A candidate is
/// eligible while the quality that it is predicted to give for a dollar ([Worth]) reaches a threshold, which rises with the share
/// `z` of the money that is spent: `th(z) = (UB e / LB)^z LB / e`. Of those the best is taken.
///
/// Because that rule, made for streams without an end, would leave money unspent, requests come in bins, each with its share
/// of the budget and a threshold of its own; what a bin leaves goes into the next.
///
/// Sources: Zhou, Chakrabarty and Lukose, "Budget constrained bidding in keyword auctions and online knapsack problems", WINE
/// 2008; PILOT, arXiv 2508.21141, algorithms 2 and 3.
///
/// Mutable, for one stream and one thread.
public final class Knapsack {
  /// No candidate.
  public static final int NOBODY = -1;
  private final double budget;
  private final long queries;
  private final Shape shape;
  private long offered;
  private double cheapestSoFar;
  private double binBudget;
  private double binSpent;
  private double spent;

  /// What has to be known of a stream beforehand.
  ///
  /// @param worth what reaches a threshold
  /// @param lower `LB`, quality a dollar that is nearly always to be had, above 0
  /// @param upper `UB`, quality a dollar that is hardly ever exceeded, at least `lower`
  /// @param bin how many requests make a bin, at least 1
  public record Shape(Worth worth, double lower, double upper, int bin) {
    public Shape {
      if (!(lower > 0 && upper >= lower && upper < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "quality a dollar must have bounds 0 < lower <= upper, not " + lower + " and " + upper);
      }
      if (bin < 1) {
        throw new IllegalArgumentException("a bin must have at least one request, not " + bin);
      }
    }

    /// The threshold where a share of the money is spent.
    ///
    /// @param z in `[0, 1]`
    public double threshold(double z) {
      return Math.pow(upper * Math.E / lower, z) * lower / Math.E;
    }
  }

  /// A knapsack for a stream.
  ///
  /// @param budgetUsd dollars in all, finite and above zero
  /// @param queries how many requests will come, at least 1
  /// @throws IllegalArgumentException if one is not
  public Knapsack(double budgetUsd, long queries, Shape shape) {
    if (!(budgetUsd > 0 && budgetUsd < Double.POSITIVE_INFINITY) || queries < 1) {
      throw new IllegalArgumentException(
          "a budget must be finite and above zero, and for at least one request: " + budgetUsd + " for " + queries);
    }
    this.budget = budgetUsd;
    this.queries = queries;
    this.shape = shape;
  }

  /// Which candidates may be taken for the next request: those that are worth the threshold, whose cost the bin still bears, and
  /// which leave enough to serve all that follow by the cheapest; and the cheapest, if the budget bears it.
  ///
  /// @param quality predicted, by candidate, NaN where there is none
  /// @param cost expected dollars, by candidate, NaN where there is none
  public boolean[] next(double[] quality, double[] cost) {
    if (offered % shape.bin == 0) {
      long size = Math.min(shape.bin, Math.max(1, queries - offered));
      binBudget = binBudget - binSpent + budget / queries * size;
      binSpent = 0;
    }
    offered++;
    int cheapest = Pacer.cheapest(quality, cost);
    cheapestSoFar += cheapest == NOBODY ? 0 : cost[cheapest];
    double reserved = Math.max(0, queries - offered) * cheapestSoFar / offered;
    double bearable = Math.min(binBudget - binSpent, left() - reserved);
    boolean[] eligible = shape.worth.reaching(threshold(), quality, cost);
    for (int i = 0; i < eligible.length; i++) {
      eligible[i] &= cost[i] <= bearable;
    }
    if (cheapest != NOBODY) {
      eligible[cheapest] = Ledger.bears(left(), cost[cheapest]);
    }
    return eligible;
  }

  /// The best candidate of those that are eligible, of equals the cheaper; [#NOBODY] if none is.
  public static int best(boolean[] eligible, double[] quality, double[] cost) {
    double[] only = quality.clone();
    for (int i = 0; i < only.length; i++) {
      only[i] = eligible[i] ? only[i] : Double.NaN;
    }
    return Pacer.best(only, cost, 0);
  }

  /// The quality that a dollar has to buy now.
  public double threshold() {
    return shape.threshold(binBudget > 0 ? Math.clamp(binSpent / binBudget, 0, 1) : 1);
  }

  /// A call was paid for.
  ///
  /// @throws IllegalArgumentException if it is not finite and at least 0
  public void spent(double usd) {
    double paid = Held.amount(usd);
    binSpent += paid;
    spent += paid;
  }

  /// What is left of the budget, in dollars.
  public double left() {
    return budget - spent;
  }
}
