package dev.pointsman.lab.train;

import dev.pointsman.lab.world.Dataset;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.neural.Activation;
import dev.pointsman.neural.Net;
import dev.pointsman.policy.PolicyNet;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// One fit of BaRP's net by REINFORCE, an epoch at a time: each prompt at a preference drawn uniformly from the simplex, the
/// reward being `(1 - w) q - w min(c / tau, 1)`.
///
/// As published, the drawn arm is called and paid for each time, and the mean reward of the batch is the baseline. Where
/// outcomes are kept, the gradient over the arms whose outcome a prompt has is summed exactly, `sum pi(a) (r_a - b) grad log
/// pi(a)`, and only what is beyond them is drawn, and bought: the same expectation with less noise. A prompt that has asked as
/// many models as it may chooses among those.
///
/// Source: BaRP, arXiv 2510.07429, algorithm 1.
final class BarpFit implements AutoCloseable {
  private static final int BASELINE_HIDDEN = 64;

  private final BarpPlan plan;
  private final Dataset data;
  private final Purchases purchases;
  private final int[] rows;
  private final double tau;
  private final long seed;
  private final TorchPolicy policy;
  private int epoch;

  /// Before its first epoch.
  ///
  /// @param rows of the data that it learns from
  /// @param tau the cost that counts as 1, dollars
  BarpFit(BarpPlan plan, PolicyNet start, Dataset data, Purchases purchases, int[] rows, double tau, long seed) {
    this.plan = plan;
    this.data = data;
    this.purchases = purchases;
    this.rows = rows;
    this.tau = tau;
    this.seed = seed;
    Net baseline = Net.drawn(Activation.RELU, new SplittableRandom(seed), data.features() + 2, BASELINE_HIDDEN, 1);
    this.policy = new TorchPolicy(start, baseline, plan);
  }

  int epoch() {
    return epoch;
  }

  PolicyNet net() {
    return policy.net();
  }

  /// One pass over the prompts, in an order of its own.
  void pass() {
    var random = new SplittableRandom(seed * 1_000_003 + epoch);
    int[] order = rows.clone();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    for (int from = 0; from < order.length; from += plan.batch()) {
      step(Arrays.copyOfRange(order, from, Math.min(order.length, from + plan.batch())), random);
    }
    epoch++;
  }

  private void step(int[] some, RandomGenerator random) {
    float[][] x = new float[some.length][];
    float[] w = new float[some.length];
    boolean[][] possible = new boolean[some.length][];
    for (int i = 0; i < some.length; i++) {
      x[i] = data.features(some[i]).toArray();
      w[i] = (float) random.nextDouble();
      possible[i] = possible(some[i]);
    }
    policy.step(new TorchPolicy.Batch(x, w, possible), (probabilities, baselines) -> plan.keeps()
        ? kept(some, w, probabilities, baselines, random)
        : published(some, w, probabilities, random));
  }

  private boolean[] possible(int row) {
    boolean full = plan.keeps() && purchases.count(row) >= plan.mostCalls();
    boolean[] possible = new boolean[data.models().size()];
    for (int m = 0; m < possible.length; m++) {
      possible[m] = full ? purchases.has(row, m) : data.isCandidate(row, m);
    }
    return possible;
  }

  private TorchPolicy.Credit published(int[] some, float[] w, float[][] probabilities, RandomGenerator random) {
    int[] drawn = new int[some.length];
    double[] reward = new double[some.length];
    for (int i = 0; i < some.length; i++) {
      drawn[i] = draw(probabilities[i], random);
      purchases.buy(some[i], drawn[i]);
      reward[i] = reward(some[i], drawn[i], w[i]);
    }
    double mean = Arrays.stream(reward).average().orElse(0);
    float[][] coefficients = new float[some.length][probabilities[0].length];
    for (int i = 0; i < some.length; i++) {
      coefficients[i][drawn[i]] = (float) (reward[i] - mean);
    }
    return new TorchPolicy.Credit(coefficients, new float[some.length], new float[some.length]);
  }

  private TorchPolicy.Credit kept(int[] some, float[] w, float[][] probabilities, float[] baselines,
      RandomGenerator random) {
    float[][] coefficients = new float[some.length][probabilities[0].length];
    float[] targets = new float[some.length];
    float[] weights = new float[some.length];
    for (int i = 0; i < some.length; i++) {
      int drawn = draw(probabilities[i], random);
      boolean unknown = !purchases.has(some[i], drawn);
      purchases.buyOnce(some[i], drawn);
      double sum = 0;
      for (int m = 0; m < coefficients[i].length; m++) {
        if (purchases.has(some[i], m)) {
          double share = unknown && m == drawn ? 1 : probabilities[i][m];
          double reward = reward(some[i], m, w[i]);
          coefficients[i][m] = (float) (share * (reward - baselines[i]));
          weights[i] += (float) share;
          sum += share * reward;
        }
      }
      targets[i] = weights[i] > 0 ? (float) (sum / weights[i]) : 0;
    }
    return new TorchPolicy.Credit(coefficients, targets, weights);
  }

  private double reward(int row, int model, double w) {
    return (1 - w) * purchases.quality(row, model) - w * Math.min(purchases.cost(row, model) / tau, 1);
  }

  private static int draw(float[] probabilities, RandomGenerator random) {
    double left = random.nextDouble();
    int likeliest = 0;
    for (int m = 0; m < probabilities.length; m++) {
      left -= probabilities[m];
      if (left < 0) {
        return m;
      }
      likeliest = probabilities[m] > probabilities[likeliest] ? m : likeliest;
    }
    return likeliest; // where rounding leaves a rest
  }

  void save(StateWriter out) {
    out.put((long) epoch);
    policy.save(out);
  }

  void restore(StateReader in) {
    epoch = Math.toIntExact(in.whole());
    policy.restore(in);
  }

  @Override
  public void close() {
    policy.close();
  }
}
