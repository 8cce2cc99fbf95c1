package dev.pointsman.lab.evaluate;

import dev.pointsman.lab.run.Episode;
import dev.pointsman.lab.run.Learner;
import dev.pointsman.lab.run.Weighed;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.lab.world.Replay;
import dev.pointsman.lab.world.Scenario;
import dev.pointsman.policy.CostModel;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// What a policy that serves from its first request on gives its users until it has learned: the mean reward of its answers,
/// those that it explores by included.
public final class ColdStart {

  private final Dataset data;
  private final Preference preference;

  /// @param data prompts that are met, in an order drawn by the seed
  /// @param costWeight of every request, in `[0, 1]`; a cost of the 95th percentile counts as 1
  public ColdStart(Dataset data, double costWeight) {
    this.data = data;
    this.preference = new Preference(costWeight, Money.roundedUp(data.tau()));
  }

  /// The mean reward of best guesses over all prompts, before anything is judged.
  public double before(Contender contender) {
    return play(contender, data.size(), 1, false).stream().mapToDouble(r -> r).average().orElse(0);
  }

  /// Mean rewards over the first rounds, in which it learns from what it chose: by mark and seed.
  ///
  /// @param contender has a spec, and starts knowing its prior alone
  /// @param marks over how many rounds, rising
  /// @param seeds 1 to how many
  public double[][] rewards(Contender contender, List<Integer> marks, int seeds) {
    double[][] means = new double[marks.size()][seeds];
    IntStream.rangeClosed(1, seeds).parallel().forEach(seed -> {
      List<Double> rewards = play(contender, marks.getLast(), seed, true);
      for (int mark = 0; mark < marks.size(); mark++) {
        means[mark][seed - 1] = rewards.stream().limit(marks.get(mark)).mapToDouble(r -> r).average().orElse(0);
      }
    });
    return means;
  }

  private List<Double> play(Contender contender, int rounds, int seed, boolean learns) {
    var streams = new SplittableRandom(seed);
    Replay replay = Replay.learning(data, Scenario.CALM, rounds, streams.split());
    var state = new LearnedState(CostModel.untrained(data.features()), contender.untrained(data.features(), seed));
    double tau = preference.costScale().usd();
    var learner = new Learner(replay, state, new Weighed(preference.costWeight(), tau, false),
        new Learner.Settings(tau, learns ? contender.exploration() : 0, false, learns, Optional.empty()));
    List<Double> rewards = new ArrayList<>();
    new Episode(replay, (_, _, _) -> 0).play(learner, streams.split(),
        step -> rewards.add(preference.reward(step.quality(), Math.min(step.cost(), tau))));
    return rewards;
  }
}
