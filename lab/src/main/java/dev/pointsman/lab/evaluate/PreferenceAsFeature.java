package dev.pointsman.lab.evaluate;

import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.Learning;
import dev.pointsman.policy.LinearArms;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.FeatureVector;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// The linear learners that BaRP's paper compares with: per arm a regression of the reward on the prompt's features and the
/// preference behind them. The preference shifts an arm's rewards by as much on every prompt.
///
/// Source: arXiv 2510.07429, section 4.6.
public final class PreferenceAsFeature {
  private static final double EPSILON = 0.1;
  private static final double ALPHA = 1;

  private final Dataset data;

  private LinearArms rewards;
  private long calls;

  /// How it explores while it learns.
  public enum Kind {
    /// The highest upper confidence bound.
    LINUCB,
    /// The highest of rewards drawn from the beliefs.
    LINTS,
    /// The best guess, or any arm alike.
    EPSILON_GREEDY
  }

  /// What it learns from bandit feedback, at preferences drawn uniformly.
  ///
  /// @param tau the cost that counts as 1, dollars
  /// @param passes over the data; every choice is a call
  public PreferenceAsFeature(Kind kind, Dataset data, double tau, int passes, long seed) {
    this.data = data;

    this.rewards = LinearArms.of(new Learning(1, Double.POSITIVE_INFINITY, 1).prior(data.features() + 1), 1);
    var random = new SplittableRandom(seed);
    for (int round = 0; round < passes * data.size(); round++) {
      int row = random.nextInt(data.size());
      double w = random.nextDouble();
      int chosen = choose(kind, row, w, random);
      double reward = (1 - w) * data.quality(row, chosen) - w * Math.min(data.cost(row, chosen) / tau, 1);
      rewards = rewards.observe(data.arms().get(chosen), with(data.features(row), w), reward);
      calls++;
    }
  }

  /// Calls paid for.
  public long calls() {
    return calls;
  }

  private int choose(Kind kind, int row, double w, RandomGenerator random) {
    if (kind == Kind.EPSILON_GREEDY && random.nextDouble() < EPSILON) {
      int any = random.nextInt(data.models().size());
      return data.isCandidate(row, any) ? any : best(data, row, w, (estimate, _) -> estimate.mean(), random);
    }
    return best(data, row, w, switch (kind) {
      case LINUCB -> (estimate, _) -> estimate.mean() + ALPHA * estimate.deviation();
      case LINTS -> (estimate, chance) -> estimate.mean() + estimate.deviation() * chance.nextGaussian();
      case EPSILON_GREEDY -> (estimate, _) -> estimate.mean();
    }, random);
  }

  @FunctionalInterface
  private interface Score {
    double of(Estimate estimate, RandomGenerator chance);
  }

  private int best(Dataset asked, int row, double w, Score score, RandomGenerator random) {
    double[] x = with(asked.features(row), w).withIntercept();
    int best = -1;
    double highest = Double.NEGATIVE_INFINITY;
    for (int m = 0; m < asked.models().size(); m++) {
      if (asked.isCandidate(row, m)) {
        double value = score.of(rewards.estimate(asked.arms().get(m), x), random);
        if (best < 0 || value > highest) {
          best = m;
          highest = value;
        }
      }
    }
    return best;
  }

  private static FeatureVector with(FeatureVector features, double w) {
    float[] more = Arrays.copyOf(features.toArray(), features.length() + 1);
    more[features.length()] = (float) w;
    return FeatureVector.of(more);
  }

  /// What its best guesses make of a data set of the same models.
  public Routed routed(Dataset test, double w) {
    var unused = new SplittableRandom(0);
    return Routed.by(row -> best(test, row, w, (estimate, _) -> estimate.mean(), unused), test);
  }
}
