package dev.pointsman.budget;

import java.util.ArrayDeque;
import java.util.Deque;

/// The [Knapsack]'s rule for a stream without an end: each window of so many requests is a bin with its share of money, and
/// what a window leaves, up to another share, goes into the next; what it overdrew is taken from it. Bounds are chosen anew for
/// every window, on the requests that were seen last; in the first window, whenever their number has doubled. A request that
/// chooses them takes some milliseconds more, however long the window.
///
/// The number of requests in a stream is unknown, which PILOT needs to know: so this holds each window to its share, and no
/// budget as a whole.
///
/// Thread-safe.
public final class KnapsackWindows implements Pacing {
  private static final int REMEMBERED = 200;
  private static final int WINDOWS_TUNED_FOR = 5;

  private final double share;
  private final int window;
  private final Deque<Offer> offers = new ArrayDeque<>();
  private Knapsack.Shape shape = new Knapsack.Shape(Worth.MARGINAL, 1, 1, 1);
  private long seen;
  private int used;
  private double money;
  private double spent;
  private double reserved;

  /// Predictions about one request, by candidate.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Offer(double[] quality, double[] cost) {}

  /// Windows of a stream.
  ///
  /// @param share dollars a request, finite and above zero
  /// @param window how many requests make a window, at least 1
  /// @throws IllegalArgumentException if one is not
  public KnapsackWindows(double share, int window) {
    if (!(share > 0 && share < Double.POSITIVE_INFINITY) || window < 1) {
      throw new IllegalArgumentException(
          "a share must be finite and above zero, and a window at least one request: " + share + " for " + window);
    }
    this.share = share;
    this.window = window;
    this.money = share * window;
  }

  /// Eligible are those that are worth the threshold and whose cost the window still bears; and the cheapest, whatever is left.
  @Override
  public synchronized Terms next(double[] quality, double[] cost) {
    int cheapest = Pacer.cheapestOfAny(quality, cost);
    remember(new Offer(quality.clone(), cost.clone()));
    if (used == window) {
      money = share * window + Math.min(share * window, money - spent);
      spent = 0;
      used = 0;
    }
    if (used == 0 || (seen <= window && Long.bitCount(seen) == 1)) {
      shape = tuned();
    }
    used++;
    double threshold = shape.threshold(Math.clamp(utilisation(), 0, 1));
    boolean[] eligible = shape.worth().reaching(threshold, quality, cost);
    for (int i = 0; i < eligible.length; i++) {
      eligible[i] &= cost[i] <= money - spent - reserved;
    }
    eligible[cheapest] = true;
    return new Terms(0, eligible);
  }

  private void remember(Offer offer) {
    seen++;
    offers.addLast(offer);
    if (offers.size() > REMEMBERED) {
      offers.removeFirst();
    }
  }

  private Knapsack.Shape tuned() {
    double[][] quality = offers.stream().map(Offer::quality).toArray(double[][]::new);
    double[][] cost = offers.stream().map(Offer::cost).toArray(double[][]::new);
    long queries = (long) WINDOWS_TUNED_FOR * Math.min(window, REMEMBERED);
    return new KnapsackTuning(Worth.MARGINAL, quality, cost).shape(share, queries, WINDOWS_TUNED_FOR);
  }

  @Override
  public synchronized Reservation reserve(double expectedUsd) {
    reserved += Held.amount(expectedUsd);
    return new Held(this, () -> reserved -= expectedUsd, (_, actualUsd) -> spent += actualUsd);
  }

  /// The share of the window's money that is spent or on its way; above 1 where calls cost more than was expected.
  public synchronized double utilisation() {
    return money > 0 ? (spent + reserved) / money : 1;
  }
}
