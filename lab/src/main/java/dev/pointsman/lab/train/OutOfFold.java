package dev.pointsman.lab.train;

import dev.pointsman.lab.report.Curves.Spread;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.policy.PolicyNet;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Nets that were each fitted without a part of the prompts, at a few epochs, and what their best guesses make of the prompts
/// that they did not learn from: together all of them. What has to be known for that is bought like all else.
final class OutOfFold {
  /// How many of the models that seem best are tried on every prompt, to find the best single one.
  private static final int CONTENDERS = 3;
  private static final double[] WEIGHTS = {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};

  private final Dataset data;
  private final Purchases purchases;
  private final Folds folds;
  private final int looks;
  private final List<PolicyNet> nets = new ArrayList<>();

  /// Before the first fit.
  ///
  /// @param looks at how many epochs the net of a fit is kept
  OutOfFold(Dataset data, Purchases purchases, Folds folds, int looks) {
    this.data = data;
    this.purchases = purchases;
    this.folds = folds;
    this.looks = looks;
  }

  /// Keeps a net: those without the first part first, each by epoch.
  void keep(PolicyNet net) {
    nets.add(net);
  }

  /// The mean reward over the dial, by look.
  double reward(int look, double tau) {
    double sum = 0;
    for (double w : WEIGHTS) {
      int[] chosen = chosen(look, w);
      for (int row = 0; row < chosen.length; row++) {
        sum += (1 - w) * purchases.quality(row, chosen[row])
            - w * Math.min(purchases.cost(row, chosen[row]) / tau, 1);
      }
    }
    return sum / (data.size() * WEIGHTS.length);
  }

  /// By how much the quality at a cost weight is above a share of a model's, a difference a prompt.
  Spread above(int look, double costWeight, double share, int model) {
    int[] chosen = chosen(look, costWeight);
    return Spread.of(IntStream.range(0, chosen.length).filter(row -> data.isCandidate(row, model))
        .mapToDouble(row -> purchases.quality(row, chosen[row]) - share * purchases.quality(row, model)).toArray());
  }

  private int[] chosen(int look, double costWeight) {
    int[] chosen = new int[data.size()];
    for (int part = 0; part < folds.parts().length; part++) {
      PolicyNet net = nets.get(part * looks + look);
      for (int row : folds.parts()[part]) {
        chosen[row] = best(row, net.logits(doubles(data.features(row)), costWeight));
        purchases.buyOnce(row, chosen[row]);
      }
    }
    return chosen;
  }

  private static double[] doubles(FeatureVector features) {
    double[] x = new double[features.length()];
    Arrays.setAll(x, features::at);
    return x;
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

  /// The best single model, found on all prompts among those that did best where they were asked.
  int bestSingle() {
    List<Integer> contenders = IntStream.range(0, data.models().size()).boxed()
        .sorted(Comparator.comparingDouble(this::mean).reversed()).limit(CONTENDERS).toList();
    for (int model : contenders) {
      IntStream.range(0, data.size()).filter(row -> data.isCandidate(row, model))
          .forEach(row -> purchases.buyOnce(row, model));
    }
    return contenders.stream().max(Comparator.comparingDouble(this::mean)).orElseThrow();
  }

  private double mean(int model) {
    return IntStream.range(0, data.size()).filter(row -> purchases.has(row, model))
        .mapToDouble(row -> purchases.quality(row, model)).average().orElse(0);
  }

  void save(StateWriter out) {
    out.put((long) nets.size());
    nets.forEach(net -> net.save(out));
  }

  void restore(StateReader in) {
    nets.clear();
    for (long left = in.whole(); left > 0; left--) {
      nets.add(PolicyNet.read(in));
    }
  }
}
