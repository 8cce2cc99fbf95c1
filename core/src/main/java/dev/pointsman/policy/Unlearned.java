package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.Observation;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// The baselines that learn nothing: they take quality for an even chance, so that cost alone makes their scores.
enum Unlearned implements Policy {
  /// Any candidate alike, as far as exploration is allowed; the cheapest expected where only cost counts.
  RANDOM {
    @Override
    double[] probabilities(Context context, int size, int cheapest) {
      double[] even = new double[size];
      Arrays.fill(even, 1.0 / size);
      return Chance.limited(even, cheapest, context.preference().costWeight() < 1 ? context.maxExploration() : 0);
    }
  },
  /// The cheapest expected.
  CHEAPEST {
    @Override
    double[] probabilities(Context context, int size, int cheapest) {
      double[] certain = new double[size];
      certain[cheapest] = 1;
      return certain;
    }
  };

  /// Maximum-entropy belief about a number in `[0, 1]`.
  private static final Estimate UNKNOWN = new Estimate(0.5, Math.sqrt(1 / 12.0));

  abstract double[] probabilities(Context context, int size, int cheapest);

  @Override
  public Decision decide(Context context, List<Candidate> candidates, RandomGenerator random) {
    Chance.checkAny(candidates);
    double[] scores = candidates.stream()
        .mapToDouble(c -> context.preference().reward(UNKNOWN.mean(), c.expectedCost().usd())).toArray();
    int cheapest = 0;
    for (int i = 1; i < scores.length; i++) {
      if (candidates.get(i).expectedCost().compareTo(candidates.get(cheapest).expectedCost()) < 0) {
        cheapest = i;
      }
    }
    double[] probabilities = probabilities(context, scores.length, cheapest);
    return Chance.decision(candidates, Collections.nCopies(scores.length, UNKNOWN), scores, probabilities, random);
  }

  @Override
  public Policy learn(Observation observation) {
    return this;
  }

  @Override
  public Policy renamed(UnaryOperator<Arm> names) {
    return this;
  }

  @Override
  public void save(StateWriter out) {}

  @Override
  public Policy restored(StateReader in) {
    return this;
  }
}
