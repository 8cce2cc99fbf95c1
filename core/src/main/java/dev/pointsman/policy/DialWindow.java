package dev.pointsman.policy;

import java.util.function.DoubleFunction;

/// The mean of a rule over a window of cost weights, so that it moves slowly with the dial whatever the rule: a step `d` of the
/// dial moves no probabilities by more than `5 d` of total variation.
///
/// At a cost weight `w` the window goes from `1.25 w - 0.25` to `1.25 w`, so that at the dial's ends it lies beyond them,
/// where the end itself counts: quality alone stays quality alone, and money alone money alone. A window of width `h`
/// whose edges move at `1 + h` moves `(1 + h) / h` of its mass a unit. Within a cell of the dial the rule is taken as it is in the cell's
/// middle, and cells at an edge count by what lies in the window, so that the bound is exact.
///
/// Source: ours, for what LLM Bandit, arXiv 2502.02743, theorem 1.1, asks for.
final class DialWindow {
  /// The width of the window, `h`.
  static final double WIDTH = 0.25;
  private static final int CELLS = 40;

  private DialWindow() {}

  /// Probabilities by candidate, length `K`, summing to 1.
  ///
  /// @param weight the dial's, in `[0, 1]`
  /// @param candidates `K`
  /// @param rule probabilities at a cost weight in `[0, 1]`
  static double[] mean(double weight, int candidates, DoubleFunction<double[]> rule) {
    double low = (1 + WIDTH) * weight - WIDTH;
    double high = (1 + WIDTH) * weight;
    var mean = new Mean(new double[candidates], rule);
    double total = mean.add(Math.min(high, 0) - low, 0);
    for (int cell = Math.max(0, (int) (low * CELLS)); cell < CELLS && cell < high * CELLS; cell++) {
      double inside = Math.min(high, (cell + 1.0) / CELLS) - Math.max(low, (double) cell / CELLS);
      total += mean.add(inside, (cell + 0.5) / CELLS);
    }
    total += mean.add(high - Math.max(low, 1), 1);
    for (int i = 0; i < candidates; i++) {
      mean.sums[i] /= total;
    }
    return mean.sums;
  }

  /// Probabilities times what of the window they hold for, summed up.
  @SuppressWarnings("ArrayRecordComponent") // lives for one decision and is never compared
  private record Mean(double[] sums, DoubleFunction<double[]> rule) {
    double add(double inside, double weight) {
      if (inside <= 0) {
        return 0;
      }
      double[] probabilities = rule.apply(weight);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += inside * probabilities[i];
      }
      return inside;
    }
  }
}
