package dev.pointsman.policy;

import dev.pointsman.identity.ChoiceNet;
import dev.pointsman.identity.Examiner;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// LLM Bandit as published: a net's chance among candidates, known by their identities, what they cost on the whole over the
/// dearest's, and the quality that identities foretell, is the choice. The cost weight stands for the preference `[1, w]` by
/// `w = 2 cost_weight`, the range that was trained; at 1 the cheapest expected is taken. A score is the net's chance.
///
/// Feedback places a model that training did not know, by its first judgements, and teaches nothing else. What models cost on the
/// whole is followed, as prices are known.
///
/// Source: LLM Bandit, arXiv 2502.02743, equations 5 and 6, sections 2.4 and 2.6; what cost weight stands for is ours.
///
/// @param foreseen identities, with a net, without likeness and with corrections that have learned nothing
/// @param standings of which what arms cost counts
record PublishedIdentityPolicy(Foreseen foreseen, Standings standings) implements EstimatingPolicy {
  /// Begins what is saved.
  static final long MARK = 2;

  @Override
  public Knowledge knowledge() {
    return foreseen;
  }

  @Override
  public Decision decide(Context context, List<Candidate> candidates, List<Estimate> estimates,
      RandomGenerator random) {
    Outlook outlook = Outlook.of(foreseen, estimates, candidates, context.preference());
    double[] chances = context.preference().costWeight() == 1
        ? ChoiceRule.greedy().probabilities(outlook)
        : chances(context, candidates, estimates, outlook);
    return Chance.decision(candidates, estimates, chances,
        Chance.limited(chances, outlook.best(chances), context.maxExploration()), random);
  }

  private double[] chances(Context context, List<Candidate> candidates, List<Estimate> estimates, Outlook outlook) {
    double[] costs = standings.costsUsd(IdentityPolicy.appraisals(candidates, estimates));
    List<ChoiceNet.Option> options = new ArrayList<>();
    for (int i = 0; i < costs.length; i++) {
      options.add(new ChoiceNet.Option(foreseen.identity(candidates.get(i).arm()).mean(), outlook.quality()[i],
          costs[i]));
    }
    return foreseen.trained().choice().orElseThrow().reading(context.features(), options)
        .chances(ChoiceNet.MOST_PRICE * context.preference().costWeight());
  }

  @Override
  public double costWeight(double price, Money scale, List<Appraisal> guess) {
    double dearest = Arrays.stream(standings.costsUsd(guess)).max().orElseThrow();
    return dearest > 0 ? Math.min(1, price * dearest / ChoiceNet.MOST_PRICE) : 0;
  }

  @Override
  public boolean isAppraisedOnce() {
    return false;
  }

  @Override
  public PublishedIdentityPolicy learn(Observation observation) {
    return switch (observation) {
      case Observation.Served(_, var decision, _, _, _) -> decision.appraisals().size() > 1
          ? new PublishedIdentityPolicy(foreseen, standings.served(decision.appraisals()))
          : this;
      case Observation.Rated(var context, _, var served, double quality) ->
        new PublishedIdentityPolicy(foreseen.placed(foreseen.rated(context, served, quality)), standings);
      case Observation.Revised(var context, _, var served, double before, double quality) ->
        new PublishedIdentityPolicy(foreseen.placed(foreseen.revised(context, served, before, quality)), standings);
    };
  }

  @Override
  public Optional<Examiner> examiner() {
    return Optional.of(foreseen.examiner());
  }

  @Override
  public PublishedIdentityPolicy renamed(UnaryOperator<Arm> names) {
    return new PublishedIdentityPolicy(foreseen.renamed(names), standings.renamed(names));
  }

  @Override
  public void save(StateWriter out) {
    out.put(MARK);
    foreseen.save(out);
    standings.save(out);
  }

  @Override
  public PublishedIdentityPolicy restored(StateReader in) {
    if (in.whole() != MARK) {
      throw new IllegalArgumentException("another policy's state where that of one trained as published belongs");
    }
    return read(in);
  }

  /// What was saved, after its mark.
  static PublishedIdentityPolicy read(StateReader in) {
    return new PublishedIdentityPolicy(Foreseen.read(in), Standings.read(in));
  }
}
