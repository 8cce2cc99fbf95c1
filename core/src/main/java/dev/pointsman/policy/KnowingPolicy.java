package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Preference;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// What arms are good at, and a rule that acts on it. LinUCB, Thompson sampling, epsilon-greedy and inverse-gap
/// weighting differ by the rule alone; the house policy, nearest neighbours and the table of tasks by what they know, too. Quality is
/// learned from judgements; cost comes with the candidates.
///
/// @param knowledge what is known of quality
/// @param rule what is done about it
record KnowingPolicy(Knowledge knowledge, ChoiceRule rule) implements EstimatingPolicy {
  /// Knows quality by regressions.
  static KnowingPolicy linear(LinearArms arms, ChoiceRule rule) {
    return new KnowingPolicy(new LinearKnowledge(arms), rule);
  }

  @Override
  public Decision decide(Context context, List<Candidate> candidates, List<Estimate> estimates,
      RandomGenerator random) {
    Outlook outlook = Outlook.of(knowledge, estimates, candidates, acting(context.preference()));
    double[] scores = outlook.scores();
    double[] probabilities = Chance.limited(rule.probabilities(outlook), outlook.best(scores),
        context.preference().costWeight() < 1 ? context.maxExploration() : 0);
    return Chance.decision(candidates, estimates, scores, probabilities, random);
  }

  @Override
  public Preference acting(Preference asked) {
    return asked.withCostWeight(rule.weight(asked.costWeight()));
  }

  @Override
  public double costWeight(double price, Money scale, List<Appraisal> guess) {
    return rule.asked(EstimatingPolicy.super.costWeight(price, scale, guess));
  }

  @Override
  public KnowingPolicy renamed(UnaryOperator<Arm> names) {
    return new KnowingPolicy(knowledge.renamed(names), rule);
  }

  @Override
  public void save(StateWriter out) {
    knowledge.save(out);
  }

  @Override
  public KnowingPolicy restored(StateReader in) {
    return new KnowingPolicy(knowledge.restored(in), rule);
  }

  @Override
  public KnowingPolicy learn(Observation observation) {
    return switch (observation) {
      case Observation.Served served -> new KnowingPolicy(knowledge.served(
          served.decision().appraisals().stream().map(a -> a.candidate().arm()).toList(), served.served()), rule);
      case Observation.Rated(var context, _, var served, double quality) ->
        new KnowingPolicy(knowledge.rated(context, served, quality), rule);
      case Observation.Revised(var context, _, var served, double before, double quality) ->
        new KnowingPolicy(knowledge.revised(context, served, before, quality), rule);
    };
  }
}
