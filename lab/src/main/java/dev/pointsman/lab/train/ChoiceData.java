package dev.pointsman.lab.train;

import dev.pointsman.lab.train.IdentityTrainer.Known;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.CostModel;
import dev.pointsman.policy.Standings;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a choice net is trained on: prompts, identities, and for each prompt and model the predicted quality, the expected cost
/// and the recorded score.
///
/// @param features by prompt, length `d`
/// @param identities by model, length `D`
/// @param predicted by prompt and model, in `[0, 1]`
/// @param calibrated by prompt and model, in `[0, 1]`, by which pairs are compared in imitation
/// @param costs by prompt and model, dollars; as published the model's mean
/// @param scores by prompt and model; NaN where a model is no candidate
/// @param neighbours by prompt, the nearest other; empty where nothing is mixed with it
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement, compared by nobody
record ChoiceData(List<FeatureVector> features, double[][] identities, double[][] predicted, double[][] calibrated,
    double[][] costs, double[][] scores, int[] neighbours) {
  /// What a model that was run on no prompt costs.
  private static final Standings.Mean UNMET = new Standings.Mean(0, 0);

  /// Collects it.
  ///
  /// @param published whether a model costs the same on every prompt
  /// @param mixup whether neighbours are looked for, which takes the square of the prompts
  static ChoiceData of(Dataset data, Known known, CostModel costModel, boolean published, boolean mixup) {
    int models = data.models().size();
    double[][] identities = data.models().stream().map(name -> known.identities().identity(name).mean())
        .toArray(double[][]::new);
    double[][] predicted = new double[data.size()][models];
    double[][] calibrated = new double[data.size()][models];
    double[][] costs = new double[data.size()][models];
    double[][] scores = new double[data.size()][models];
    Map<Arm, Standings.Mean> means = known.standings().costUsd().arms();
    List<FeatureVector> features = new ArrayList<>();
    for (int row = 0; row < data.size(); row++) {
      features.add(data.features(row));
      for (int m = 0; m < models; m++) {
        predicted[row][m] = Math.clamp(known.predicted()[row][m], 0, 1);
        calibrated[row][m] = Math.clamp(known.calibrated()[row][m], 0, 1);
        costs[row][m] = published
            ? means.getOrDefault(data.arms().get(m), UNMET).value()
            : costModel.price(data.features(row), List.of(data.listed(row, m))).getFirst().expectedCost().usd();
        scores[row][m] = data.isCandidate(row, m) ? data.quality(row, m) : Double.NaN;
      }
    }
    return new ChoiceData(features, identities, predicted, calibrated, costs, scores,
        mixup ? neighbours(features) : new int[0]);
  }

  int models() {
    return identities.length;
  }

  int prompts() {
    return scores.length;
  }

  private static int[] neighbours(List<FeatureVector> features) {
    float[][] rows = ResponseTrainer.rows(features);
    int[] nearest = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      double least = Double.POSITIVE_INFINITY;
      for (int j = 0; j < rows.length; j++) {
        double distance = i == j ? Double.POSITIVE_INFINITY : distance(rows[i], rows[j]);
        if (distance < least) {
          least = distance;
          nearest[i] = j;
        }
      }
    }
    return nearest;
  }

  private static double distance(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }
}
