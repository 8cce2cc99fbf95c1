package dev.pointsman.lab.train;

import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.PolicyNet;
import dev.pointsman.routing.FeatureVector;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Prompts that a fit does not learn from, and what its best guesses make of them. What it has to know of them is bought like
/// all else.
final class HeldOut {
  /// How many of the models that seem best are tried on every prompt, to find the best single one.
  private static final int CONTENDERS = 3;
  private static final double[] WEIGHTS = {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};

  private final Dataset data;
  private final Purchases purchases;
  private final int[] rows;
  private final double[][] x;

  HeldOut(Dataset data, Purchases purchases, int[] rows) {
    this.data = data;
    this.purchases = purchases;
    this.rows = rows;
    this.x = Arrays.stream(rows).mapToObj(row -> doubles(data.features(row))).toArray(double[][]::new);
  }

  private static double[] doubles(FeatureVector features) {
    double[] x = new double[features.length()];
    Arrays.setAll(x, features::at);
    return x;
  }

  /// The mean reward over the dial.
  double reward(PolicyNet net, double tau) {
    double sum = 0;
    for (double w : WEIGHTS) {
      int[] chosen = chosen(net, w);
      for (int i = 0; i < rows.length; i++) {
        sum += (1 - w) * purchases.quality(rows[i], chosen[i])
            - w * Math.min(purchases.cost(rows[i], chosen[i]) / tau, 1);
      }
    }
    return sum / (rows.length * WEIGHTS.length);
  }

  /// The mean quality at a cost weight.
  double quality(PolicyNet net, double costWeight) {
    int[] chosen = chosen(net, costWeight);
    return IntStream.range(0, rows.length).mapToDouble(i -> purchases.quality(rows[i], chosen[i])).average().orElse(0);
  }

  private int[] chosen(PolicyNet net, double costWeight) {
    int[] chosen = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      chosen[i] = best(rows[i], net.logits(x[i], costWeight));
      purchases.buyOnce(rows[i], chosen[i]);
    }
    return chosen;
  }

  private int best(int row, double[] logits) {
    int best = -1;
    for (int m = 0; m < logits.length; m++) {
      if (data.isCandidate(row, m) && (best < 0 || logits[m] > logits[best])) {
        best = m;
      }
    }
    return best;
  }

  /// The mean quality of the best single model, found among those that did best where they were asked.
  ///
  /// @param asked prompts that outcomes were bought of
  double bestSingle(int[] asked) {
    return IntStream.range(0, data.models().size()).boxed()
        .sorted((a, b) -> Double.compare(mean(asked, b), mean(asked, a))).limit(CONTENDERS)
        .mapToDouble(this::everywhere).max().orElse(0);
  }

  private double mean(int[] asked, int model) {
    return Arrays.stream(asked).filter(row -> purchases.has(row, model))
        .mapToDouble(row -> purchases.quality(row, model))
        .average().orElse(0);
  }

  private double everywhere(int model) {
    int[] able = Arrays.stream(rows).filter(row -> data.isCandidate(row, model)).toArray();
    for (int row : able) {
      purchases.buyOnce(row, model);
    }
    return mean(able, model);
  }
}
