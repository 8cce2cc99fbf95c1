package dev.pointsman.policy;

import dev.pointsman.routing.Money;

/// Where costs lie: counts in bins of an eighth of a doubling, of which recent rounds weigh most. Immutable.
final class CostHistogram {
  private static final int BINS_PER_DOUBLING = 8;
  private static final int BINS = 63 * BINS_PER_DOUBLING;
  private static final double KEEP = 0.999;

  private final double[] counts;
  private final double total;

  private CostHistogram(double[] counts, double total) {
    this.counts = counts;
    this.total = total;
  }

  static CostHistogram empty() {
    return new CostHistogram(new double[BINS], 0);
  }

  boolean isEmpty() {
    return total == 0;
  }

  /// The same after one more round.
  ///
  /// @param nanoUsd the costs of its candidates
  CostHistogram adding(long... nanoUsd) {
    double[] updated = new double[BINS];
    for (int i = 0; i < BINS; i++) {
      updated[i] = KEEP * counts[i];
    }
    for (long nanos : nanoUsd) {
      updated[bin(nanos)]++;
    }
    return new CostHistogram(updated, KEEP * total + nanoUsd.length);
  }

  /// The middle of the bin below whose end a share `q` of the costs lies.
  ///
  /// @param q in `[0, 1]`
  Money quantile(double q) {
    double left = q * total;
    int bin = 0;
    while (bin < BINS - 1 && left > counts[bin]) {
      left -= counts[bin++];
    }
    return new Money(Math.round(Math.pow(2, (bin + 0.5) / BINS_PER_DOUBLING)));
  }

  private static int bin(long nanoUsd) {
    double doublings = Math.log((double) Math.max(1, nanoUsd)) / Math.log(2);
    return Math.min(BINS - 1, (int) (doublings * BINS_PER_DOUBLING));
  }
}
