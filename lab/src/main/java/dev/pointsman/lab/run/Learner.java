package dev.pointsman.lab.run;

import dev.pointsman.lab.world.Replay;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.Policy;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Preference;
import dev.pointsman.routing.Usage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// A policy that learns while it routes: the very state that serves, told what its calls cost and how good they were.
public final class Learner implements Player {
  private final Replay replay;
  private final Spending spending;
  private final Settings settings;
  private LearnedState state;

  /// How a learner is run.
  ///
  /// @param tau the cost scale of preferences, dollars
  /// @param exploration the most probability off the best guess, in `[0, 1]`
  /// @param labelled whether the policy is told each prompt's task as the caller's group
  /// @param learns whether it learns at all
  /// @param collector who chooses in its place, so that it learns from another's choices
  public record Settings(double tau, double exploration, boolean labelled, boolean learns,
      Optional<Policy> collector) {}

  public Learner(Replay replay, LearnedState start, Spending spending, Settings settings) {
    this.replay = replay;
    this.state = start;
    this.spending = spending;
    this.settings = settings;
  }

  /// What is known now.
  public LearnedState state() {
    return state;
  }

  @Override
  public Choice choose(Replay.Round round, RandomGenerator random) {
    List<Candidate> candidates = state.price(round.features(), round.candidates());
    if (spending instanceof Weighed weighed) {
      return choose(round, candidates, weighed.weight(), random);
    }
    Decision guess = decide(round, candidates, 0, 0, new SplittableRandom(0));
    Context context = context(round, weight(guess), settings.exploration);
    return choice(round, candidates, policy().choose(context, guess.appraisals(), random));
  }

  /// Chooses at a cost weight of its own for this round.
  public Choice choose(Replay.Round round, double weight, RandomGenerator random) {
    return choose(round, state.price(round.features(), round.candidates()), weight, random);
  }

  private Choice choose(Replay.Round round, List<Candidate> candidates, double weight, RandomGenerator random) {
    return choice(round, candidates, decide(round, candidates, weight, settings.exploration, random));
  }

  /// The best by a decision that may be called.
  private Choice choice(Replay.Round round, List<Candidate> candidates, Decision decision) {
    Optional<Candidate> taken = decision.ranking().stream()
        .filter(candidate -> spending.allows(round, index(candidate), candidate.expectedCost().usd())).findFirst();
    if (taken.isEmpty()) {
      taken = candidates.stream().min(Comparator.comparing(Candidate::expectedCost))
          .filter(cheapest -> spending.serves(round, index(cheapest)));
    }
    return taken.map(candidate -> new Choice(index(candidate),
        candidate.equals(decision.chosen()) ? decision.propensity() : 1, Optional.of(decision)))
        .orElse(Choice.of(Choice.NOBODY));
  }

  /// The cost weight of a round under a budget, by what is thought of the candidates.
  private double weight(Decision guess) {
    double price = spending.price(byModel(guess, true), byModel(guess, false));
    return policy().costWeight(price, Money.roundedUp(settings.tau), guess.appraisals());
  }

  private Decision decide(Replay.Round round, List<Candidate> candidates, double weight, double exploration,
      RandomGenerator random) {
    var context = context(round, weight, exploration);
    return policy().decide(context, candidates, random);
  }

  private Policy policy() {
    return settings.collector.orElse(state.policy());
  }

  private Context context(Replay.Round round, double weight, double exploration) {
    return new Context(round.features(), new Preference(weight, Money.roundedUp(settings.tau)), exploration,
        settings.labelled ? round.task() : "");
  }

  private double[] byModel(Decision decision, boolean quality) {
    double[] values = new double[replay.data().models().size()];
    Arrays.fill(values, Double.NaN);
    for (Appraisal appraisal : decision.appraisals()) {
      values[index(appraisal.candidate())] = quality
          ? Math.clamp(appraisal.quality().mean(), 0, 1)
          : appraisal.candidate().expectedCost().usd();
    }
    return values;
  }

  private int index(Candidate candidate) {
    return replay.data().arms().indexOf(candidate.arm());
  }

  @Override
  public void paid(Replay.Round round, Choice choice, double usd) {
    Decision decision = choice.decision().orElseThrow();
    var arm = replay.data().arms().get(choice.model());
    spending.spent(decision.appraisal(arm).candidate().expectedCost().usd(), usd);
    if (!settings.learns) {
      return;
    }
    state = state.learn(new Observation.Served(context(round, 0, 0), decision, arm, Usage.of(0, 0),
        Money.roundedUp(usd)));
  }

  @Override
  public void judged(Replay.Round round, Choice choice, double quality) {
    if (!settings.learns) {
      return;
    }
    var arm = replay.data().arms().get(choice.model());
    state = state.learn(new Observation.Rated(context(round, 0, 0), choice.decision().orElseThrow(), arm, quality));
  }
}
