package dev.pointsman.lab.evaluate;

import dev.pointsman.lab.world.Scenario;
import dev.pointsman.policy.PolicySpec.BarpSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What is to be evaluated, besides the data.
///
/// @param contenders in the order in which they are told
/// @param seeds at least one
/// @param costWeights operating points of the dial, in `[0, 1]`
/// @param budgets operating points in dollars a prompt, above 0
/// @param knownHorizon whether budgets are caps over a known number of prompts
/// @param learnPrompts how many prompts of the order are learned from; all if empty
/// @param feedback what all but the oracle learn from; each its own if empty
/// @param online whether learning goes on in the deployment
/// @param labelled whether every policy is told each prompt's task as the caller's group
public record Plan(List<Contender> contenders, List<Long> seeds, List<Double> costWeights, List<Double> budgets,
    boolean knownHorizon, OptionalInt learnPrompts, Optional<Feedback> feedback, Scenario scenario, boolean online,
    boolean labelled) {
  public Plan {
    contenders = List.copyOf(contenders);
    seeds = List.copyOf(seeds);
    costWeights = List.copyOf(costWeights);
    budgets = List.copyOf(budgets);
  }

  /// What a contender learns from here; the oracle and BaRP can't learn otherwise.
  Feedback feedback(Contender contender) {
    boolean fixed = contender.feedback() == Feedback.ALL || contender.spec().orElse(null) instanceof BarpSpec;
    return fixed ? contender.feedback() : feedback.orElse(contender.feedback());
  }

  /// Whether every seed gives the same: learned from all of the table at once, deployed without chance or order.
  boolean isSeedless(Contender contender) {
    boolean learned = feedback(contender) == Feedback.ALL
        || (feedback(contender) == Feedback.FULL && learnPrompts.isEmpty() && contender.isFitted()
            && !contender.isRandom());
    return learned && contender.prior().isEmpty() && !online && budgets.isEmpty() && scenario.equals(Scenario.CALM);
  }

  /// All that a part of the results depends on, but the contender and the seed.
  String key() {
    return costWeights + " " + budgets + " " + knownHorizon + " " + learnPrompts + " " + feedback + " " + scenario + " "
        + online + " " + labelled;
  }
}
