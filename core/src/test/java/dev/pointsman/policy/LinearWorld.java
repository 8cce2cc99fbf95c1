package dev.pointsman.policy;

import dev.pointsman.linear.SymmetricMatrix;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Preference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// A world to learn in: prompts on the unit sphere, answers that are good or bad with a chance linear in the prompt,
/// and arms that cost one, two, three ... thousandths of a dollar.
///
/// @param candidates from the worst to the best on average
/// @param theta by arm the intercept and the slopes of its chance
record LinearWorld(List<Candidate> candidates, Map<Arm, double[]> theta) {
  static final int D = 8;
  static final Preference QUALITY = new Preference(0, new Money(5_000_000));

  /// @param spread how far apart the best and the worst arm are on average
  /// @param slope typical weight of one feature
  static LinearWorld of(int arms, double spread, double slope, RandomGenerator random) {
    List<Candidate> candidates = IntStream.range(0, arms)
        .mapToObj(arm -> Candidate.listed(new Arm("arm-" + arm), new Money(1_000_000L * (arm + 1)))).toList();
    Map<Arm, double[]> theta = new HashMap<>();
    for (int arm = 0; arm < arms; arm++) {
      double[] weights = DoubleStream.generate(() -> slope * random.nextGaussian()).limit(D + 1).toArray();
      weights[0] = 0.5 + spread * ((double) arm / Math.max(1, arms - 1) - 0.5);
      theta.put(candidates.get(arm).arm(), weights);
    }
    return new LinearWorld(candidates, theta);
  }

  /// The same with the qualities of the two arms that are best on average swapped.
  LinearWorld withTheBestTwoSwapped() {
    Arm best = candidates.getLast().arm();
    Arm second = candidates.get(candidates.size() - 2).arm();
    Map<Arm, double[]> swapped = new HashMap<>(theta);
    swapped.put(best, weights(second));
    swapped.put(second, weights(best));
    return new LinearWorld(candidates, swapped);
  }

  static FeatureVector prompt(RandomGenerator random) {
    double[] x = DoubleStream.generate(random::nextGaussian).limit(D).toArray();
    double norm = Math.sqrt(SymmetricMatrix.dot(x, x));
    float[] features = new float[D];
    for (int i = 0; i < D; i++) {
      features[i] = (float) (x[i] / norm);
    }
    return FeatureVector.of(features);
  }

  Observation.Rated judged(Context context, Decision decision, RandomGenerator random) {
    Arm served = decision.chosen().arm();
    double good = random.nextDouble() < quality(served, context.features().withIntercept()) ? 1 : 0;
    return new Observation.Rated(context, decision, served, good);
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

  private double regret(Context context, Decision decision) {
    double[] x = context.features().withIntercept();
    double best = candidates.stream().mapToDouble(c -> reward(c, x, context.preference())).max().orElseThrow();
    return best - reward(decision.chosen(), x, context.preference());
  }

  private double reward(Candidate candidate, double[] x, Preference preference) {
    return preference.reward(quality(candidate.arm(), x), candidate.expectedCost().usd());
  }

  private double quality(Arm arm, double[] x) {
    return Math.clamp(SymmetricMatrix.dot(weights(arm), x), 0, 1);
  }

  private double[] weights(Arm arm) {
    return Objects.requireNonNull(theta.get(arm));
  }
}
