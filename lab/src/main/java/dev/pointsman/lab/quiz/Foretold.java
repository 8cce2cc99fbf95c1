package dev.pointsman.lab.quiz;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// How well probabilities foretold scores.
///
/// @param auc chance that of two prompts with different outcomes (1 above one half, else 0) the right one was thought more of,
///     ties counting half; NaN where all outcomes are alike
/// @param brier mean squared error
/// @param calibrationError mean distance between probability and mean score over ten bins of equal width, by their size
public record Foretold(double auc, double brier, double calibrationError) {
  private static final int BINS = 10;

  /// Compares probabilities with scores.
  ///
  /// @param probabilities in `[0, 1]`
  /// @param scores in `[0, 1]`, as many
  public static Foretold of(double[] probabilities, double[] scores) {
    double brier = IntStream.range(0, scores.length)
        .mapToDouble(i -> (probabilities[i] - scores[i]) * (probabilities[i] - scores[i])).average().orElse(Double.NaN);
    return new Foretold(auc(probabilities, scores), brier, calibrationError(probabilities, scores));
  }

  /// The mean of several.
  public static Foretold mean(List<Foretold> several) {
    return new Foretold(several.stream().mapToDouble(Foretold::auc).average().orElse(Double.NaN),
        several.stream().mapToDouble(Foretold::brier).average().orElse(Double.NaN),
        several.stream().mapToDouble(Foretold::calibrationError).average().orElse(Double.NaN));
  }

  private static double auc(double[] probabilities, double[] scores) {
    int[] order = IntStream.range(0, scores.length).boxed()
        .sorted(Comparator.comparingDouble(i -> probabilities[i])).mapToInt(Integer::intValue).toArray();
    double ranks = 0;
    double right = 0;
    for (int from = 0; from < order.length;) {
      int to = from + 1;
      while (to < order.length && probabilities[order[to]] == probabilities[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        if (scores[order[i]] > 0.5) {
          ranks += (from + 1 + to) / 2.0;
          right++;
        }
      }
      from = to;
    }
    double wrong = scores.length - right;
    return right == 0 || wrong == 0 ? Double.NaN : (ranks - right * (right + 1) / 2) / (right * wrong);
  }

  private static double calibrationError(double[] probabilities, double[] scores) {
    double[] thought = new double[BINS];
    double[] found = new double[BINS];
    for (int i = 0; i < scores.length; i++) {
      int bin = Math.clamp((int) (BINS * probabilities[i]), 0, BINS - 1);
      thought[bin] += probabilities[i];
      found[bin] += scores[i];
    }
    Arrays.setAll(thought, bin -> Math.abs(thought[bin] - found[bin]));
    return Arrays.stream(thought).sum() / scores.length;
  }
}
