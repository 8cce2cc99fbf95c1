package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.neural.Softmax;
import dev.pointsman.policy.PolicySpec.BarpSpec;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Preference;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// BaRP: a net from prompt and preference to a distribution over arms, one for every trade-off. A candidate's score is the
/// probability that the net gives it at temperature 1, so the ranking follows from the preference itself, not from predictions
/// that are joined by it.
///
/// The head is fixed: an arm that it does not know has probability 0, but for what exploration gives to every candidate, until
/// a judged answer has given it a row. Regressions beside the net tell what is thought of quality; the net does not choose by
/// them.
///
/// Source: arXiv 2510.07429.
///
/// @param spec how it chooses and learns
/// @param head the net and its arms
/// @param quality regressions of quality
public record Barp(BarpSpec spec, BarpArms head, LinearArms quality) implements Policy {
  @Override
  public Decision decide(Context context, List<Candidate> candidates, RandomGenerator random) {
    Chance.checkAny(candidates);
    List<Estimate> estimates = quality.estimates(candidates.stream().map(Candidate::arm).toList(),
        context.features().withIntercept());
    double[] scores = probabilities(context, candidates, 1);
    int best = best(scores, candidates);
    double[] probabilities = Chance.limited(
        context.preference().costWeight() < 1 ? exploring(context, candidates) : scores, best, allowed(context));
    return Chance.decision(candidates, estimates, scores, probabilities, random);
  }

  /// By the cost that counts as 1 at the weights of its own dial.
  @Override
  public double costWeight(double price, Money scale, List<Appraisal> guess) {
    return new Preference(0, Money.roundedUp(head.tauUsd().orElse(scale.usd()) / head.dial())).withPrice(price)
        .costWeight();
  }

  private static double allowed(Context context) {
    return context.preference().costWeight() < 1 ? context.maxExploration() : 0;
  }

  private double[] exploring(Context context, List<Candidate> candidates) {
    double[] probabilities = probabilities(context, candidates, spec.temperature());
    Arrays.setAll(probabilities, i -> (1 - spec.floor()) * probabilities[i] + spec.floor() / probabilities.length);
    return probabilities;
  }

  /// What the net gives the candidates; all to the cheapest expected where only cost counts.
  private double[] probabilities(Context context, List<Candidate> candidates, double temperature) {
    if (context.preference().costWeight() == 1) {
      double[] certain = new double[candidates.size()];
      certain[best(certain, candidates)] = 1;
      return certain;
    }
    double[] logits = head.logits(context.features(), context.preference().costWeight(), candidates);
    Arrays.setAll(logits, i -> logits[i] / temperature);
    return Softmax.probabilities(logits);
  }

  /// The highest score, of equals the cheapest, then the first.
  private static int best(double[] scores, List<Candidate> candidates) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      int order = Double.compare(scores[i], scores[best]);
      if (order > 0 || (order == 0
          && candidates.get(i).expectedCost().compareTo(candidates.get(best).expectedCost()) < 0)) {
        best = i;
      }
    }
    return best;
  }

  @Override
  public Barp learn(Observation observation) {
    return switch (observation) {
      case Observation.Served _ -> this;
      case Observation.Rated(var context, var decision, var served, double judged) -> {
        BarpArms next = observation.hasPropensity() && spec.rate() > 0
            ? new BarpStep(spec, context, decision).rated(head, quality, judged)
            : head;
        yield new Barp(spec, next, quality.observe(served, context.features(), judged));
      }
      case Observation.Revised(var context, var decision, var served, double before, double judged) -> {
        BarpArms next = observation.hasPropensity() && spec.rate() > 0
            ? new BarpStep(spec, context, decision).revised(head, judged - before)
            : head;
        yield new Barp(spec, next, quality.revise(served, context.features(), before, judged));
      }
    };
  }

  /// The preference is a part of what the net is given.
  @Override
  public boolean isAppraisedOnce() {
    return false;
  }

  @Override
  public Barp renamed(UnaryOperator<Arm> names) {
    return new Barp(spec, head.renamed(names), quality.renamed(names));
  }

  @Override
  public void save(StateWriter out) {
    head.save(out);
    quality.save(out);
  }

  @Override
  public Barp restored(StateReader in) {
    return new Barp(spec, BarpArms.read(in), quality.restored(in));
  }
}
