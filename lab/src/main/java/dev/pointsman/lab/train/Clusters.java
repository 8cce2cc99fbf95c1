package dev.pointsman.lab.train;

import dev.pointsman.identity.Kinds;
import dev.pointsman.routing.FeatureVector;
import java.util.List;
import java.util.SplittableRandom;

/// Clusters of prompts, by k-means on their features.
public final class Clusters {
  private static final int ROUNDS = 15;
  private static final int KINDS = 32;
  /// So many prompts make a kind, at least.
  private static final int PROMPTS = 10;
  /// The width of kinds, in mean squared lengths of the features.
  private static final double WIDTH = 0.15;

  private Clusters() {}

  /// The kinds of some prompts: 32, fewer where there are less than ten prompts for each.
  ///
  /// @param prompts at least one
  public static Kinds kinds(List<FeatureVector> prompts, long seed) {
    double[] origin = new double[prompts.getFirst().length()];
    double length = prompts.stream().mapToDouble(prompt -> Kinds.distance(prompt, origin)).average().orElse(0);
    return length == 0
        ? Kinds.NONE
        : new Kinds(centres(prompts, Math.min(KINDS, prompts.size() / PROMPTS), seed), WIDTH * length);
  }

  /// Centres of clusters.
  ///
  /// @param prompts at least one
  /// @param count of clusters
  public static double[][] centres(List<FeatureVector> prompts, int count, long seed) {
    var random = new SplittableRandom(seed);
    int length = prompts.getFirst().length();
    double[][] centres = new double[count][length];
    for (double[] centre : centres) {
      FeatureVector start = prompts.get(random.nextInt(prompts.size()));
      for (int i = 0; i < length; i++) {
        centre[i] = start.at(i) + 1e-6 * random.nextGaussian();
      }
    }
    for (int round = 0; round < ROUNDS && count > 0; round++) {
      move(centres, prompts);
    }
    return centres;
  }

  private static void move(double[][] centres, List<FeatureVector> prompts) {
    double[][] sums = new double[centres.length][centres[0].length];
    int[] counts = new int[centres.length];
    for (FeatureVector prompt : prompts) {
      int nearest = nearest(centres, prompt);
      counts[nearest]++;
      for (int i = 0; i < sums[nearest].length; i++) {
        sums[nearest][i] += prompt.at(i);
      }
    }
    for (int c = 0; c < centres.length; c++) {
      for (int i = 0; i < sums[c].length && counts[c] > 0; i++) {
        centres[c][i] = sums[c][i] / counts[c];
      }
    }
  }

  /// The cluster of a prompt.
  public static int nearest(double[][] centres, FeatureVector prompt) {
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < centres.length; c++) {
      double distance = Kinds.distance(prompt, centres[c]);
      if (distance < least) {
        least = distance;
        nearest = c;
      }
    }
    return nearest;
  }
}
