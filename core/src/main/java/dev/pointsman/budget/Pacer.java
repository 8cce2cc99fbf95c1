package dev.pointsman.budget;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/// Sets the price of money over a stream of requests, so that what is spent meets a ceiling: `lambda`, the quality that a
/// dollar has to buy now. Works on any policy's predictions, and knows no policy.
///
/// Predictive: now and then it finds, by bisection, the price at which the mean predicted cost of the candidates with the
/// highest `q - lambda c` over the last [#RECENT] requests meets a target. The target is the ceiling, put right by the bank
/// (what was left unspent so far, up to [#MOST_SAVED] requests' money, to be spent over [#HORIZON] requests) or, where the
/// number of requests is known, what is left of the budget over what is left of them; and by what calls really cost
/// against what was predicted. Where even the cheapest candidates cost about the ceiling, what was saved by luck is kept for bad
/// luck, since it could not be saved up again.
///
/// Mutable, for one stream and one thread.
public final class Pacer {
  /// How many requests the price is set on: few, since what is thought of candidates changes.
  static final int RECENT = 100;
  /// How many requests tell what the cheapest candidates cost.
  private static final int WINDOW = 200;
  /// Over how many requests the bank is spent.
  static final int HORIZON = 100;
  private static final int EVERY = 5;
  private static final int BISECTIONS = 40;
  private static final double LEAST_TARGET = 0.5;
  private static final double MOST_TARGET = 2;
  /// How many mean calls of surprise about costs it takes to be believed, and how slowly they are forgotten.
  private static final double TRUST = 15;
  private static final double KEEP = 0.99;
  /// How many requests' money can be saved up; more would be spent in a rush when prices rise again.
  private static final double MOST_SAVED = 15;
  /// Twice this is the logarithm of how unlikely a reserve is to be used up by bad luck: one in twenty.
  private static final double CAUTION = 1.5;
  /// How many requests' money a single call may run ahead of the bank.
  private static final double LARGEST_CALL = 20;
  /// The same of a known budget, which can be reckoned with to its end.
  private static final double LARGEST_KNOWN = 50;
  /// The quantile of a standard normal that is exceeded once in twenty.
  private static final double ONE_IN_TWENTY = 1.645;

  private final double ceiling;
  private final long queries;
  private final List<Offer> window = new ArrayList<>();
  private int next;
  private long offered;
  private long since;
  private double price;
  private double spent;
  private double bank;
  private long reservations;
  private double reserved;
  private double recentExpected;
  private double recentActual;

  /// Predictions about one request, by candidate; NaN where there is none.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Offer(double[] quality, double[] cost) {}

