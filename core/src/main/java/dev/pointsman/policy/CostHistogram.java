package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Money;

/// Where costs lie: counts in bins of an eighth of a doubling, of which recent rounds weigh most. Immutable.
final class CostHistogram {
  private static final int BINS_PER_DOUBLING = 8;
  private static final int BINS = 63 * BINS_PER_DOUBLING;
  private static final double KEEP = 0.999;

  private final double[] counts;
  private final double total;

  private CostHistogram(double[] counts) {
    this.counts = counts;
    double sum = 0;
    for (double count : counts) {
      sum += count;
    }
    this.total = sum;
  }

  static CostHistogram empty() {
    return new CostHistogram(new double[BINS]);
  }

  void save(StateWriter out) {
    out.put(counts);
  }

  CostHistogram restored(StateReader in) {
    return new CostHistogram(in.numbers(BINS));
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
    return new CostHistogram(updated);
  }

  /// The middle of the bin below whose end a share `q` of the costs lies.
  ///
  /// @param q in `[0, 1]`
  Money quantile(double q) {
    int bin = 0;
    double below = counts[0];
    while (below < q * total) { // ends, because adding all bins in this order gives the very total
      below += counts[++bin];
    }
    return new Money(Math.round(Math.pow(2, (bin + 0.5) / BINS_PER_DOUBLING)));
  }

  private static int bin(long nanoUsd) {
    double doublings = Math.log((double) Math.max(1, nanoUsd)) / Math.log(2);
    return Math.min(BINS - 1, (int) (doublings * BINS_PER_DOUBLING));
  }
}
