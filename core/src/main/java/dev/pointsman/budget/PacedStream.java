package dev.pointsman.budget;

/// The open [Pacer] for requests side by side: a price for all candidates, and no call that runs far ahead of what was saved.
/// Every fifth request sets the price anew, in time that grows with the candidates of the last [Pacer#RECENT] requests.
public final class PacedStream implements Pacing {
  private final Pacer pacer;

  /// Paces a stream.
  ///
  /// @param ceilingUsd dollars a request, above zero
  public PacedStream(double ceilingUsd) {
    this.pacer = Pacer.open(ceilingUsd);
  }

  @Override
  public synchronized Terms next(double[] quality, double[] cost) {
    double price = pacer.price(quality, cost);
    boolean[] eligible = new boolean[cost.length];
    for (int i = 0; i < eligible.length; i++) {
      eligible[i] = pacer.isBearable(cost[i]);
    }
    eligible[Pacer.cheapest(quality, cost)] = true;
    return new Terms(price, eligible);
  }

  @Override
  public synchronized Reservation reserve(double expectedUsd) {
    pacer.reserve(expectedUsd);
    return new Held(this, () -> pacer.release(expectedUsd), pacer::spent);
  }

  @Override
  public synchronized void recall(double[] quality, double[] cost, double expectedUsd, double actualUsd) {
    pacer.foresee(quality, cost);
    pacer.recall(expectedUsd, actualUsd);
  }
}
