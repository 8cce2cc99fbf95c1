package dev.pointsman.lab.evaluate;

import dev.pointsman.lab.report.Curves.Spread;
import dev.pointsman.lab.run.Episode;
import dev.pointsman.lab.run.Hindsight;
import dev.pointsman.lab.run.Learner;
import dev.pointsman.lab.run.Weighed;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.lab.world.Replay;
import dev.pointsman.lab.world.Scenario;
import dev.pointsman.policy.CostModel;
import dev.pointsman.policy.LearnedState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// What a policy misses while it learns, choosing for quality alone: the sum over rounds of the best quality that any model
/// would have given the prompt less that of the one chosen.
public final class CumulativeRegret {
  private CumulativeRegret() {}

  /// The sum after some rounds.
  ///
  /// @param rounds how many
  /// @param mean over seeds
  /// @param standardError of that mean
  public record At(int rounds, double mean, double standardError) {}

  /// The sums of a contender that has a spec, which starts knowing its prior.
  ///
  /// @param marks after how many rounds, rising
  /// @param seeds 1 to how many
  public static List<At> of(Contender contender, Dataset data, List<Integer> marks, int seeds) {
    double[][] sums = new double[marks.size()][seeds];
    for (int seed = 1; seed <= seeds; seed++) {
      double[] regrets = regrets(contender, data, seed);
      for (int mark = 0; mark < marks.size(); mark++) {
        for (int round = 0; round < Math.min(marks.get(mark), regrets.length); round++) {
          sums[mark][seed - 1] += regrets[round];
        }
      }
    }
    List<At> told = new ArrayList<>();
    for (int mark = 0; mark < sums.length; mark++) {
      Spread spread = Spread.of(sums[mark]);
      told.add(new At(marks.get(mark), spread.mean().orElse(0), spread.standardError().orElse(0)));
    }
    return told;
  }

  private static double[] regrets(Contender contender, Dataset data, int seed) {
    var streams = new SplittableRandom(seed);
    Replay replay = Replay.deployment(data, Scenario.CALM, streams.split());
    double tau = data.tau();
    var state = new LearnedState(CostModel.untrained(data.features()), contender.untrained(data.features(), seed));
    var learner = new Learner(replay, state, new Weighed(0, tau, false),
        new Learner.Settings(tau, 1, false, true, Optional.empty()));
    double[] regrets = new double[replay.size()];
    new Episode(replay, new Hindsight(replay).atWeight(0, tau)).play(learner, streams.split(),
        step -> regrets[step.position()] = step.regret());
    return regrets;
  }
}
