package dev.pointsman.lab.quiz;

import dev.pointsman.lab.train.Clusters;
import dev.pointsman.lab.train.Responses;
import dev.pointsman.routing.FeatureVector;

/// A baseline of identities: a score is what is usual for prompts of its cluster plus what is usual for its model, by ridge
/// regression; clusters by k-means.
///
/// Source: SaveRouter, arXiv 2609.37402, the two-way prior.
public final class Additive {
  private static final int CLUSTERS = 32;
  private static final int ROUNDS = 15;
  private static final double RIDGE = 10;

  private final double[][] centres;
  private final double mean;
  private final double[] clusters;
  private final double[] models;

  /// Fits it.
  public Additive(Responses responses, long seed) {
    this.centres = Clusters.centres(responses.features(), Math.min(CLUSTERS, responses.size()), seed);
    int[] members = responses.features().stream().mapToInt(this::nearest).toArray();
    this.clusters = new double[centres.length];
    this.models = new double[responses.models().size()];
    double sum = 0;
    for (double[] row : responses.scores()) {
      for (double score : row) {
        sum += Double.isNaN(score) ? 0 : score;
      }
    }
    this.mean = sum / responses.count();
    for (int round = 0; round < ROUNDS; round++) {
      update(responses, members, true);
      update(responses, members, false);
    }
  }

  private void update(Responses responses, int[] members, boolean ofClusters) {
    double[] effects = ofClusters ? clusters : models;
    double[] sums = new double[effects.length];
    double[] counts = new double[effects.length];
    for (int row = 0; row < members.length; row++) {
      for (int m = 0; m < models.length; m++) {
        double score = responses.scores()[row][m];
        if (!Double.isNaN(score)) {
          int at = ofClusters ? members[row] : m;
          sums[at] += score - mean - (ofClusters ? models[m] : clusters[members[row]]);
          counts[at]++;
        }
      }
    }
    for (int i = 0; i < effects.length; i++) {
      effects[i] = sums[i] / (counts[i] + RIDGE);
    }
  }

  /// What it foretells, within `[0, 1]`.
  public double quality(FeatureVector prompt, int model) {
    return Math.clamp(mean + clusters[nearest(prompt)] + models[model], 0, 1);
  }

  private int nearest(FeatureVector prompt) {
    return Clusters.nearest(centres, prompt);
  }
}
