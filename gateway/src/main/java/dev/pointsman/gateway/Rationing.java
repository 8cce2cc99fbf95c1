package dev.pointsman.gateway;

import dev.pointsman.budget.KnapsackWindows;
import dev.pointsman.policy.Policy;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Leaves a policy the candidates that a router's ration bears, by what the policy itself thinks of them.
record Rationing(KnapsackWindows windows) {
  /// The candidates that are left for a request: at least one.
  List<Candidate> within(Policy policy, Context context, List<Candidate> candidates) {
    var guess = policy.decide(context.withoutExploration(), candidates, new SplittableRandom(0));
    double[] quality = guess.appraisals().stream().mapToDouble(a -> Math.clamp(a.quality().mean(), 0, 1)).toArray();
    double[] cost = candidates.stream().mapToDouble(c -> c.expectedCost().usd()).toArray();
    boolean[] eligible = windows.next(quality, cost);
    return IntStream.range(0, eligible.length).filter(i -> eligible[i]).mapToObj(candidates::get).toList();
  }
}
