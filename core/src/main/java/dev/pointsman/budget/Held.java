package dev.pointsman.budget;

/// A reservation that ends once.
final class Held implements Pacing.Reservation {
  private final Pacing pacing;
  private final Runnable giveBack;
  private final Payment payment;
  private boolean ended;

  /// Takes note of a call that was paid for.
  @FunctionalInterface
  interface Payment {
    void paid(double expectedUsd, double actualUsd);
  }

  /// Money that is held back now.
  ///
  /// @param pacing under whose lock the others run
  /// @param giveBack ends the holding back
  /// @param payment runs after it, where the call was paid for
  Held(Pacing pacing, Runnable giveBack, Payment payment) {
    this.pacing = pacing;
    this.giveBack = giveBack;
    this.payment = payment;
  }

  /// Dollars that can be held back or paid; what is no amount would be in every sum from then on.
  ///
  /// @throws IllegalArgumentException if they are not finite and at least 0
  static double amount(double usd) {
    if (!(usd >= 0 && usd < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("an amount must be finite and at least 0 USD: " + usd);
    }
    return usd;
  }

  @Override
  public void settle(double expectedUsd, double actualUsd) {
    double expected = amount(expectedUsd);
    double actual = amount(actualUsd);
    synchronized (pacing) {
      if (!ended) {
        release();
        payment.paid(expected, actual);
      }
    }
  }

  @Override
  public void release() {
    synchronized (pacing) {
      if (!ended) {
        ended = true;
        giveBack.run();
      }
    }
  }
}