  private Pacer(double ceiling, long queries) {
    if (!(ceiling > 0 && ceiling < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a ceiling must be finite and above zero: " + ceiling);
    }
    this.ceiling = ceiling;
    this.queries = queries;
  }

  /// Holds the mean cost of an endless stream at or below a ceiling.
  ///
  /// @param ceilingUsd dollars a request, finite and above zero
  /// @throws IllegalArgumentException if it is not
  public static Pacer open(double ceilingUsd) {
    return new Pacer(ceilingUsd, Long.MAX_VALUE);
  }

  /// Spends a budget over a known number of requests.
  ///
  /// @param budgetUsd dollars in all, finite and above zero
  /// @param queries at least 1
  /// @throws IllegalArgumentException if one is not
  public static Pacer known(double budgetUsd, long queries) {
    if (queries < 1) {
      throw new IllegalArgumentException("a known number of requests must be at least 1: " + queries);
    }
    return new Pacer(budgetUsd / queries, queries);
  }

  /// Takes in a request that is not to be served here, so that the first price rests on something.
  public void foresee(double[] quality, double[] cost) {
    remember(new Offer(quality.clone(), cost.clone()));
  }

  /// The price for a request, `lambda >= 0`, in quality a dollar.
  ///
  /// @param quality predicted, by candidate, NaN where there is none
  /// @param cost expected dollars, by candidate, NaN where there is none
  public double price(double[] quality, double[] cost) {
    remember(new Offer(quality.clone(), cost.clone()));
    if (offered % EVERY == 0 || offered < EVERY) {
      price = priceFor(target());
    }
    offered++;
    return price;
  }

  /// Whether a call may be made: a single dear call must not run far ahead of the bank, however deep in debt that is a call that
  /// costs no more than the ceiling saves, and of a known budget a call must leave what the cheapest candidates cost
  /// for the requests to come.
  public boolean isBearable(double costUsd) {
    boolean known = queries != Long.MAX_VALUE;
    boolean saves = costUsd <= ceiling;
    boolean ahead = costUsd > available() + (known ? LARGEST_KNOWN : LARGEST_CALL) * ceiling;
    return (saves || !ahead) && (!known || left() - costUsd >= forTheRest());
  }

  /// What the cheapest candidates cost for the requests to come of a known number, but once in twenty. Of `n` calls of mean and
  /// deviation `f` the mean has the deviation `f / sqrt(n)`: those to come, and those of the window that tell of `f`.
  private double forTheRest() {
    long rest = queries - offered;
    if (rest <= 0 || window.isEmpty()) {
      return 0;
    }
    return rest * cheapest() * (1 + ONE_IN_TWENTY * Math.sqrt(1.0 / rest + 1.0 / window.size()));
  }

  /// Holds back what a call is expected to cost until it is paid for, or [#release]d.
  void reserve(double expectedUsd) {
    reservations++;
    reserved += expectedUsd;
  }

  /// Gives back what was held back for a call.
  void release(double expectedUsd) {
    reservations--;
    reserved = reservations == 0 ? 0 : reserved - expectedUsd;
  }

  /// The bank, were all calls on their way paid for as expected.
  private double available() {
    return Math.min(bank + reservations * ceiling - reserved, MOST_SAVED * ceiling);
  }

  /// A call was paid for in an earlier run, perhaps under another ceiling: what that overdrew is no more than a call may.
  void recall(double expectedUsd, double actualUsd) {
    spent(expectedUsd, actualUsd);
    bank = Math.max(bank, -LARGEST_CALL * ceiling);
  }

  /// A call was paid for.
  ///
  /// @throws IllegalArgumentException if an amount is not finite and at least 0
  public void spent(double expectedUsd, double actualUsd) {
    double expected = Held.amount(expectedUsd);
    double actual = Held.amount(actualUsd);
    since++;
    spent += actual;
    bank = Math.min(bank + ceiling - actual, MOST_SAVED * ceiling);
    recentExpected = KEEP * recentExpected + expected;
    recentActual = KEEP * recentActual + actual;
  }

  /// What is left of a known budget, in dollars.
  public double left() {
    return ceiling * queries - spent;
  }

  private double target() {
    double mean = TRUST * (since == 0 ? ceiling : Math.max(ceiling, spent / since));
    double surprise = (recentActual + mean) / (recentExpected + mean);
    if (queries != Long.MAX_VALUE) {
      return Math.max(0, left()) / Math.max(1, queries - offered) / surprise;
    }
    double due = 1 + (available() / ceiling - heldBack(surprise)) / HORIZON;
    return ceiling * Math.clamp(due, LEAST_TARGET, MOST_TARGET) / surprise;
  }

  /// How many requests' money is held back. A stream of the cheapest calls, of mean `f` and deviation `f`, saves `1 - f` a request
  /// and uses up what was held back, `r`, with a probability of about `exp(-2 (1 - f) r / f^2)`.
  ///
  /// Source: Cramer and Lundberg's bound, in its diffusion limit; Asmussen and Albrecher, "Ruin Probabilities", 2nd ed. 2010.
  private double heldBack(double surprise) {
    double cheapest = Math.min(1, surprise * cheapest() / ceiling);
    return Math.min(HORIZON, CAUTION * cheapest * cheapest / (1 - cheapest));
  }

  /// The window's mean predicted cost of the cheapest candidates; 0 where nothing was met yet.
  private double cheapest() {
    double sum = 0;
    for (Offer offer : window) {
      sum += DoubleStream.of(offer.cost).filter(cost -> !Double.isNaN(cost)).min().orElse(0);
    }
    return window.isEmpty() ? 0 : sum / window.size();
  }

  private void remember(Offer offer) {
    if (window.size() < WINDOW) {
      window.add(offer);
    } else {
      window.set(next, offer);
      next = (next + 1) % WINDOW;
    }
  }

  /// The least price at which the mean predicted cost of recent requests is at most the target.
  private double priceFor(double target) {
    if (meanCost(0) <= target) {
      return 0;
    }
    double low = Math.log(1e-6 / ceiling);
    double high = Math.log(1e6 / ceiling);
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (meanCost(Math.exp(middle)) <= target) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return Math.exp(high);
  }

  private double meanCost(double lambda) {
    int recent = Math.min(RECENT, window.size());
    double sum = 0;
    for (int age = 1; age <= recent; age++) {
      Offer offer = window.get(Math.floorMod(next - age, window.size()));
      int best = best(offer.quality, offer.cost, lambda);
      sum += best < 0 ? 0 : offer.cost[best];
    }
    return sum / recent;
  }

  /// The candidate that may always be called: the cheapest.
  ///
  /// @throws IllegalArgumentException if quality and cost are not of the same candidates, or none of them has both
  static int cheapestOfAny(double[] quality, double[] cost) {
    if (quality.length != cost.length) {
      throw new IllegalArgumentException(
          "the quality of " + quality.length + " candidates, and the cost of " + cost.length);
    }
    int cheapest = cheapest(quality, cost);
    if (cheapest < 0) {
      throw new IllegalArgumentException("none of " + cost.length + " candidates has both a quality and a cost");
    }
    return cheapest;
  }

  /// The candidate with the least cost, of equals the first; -1 if there is none.
  public static int cheapest(double[] quality, double[] cost) {
    int cheapest = -1;
    for (int i = 0; i < cost.length; i++) {
      boolean isThere = !Double.isNaN(quality[i]) && !Double.isNaN(cost[i]);
      cheapest = isThere && (cheapest < 0 || cost[i] < cost[cheapest]) ? i : cheapest;
    }
    return cheapest;
  }

  /// The candidate with the highest `q - lambda c`, of equals the cheaper, then the first; -1 if there is none.
  public static int best(double[] quality, double[] cost, double lambda) {
    int best = -1;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < quality.length; i++) {
      double score = quality[i] - lambda * cost[i];
      if (score > highest || (best >= 0 && score == highest && cost[i] < cost[best])) {
        best = i;
        highest = score;
      }
    }
    return best;
  }
}
