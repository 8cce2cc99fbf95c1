package dev.pointsman.lab.run;

import dev.pointsman.lab.world.Replay;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// The oracle: sees what every model would make of every prompt. The bound of what routing can do, and no policy.
public final class AllKnowing implements Player {
  private final Replay replay;
  private final Spending spending;

  public AllKnowing(Replay replay, Spending spending) {
    this.replay = replay;
    this.spending = spending;
  }

  @Override
  public Choice choose(Replay.Round round, RandomGenerator random) {
    double[] quality = new double[replay.data().models().size()];
    double[] cost = new double[quality.length];
    Arrays.fill(quality, Double.NaN);
    Arrays.fill(cost, Double.NaN);
    for (int m : round.models()) {
      quality[m] = replay.quality(round.position(), m);
      cost[m] = replay.cost(round.position(), m);
    }
    return Choice.of(spending.choose(round, quality, cost));
  }

  @Override
  public void paid(Replay.Round round, Choice choice, double usd) {
    spending.spent(usd, usd);
  }
}
