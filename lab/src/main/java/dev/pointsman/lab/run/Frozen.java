package dev.pointsman.lab.run;

import dev.pointsman.lab.world.Replay;
import dev.pointsman.policy.Policy;
import java.util.List;
import java.util.random.RandomGenerator;

/// A policy that has learned and learns no more: its best guess in every round.
public final class Frozen implements Player {
  private final Appraisals appraisals;
  private final Spending spending;

  /// @param policy whose best guesses they are
  /// @param appraisals what it predicts
  public Frozen(Policy policy, Appraisals appraisals, Spending spending) {
    this.appraisals = appraisals;
    this.spending = spending instanceof Weighed weighed ? weighed.by(policy) : spending;
  }

  @Override
  public Choice choose(Replay.Round round, RandomGenerator random) {
    List<Integer> offered = round.models();
    return Choice.of(spending.choose(round, appraisals.quality(round.row(), offered),
        appraisals.cost(round.row(), offered)));
  }

  @Override
  public void paid(Replay.Round round, Choice choice, double usd) {
    spending.spent(appraisals.cost(round.row(), List.of(choice.model()))[choice.model()], usd);
  }
}
