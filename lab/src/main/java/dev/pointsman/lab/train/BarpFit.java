package dev.pointsman.lab.train;

import dev.pointsman.lab.world.Dataset;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.neural.Activation;
import dev.pointsman.neural.Net;
import dev.pointsman.policy.PolicyNet;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// One fit of BaRP's net by REINFORCE, an epoch at a time: each prompt at a preference drawn uniformly from the simplex, the
/// reward being `(1 - w) q - w min(c / tau, 1)`.
///
/// As published, the drawn arm is called and paid for each time, and the mean reward of the batch is the baseline. Where
/// outcomes are kept, each prompt first asks two models by chance, then the one that is drawn at each step, until it has asked as
/// many as it may. The gradient is summed over all arms, `sum pi(a) (r_a - b) grad log pi(a)`, with rewards that a critic tells
/// ([BarpCritic]): an actor and a critic.
///
/// Source: BaRP, arXiv 2510.07429, algorithm 1.
final class BarpFit implements AutoCloseable {
  private static final int BASELINE_HIDDEN = 64;
  /// How many models a prompt asks by chance, before any other.
  private static final int FIRST_CALLS = 2;

  private final BarpPlan plan;
  private final Dataset data;
  private final Purchases purchases;
  private final int[] rows;
  private final double tau;
  private final long seed;
  private final TorchPolicy policy;
  private Optional<BarpCritic> critic = Optional.empty();
  private long learned = -1;
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
    if (plan.keeps()) {
      know(random);
    }
    int[] order = Folds.shuffled(rows, random);
    for (int from = 0; from < order.length; from += plan.batch()) {
      step(Arrays.copyOfRange(order, from, Math.min(order.length, from + plan.batch())), random);
    }
    epoch++;
  }

  /// Lets the critic learn what was bought since.
  private void know(RandomGenerator random) {
    for (int row : rows) {
      int first = Math.min(FIRST_CALLS, plan.mostCalls());
      while (purchases.count(row) < first && purchases.count(row) < candidates(row).length) {
        int[] candidates = candidates(row);
        purchases.buyOnce(row, candidates[random.nextInt(candidates.length)]);
      }
    }
    if (learned != purchases.calls()) {
      critic = Optional.of(new BarpCritic(data, purchases, rows, plan.critic()));
      learned = purchases.calls();
    }
  }

  private int[] candidates(int row) {
    return IntStream.range(0, data.models().size()).filter(m -> data.isCandidate(row, m)).toArray();
  }

  private void step(int[] some, RandomGenerator random) {
    float[][] x = new float[some.length][];
    float[] w = new float[some.length];
    boolean[][] possible = new boolean[some.length][data.models().size()];
    for (int i = 0; i < some.length; i++) {
      x[i] = data.features(some[i]).toArray();
      w[i] = (float) random.nextDouble();
      for (int m : candidates(some[i])) {
        possible[i][m] = true;
      }
    }
    policy.step(new TorchPolicy.Batch(x, w, possible), (probabilities, baselines) -> plan.keeps()
        ? kept(some, w, probabilities, baselines, random)
        : published(some, w, probabilities, random));
  }

  private TorchPolicy.Credit published(int[] some, float[] w, float[][] probabilities, RandomGenerator random) {
    int[] drawn = new int[some.length];
    double[] reward = new double[some.length];
    for (int i = 0; i < some.length; i++) {
      drawn[i] = draw(probabilities[i], random);
      purchases.buy(some[i], drawn[i]);
      reward[i] = reward(w[i], purchases.quality(some[i], drawn[i]), purchases.cost(some[i], drawn[i]));
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
    BarpCritic known = critic.orElseThrow();
    float[][] coefficients = new float[some.length][probabilities[0].length];
    float[] targets = new float[some.length];
    float[] weights = new float[some.length];
    for (int i = 0; i < some.length; i++) {
      int drawn = draw(probabilities[i], random);
      if (purchases.count(some[i]) < plan.mostCalls()) {
        purchases.buyOnce(some[i], drawn);
      }
      for (int m : candidates(some[i])) {
        double reward = reward(w[i], known.quality(some[i], m), known.cost(some[i], m));
        coefficients[i][m] = (float) (probabilities[i][m] * (reward - baselines[i]));
        targets[i] += (float) (probabilities[i][m] * reward);
      }
      weights[i] = 1;
    }
    return new TorchPolicy.Credit(coefficients, targets, weights);
  }

  private double reward(double w, double quality, double cost) {
    return (1 - w) * quality - w * Math.min(cost / tau, 1);
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
