package dev.pointsman.gateway;

import dev.pointsman.budget.Pacing;
import dev.pointsman.gateway.store.CallEnd;
import dev.pointsman.gateway.store.StoredDecision;
import dev.pointsman.policy.Policy;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// What a request may have at the pace of a router's money, by what the policy itself thinks of the candidates.
///
/// @param context with a cost weight that is at least what the caller asked for
/// @param candidates that may be called: at least one
record Rationing(Context context, List<Candidate> candidates) {
  static Rationing of(Pacing pacing, Policy policy, Context context, List<Candidate> candidates) {
    var guess = policy.decide(context.withoutExploration(), candidates, new SplittableRandom(0));
    Pacing.Terms terms = pacing.next(quality(guess.appraisals()), cost(guess.appraisals()));
    return new Rationing(context.withPreference(context.preference().withPriceAtLeast(terms.price())),
        IntStream.range(0, candidates.size()).filter(i -> terms.eligible()[i]).mapToObj(candidates::get).toList());
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
