package dev.pointsman.lab.train;

import dev.pointsman.identity.ChoiceNet;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Prompts with a set of candidates each, as a choice net sees them: padded to the largest set.
///
/// @param features `[B, d]`
/// @param tokens `[B, K, D + 2]`, zero where a set is smaller
/// @param mask `[B, K]`, 0 for a candidate and a large negative number for none
/// @param weights `[B, 1]`, the price of money
/// @param members by prompt, the models of its set
/// @param rewards by prompt and candidate, `[score, cost over the dearest's]`, as published the score over the best's
@SuppressWarnings("ArrayRecordComponent") // lives for one step and is never compared
record ChoiceBatch(float[][] features, float[][][] tokens, float[][] mask, float[][] weights, int[][] members,
    double[][][] rewards) {
  private static final float NONE = -1e9f;

  /// Draws sets of candidates and prices for some prompts.
  ///
  /// @param least members of a set
  /// @param most members of a set
  /// @param context whether tokens tell costs and predictions; else zero stands there
  static ChoiceBatch drawn(ChoiceData data, int[] prompts, int least, int most, boolean context,
      boolean published, SplittableRandom random) {
    int[][] members = new int[prompts.length][];
    double[] weights = new double[prompts.length];
    for (int i = 0; i < prompts.length; i++) {
      members[i] = members(data, prompts[i], least, most, random);
      double u = random.nextDouble();
      weights[i] = ChoiceNet.MOST_PRICE * (published ? u : u * u * u);
    }
    return of(data, prompts, members, weights, context, published);
  }

  private static int[] members(ChoiceData data, int prompt, int least, int most, SplittableRandom random) {
    int[] there = IntStream.range(0, data.models())
        .filter(m -> !Double.isNaN(data.scores()[prompt][m])).toArray();
    int size = Math.min(there.length, random.nextInt(Math.min(least, most), most + 1));
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i, there.length);
      int kept = there[i];
      there[i] = there[j];
      there[j] = kept;
    }
    return Arrays.copyOf(there, size);
  }

  /// Given sets and prices.
  static ChoiceBatch of(ChoiceData data, int[] prompts, int[][] members, double[] weights, boolean context,
      boolean published) {
    int most = Arrays.stream(members).mapToInt(set -> set.length).max().orElse(1);
    int length = data.identities()[0].length;
    float[][] features = new float[prompts.length][];
    float[][][] tokens = new float[prompts.length][most][length + 2];
    float[][] mask = new float[prompts.length][most];
    float[][] prices = new float[prompts.length][1];
    double[][][] rewards = new double[prompts.length][][];
    for (int i = 0; i < prompts.length; i++) {
      int prompt = prompts[i];
      features[i] = data.features().get(prompt).toArray();
      prices[i][0] = (float) weights[i];
      double dearest = Arrays.stream(members[i]).mapToDouble(m -> data.costs()[prompt][m]).max().orElse(0);
      double best = published
          ? Arrays.stream(members[i]).mapToDouble(m -> data.scores()[prompt][m]).max().orElse(0)
          : 1;
      rewards[i] = new double[members[i].length][];
      Arrays.fill(mask[i], members[i].length, most, NONE);
      for (int k = 0; k < members[i].length; k++) {
        int model = members[i][k];
        double cost = dearest > 0 ? data.costs()[prompt][model] / dearest : 0;
        rewards[i][k] = new double[] {best > 0 ? data.scores()[prompt][model] / best : 0, cost};
        for (int j = 0; j < length; j++) {
          tokens[i][k][j] = (float) data.identities()[model][j];
        }
        tokens[i][k][length] = context ? (float) cost : 0;
        tokens[i][k][length + 1] = context ? (float) data.predicted()[prompt][model] : 0;
      }
    }
    return new ChoiceBatch(features, tokens, mask, prices, members, rewards);
  }

  int size() {
    return members.length;
  }

  /// This batch's prompts moved towards another's of the same shape, prompt by prompt.
  ///
  /// Of each pair the sets, tokens' models, and prices are those of the one that weighs more.
  ///
  /// @param shares of this one, by prompt
  ChoiceBatch mixed(ChoiceBatch other, double[] shares) {
    float[][] mixed = new float[size()][];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = features[i].clone();
      for (int j = 0; j < mixed[i].length; j++) {
        mixed[i][j] = (float) (shares[i] * features[i][j] + (1 - shares[i]) * other.features[i][j]);
      }
    }
    int most = Math.max(mask[0].length, other.mask[0].length);
    float[][][] chosen = new float[size()][most][tokens[0][0].length];
    float[][] masks = new float[size()][most];
    float[][] prices = new float[size()][];
    int[][] sets = new int[size()][];
    double[][][] earned = new double[size()][][];
    for (int i = 0; i < mixed.length; i++) {
      ChoiceBatch from = shares[i] > 0.5 ? this : other;
      Arrays.fill(masks[i], NONE);
      System.arraycopy(from.mask[i], 0, masks[i], 0, from.mask[i].length);
      System.arraycopy(from.tokens[i], 0, chosen[i], 0, from.tokens[i].length);
      prices[i] = from.weights[i];
      sets[i] = from.members[i];
      earned[i] = from.rewards[i];
    }
    return new ChoiceBatch(mixed, chosen, masks, prices, sets, earned);
  }
}
