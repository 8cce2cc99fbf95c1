package dev.pointsman.policy;

import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Preference;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// A world to learn in: prompts on the unit sphere, answers that are good or bad with a chance linear in the prompt,
/// and arms that cost one, two, three ... thousandths of a dollar.
///
/// @param theta by arm the intercept and the slopes of its chance
/// @param candidates one per arm
record LinearWorld(List<double[]> theta, List<Candidate> candidates) {
  static final int D = 8;
  static final Preference QUALITY = new Preference(0, Money.ofUsd(new BigDecimal("0.005")));

  /// @param spread how far apart the best and the worst arm are on average
  /// @param slope typical weight of one feature
  static LinearWorld of(int arms, double spread, double slope, RandomGenerator random) {
    List<double[]> theta = IntStream.range(0, arms).mapToObj(arm -> {
      double[] weights = random.doubles(D + 1).map(_ -> slope * random.nextGaussian()).toArray();
      weights[0] = 0.5 + spread * ((double) arm / Math.max(1, arms - 1) - 0.5);
      return weights;
    }).toList();
    return new LinearWorld(theta, IntStream.range(0, arms)
        .mapToObj(arm -> Candidate.listed(new Arm("arm-" + arm), new Money(1_000_000L * (arm + 1)))).toList());
  }

  /// The same with the qualities of its two dearest arms, which are the best on average, swapped.
  LinearWorld withTheBestTwoSwapped() {
    int k = theta.size();
    List<double[]> swapped = new ArrayList<>(theta);
    Collections.swap(swapped, k - 1, k - 2);
    return new LinearWorld(swapped, candidates);
  }

  private List<Arm> arms() {
    return candidates.stream().map(Candidate::arm).toList();
  }

  static FeatureVector prompt(RandomGenerator random) {
    double[] x = random.doubles(D).map(_ -> random.nextGaussian()).toArray();
    double norm = Math.sqrt(Arrays.stream(x).map(v -> v * v).sum());
    float[] features = new float[D];
    for (int i = 0; i < D; i++) {
      features[i] = (float) (x[i] / norm);
    }
    return FeatureVector.of(features);
  }

  double quality(Candidate candidate, FeatureVector features) {
    double[] x = features.withIntercept();
    double[] weights = theta.get(arms().indexOf(candidate.arm()));
    return Math.clamp(IntStream.range(0, x.length).mapToDouble(i -> weights[i] * x[i]).sum(), 0, 1);
  }

  Observation.Rated judged(Context context, Decision decision, RandomGenerator random) {
    double good = quality(decision.chosen(), context.features());
    return new Observation.Rated(context, decision, decision.chosen().arm(), random.nextDouble() < good ? 1 : 0);
  }

  private double regret(Context context, Decision decision) {
    double best = candidates.stream().mapToDouble(c -> reward(context, c)).max().orElseThrow();
    return best - reward(context, decision.chosen());
  }

  private double reward(Context context, Candidate candidate) {
    return context.preference().reward(quality(candidate, context.features()), candidate.expectedCost().usd());
  }

  /// A policy after some rounds, and the regret that they cost it.
  record Played(Policy policy, double regret) {}

  Played play(Policy start, Preference preference, int rounds, RandomGenerator world, RandomGenerator chance) {
    Policy policy = start;
    double regret = 0;
    for (int round = 0; round < rounds; round++) {
      Context context = Context.of(prompt(world), preference);
      Decision decision = policy.decide(context, candidates, chance);
      regret += regret(context, decision);
      policy = policy.learn(judged(context, decision, world));
    }
    return new Played(policy, regret);
  }
}
