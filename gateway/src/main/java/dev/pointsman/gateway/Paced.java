package dev.pointsman.gateway;

import dev.pointsman.budget.Pacing;
import dev.pointsman.gateway.store.CallEnd;
import dev.pointsman.gateway.store.StoredDecision;
import dev.pointsman.policy.Policy;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// A decision at the pace of a router's money, by what the policy itself thinks of the candidates.
///
/// @param context with a cost weight that is at least what the caller asked for
/// @param decision among the candidates that may be called: at least one
/// @param reservation of what the choice is expected to cost; empty where no pace is held
record Paced(Context context, Decision decision, Optional<Pacing.Reservation> reservation) {
  /// Decides without a pace.
  static Paced freely(Policy policy, Context context, List<Candidate> candidates, RandomGenerator random) {
    return new Paced(context, policy.decide(context, candidates, random), Optional.empty());
  }

  /// Decides and holds the money back before another request is told its terms.
  static Paced at(Pacing pacing, Policy policy, Context context, List<Candidate> candidates,
      RandomGenerator random) {
    var guess = policy.decide(context.withoutExploration(), candidates, new SplittableRandom(0));
    double[] quality = quality(guess.appraisals());
    double[] cost = cost(guess.appraisals());
    synchronized (pacing) {
      Pacing.Terms terms = pacing.next(quality, cost);
      List<Appraisal> eligible = IntStream.range(0, candidates.size()).filter(i -> terms.eligible()[i])
          .mapToObj(guess.appraisals()::get).toList();
      double weight = policy.costWeight(terms.price(), context.preference().costScale(), eligible);
      Context priced = context.withPreference(context.preference().withCostWeightAtLeast(weight));
      Decision decision = policy.choose(priced, eligible, random);
      return new Paced(priced, decision, Optional.of(pacing.reserve(decision.chosen().expectedCost().usd())));
    }
  }

  /// Whether a candidate was one that may be called.
  boolean offers(Candidate candidate) {
    return decision.appraisals().stream().anyMatch(appraisal -> appraisal.candidate().equals(candidate));
  }

  /// Takes a call of an earlier run into the pace, if it was one of the router's own choices and was paid for.
  static void recall(Pacing pacing, String policy, StoredDecision stored) {
    if (stored.decision().policy().equals(policy) && stored.end().isPresent()) {
      stored.decision().served().ifPresent(served -> recall(pacing, stored, stored.end().get(), served));
    }
  }

  private static void recall(Pacing pacing, StoredDecision stored, CallEnd end, Arm served) {
    var decision = stored.decision().decision();
    pacing.recall(quality(decision.appraisals()), cost(decision.appraisals()),
        decision.appraisal(served).candidate().expectedCost().usd(), end.cost().usd());
  }

  private static double[] quality(List<Appraisal> appraisals) {
    return appraisals.stream().mapToDouble(a -> Math.clamp(a.quality().mean(), 0, 1)).toArray();
  }

  private static double[] cost(List<Appraisal> appraisals) {
    return appraisals.stream().mapToDouble(a -> a.candidate().expectedCost().usd()).toArray();
  }
}
