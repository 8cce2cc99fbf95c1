package dev.pointsman.lab.run;

import dev.pointsman.budget.Pacer;
import dev.pointsman.lab.world.Replay;
import java.util.Arrays;

/// The best that could have been done, had all outcomes been known: what regret is measured against.
public final class Hindsight {
  private static final int BISECTIONS = 60;
  private static final double MOST_PRICE = 1e9;

  private final Replay replay;

  public Hindsight(Replay replay) {
    this.replay = replay;
  }

  /// Regret at a point of the dial: the highest reward of a round less the one that was earned, the reward being
  /// `(1 - w) q - w min(c / tau, 1)`; none where there was nothing to choose.
  public Episode.Regret atWeight(double weight, double tau) {
    double[] best = new double[replay.size()];
    Arrays.fill(best, Double.NEGATIVE_INFINITY);
    for (int t = 0; t < best.length; t++) {
      for (int m = 0; m < replay.data().models().size(); m++) {
        if (replay.isCandidate(t, m)) {
          best[t] = Math.max(best[t], reward(weight, tau, replay.quality(t, m), replay.cost(t, m)));
        }
      }
      best[t] = best[t] == Double.NEGATIVE_INFINITY ? 0 : best[t];
    }
    return (t, quality, cost) -> best[t] - reward(weight, tau, quality, cost);
  }

  private static double reward(double weight, double tau, double quality, double cost) {
    return (1 - weight) * quality - weight * Math.min(cost / tau, 1);
  }

  /// Regret under a budget: the mean quality of the best choices within it, less the quality of the round.
  ///
  /// @param ceiling dollars a prompt on average
  /// @param cap whether prompts stay unserved where the ceiling is below what the cheapest cost; else these are the best
  public Episode.Regret within(double ceiling, boolean cap) {
    double best = quality(ceiling, cap);
    return (_, quality, _) -> best - quality;
  }

  /// The highest mean quality within a mean cost, two solutions being mixed where one alone does not exhaust it: the
  /// linear relaxation, by bisection of the price of money.
  double quality(double ceiling, boolean cap) {
    double[] free = means(0, false);
    if (free[1] <= ceiling) {
      return free[0];
    }
    boolean leaves = cap && means(MOST_PRICE / ceiling, false)[1] > ceiling;
    double low = Math.log(1e-9 / ceiling);
    double high = Math.log(MOST_PRICE / ceiling);
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (means(Math.exp(middle), leaves)[1] <= ceiling) {
        high = middle;
      } else {
        low = middle;
      }
    }
    double[] below = means(Math.exp(high), leaves);
    double[] above = means(Math.exp(low), leaves);
    if (below[1] > ceiling || above[1] <= below[1]) {
      return below[0];
    }
    return below[0] + (above[0] - below[0]) * (ceiling - below[1]) / (above[1] - below[1]);
  }

  /// Mean quality and mean cost of the candidates with the highest `q - lambda c`.
  ///
  /// @param leaves whether prompts for which that is below zero stay unserved
  private double[] means(double lambda, boolean leaves) {
    double quality = 0;
    double cost = 0;
    for (int t = 0; t < replay.size(); t++) {
      double[] qualities = new double[replay.data().models().size()];
      double[] costs = new double[qualities.length];
      for (int m = 0; m < qualities.length; m++) {
        qualities[m] = replay.isCandidate(t, m) ? replay.quality(t, m) : Double.NaN;
        costs[m] = replay.cost(t, m);
      }
      int best = Pacer.best(qualities, costs, lambda);
      best = leaves && best >= 0 && qualities[best] < lambda * costs[best] ? -1 : best;
      quality += best < 0 ? 0 : qualities[best];
      cost += best < 0 ? 0 : costs[best];
    }
    return new double[] {quality / replay.size(), cost / replay.size()};
  }
}
