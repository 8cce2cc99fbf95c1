package dev.pointsman.budget;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// What a candidate's cost has to be worth while a budget lasts.
public enum Worth {
  /// Its quality a dollar reaches the threshold, as PILOT publishes it. Of two candidates that do, the better is taken, however
  /// little it adds for its money.
  AVERAGE {
    @Override
    boolean[] reaching(double threshold, double[] quality, double[] cost) {
      boolean[] reaching = new boolean[quality.length];
      for (int i = 0; i < reaching.length; i++) {
        reaching[i] = Math.max(LEAST_QUALITY, quality[i]) >= threshold * cost[i];
      }
      return reaching;
    }

    @Override
    DoubleStream ratios(double[] quality, double[] cost) {
      return IntStream.range(0, quality.length).filter(i -> cost[i] > 0) // not where it is NaN
          .mapToDouble(i -> Math.max(LEAST_QUALITY, quality[i]) / cost[i]);
    }
  },
  /// What it adds to the quality of cheaper ones, for each dollar that it costs more, reaches the threshold.
  MARGINAL {
    @Override
    boolean[] reaching(double threshold, double[] quality, double[] cost) {
      int best = Pacer.best(quality, cost, threshold);
      boolean[] reaching = new boolean[quality.length];
      for (int i = 0; i < reaching.length; i++) {
        reaching[i] = best >= 0 && cost[i] <= cost[best];
      }
      return reaching;
    }

    @Override
    DoubleStream ratios(double[] quality, double[] cost) {
      DoubleStream.Builder ratios = DoubleStream.builder();
      int at = Pacer.cheapest(quality, cost);
      while (at >= 0) {
        int next = -1;
        double steepest = 0;
        for (int i = 0; i < quality.length; i++) {
          double slope = (quality[i] - quality[at]) / (cost[i] - cost[at]);
          if (cost[i] > cost[at] && slope > steepest) {
            steepest = slope;
            next = i;
          }
        }
        if (next >= 0) {
          ratios.add(steepest);
        }
        at = next;
      }
      return ratios.build();
    }
  };

  /// The least quality that a candidate is taken for, so that a ratio stays above zero.
  private static final double LEAST_QUALITY = 1e-3;

  /// The candidates that are worth their cost.
  ///
  /// @param threshold quality a dollar
  /// @param quality predicted, by candidate, NaN where there is none
  /// @param cost expected dollars, by candidate, NaN where there is none
  abstract boolean[] reaching(double threshold, double[] quality, double[] cost);

  /// The thresholds at which something changes.
  abstract DoubleStream ratios(double[] quality, double[] cost);
}
