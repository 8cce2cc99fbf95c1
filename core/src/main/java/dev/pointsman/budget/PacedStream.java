package dev.pointsman.budget;

/// The open [Pacer] for requests side by side: a price for all candidates, and no call that runs far ahead of what was saved.
/// Every fifth request sets the price anew, in time that grows with the candidates of the last [Pacer#RECENT] requests.
public final class PacedStream implements Pacing {
  private final Pacer pacer;

  /// Paces a stream.
  ///
  /// @param ceilingUsd dollars a request, finite and above zero
  /// @throws IllegalArgumentException if it is not
  public PacedStream(double ceilingUsd) {
    this.pacer = Pacer.open(ceilingUsd);
  }

  @Override
  public synchronized Terms next(double[] quality, double[] cost) {
    int cheapest = Pacer.cheapestOfAny(quality, cost);
    double price = pacer.price(quality, cost);
    boolean[] eligible = new boolean[cost.length];
    for (int i = 0; i < eligible.length; i++) {
      eligible[i] = pacer.isBearable(cost[i]);
    }
    eligible[cheapest] = true;
    return new Terms(price, eligible);
  }

  @Override
  public synchronized Reservation reserve(double expectedUsd) {
    pacer.reserve(Held.amount(expectedUsd));
    return new Held(this, () -> pacer.release(expectedUsd), pacer::spent);
  }

  @Override
  public synchronized void recall(double[] quality, double[] cost, double expectedUsd, double actualUsd) {
    Pacer.cheapestOfAny(quality, cost);
    double expected = Held.amount(expectedUsd);
    double actual = Held.amount(actualUsd);
    pacer.foresee(quality, cost);
    pacer.recall(expected, actual);
  }
}
