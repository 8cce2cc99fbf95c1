package dev.pointsman.bench;

import dev.pointsman.budget.PacedStream;
import dev.pointsman.budget.Pacing;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Preference;
import dev.pointsman.routing.Usage;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One decision, one pricing of the candidates, and one round of learning, after 500 rounds.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecideBenchmark {
  @Param({"frontier", "linucb", "thompson"})
  String policy = "frontier";

  @Param({"64"})
  int features = 64;

  @Param({"11", "64"})
  int arms = 11;

  private final SplittableRandom random = new SplittableRandom(1);
  private final Pacing pacing = new PacedStream(5e-6);
  private LearnedState state = LearnedState.untrained(new PolicySpec.RandomSpec(), 0);
  private Context context = Context.of(FeatureVector.of(), new Preference(0, new Money(1)));
  private List<Candidate> listed = List.of();
  private List<Candidate> priced = List.of();

  /// Learns 500 rounds.
  @Setup
  public void learn() {
    state = LearnedState.untrained(PolicySpec.named(policy).orElseThrow(), features);
    listed = IntStream.range(0, arms).mapToObj(i -> Candidate.listed(new Arm("arm-" + i), new Money(1000L * (i + 1))))
        .toList();
    for (int i = 0; i < 500; i++) {
      round();
    }
    priced = state.price(context.features(), listed);
  }

  private void round() {
    context = Context.of(features(), new Preference(0.3, new Money(10_000)));
    Decision decision = state.policy().decide(context, state.price(context.features(), listed), random);
    Arm arm = decision.chosen().arm();
    state = state
        .learn(new Observation.Served(context, decision, arm, Usage.of(100, 100), decision.chosen().listedCost()))
        .learn(new Observation.Rated(context, decision, arm, random.nextDouble()));
  }

  private FeatureVector features() {
    float[] values = new float[features];
    for (int i = 0; i < features; i++) {
      values[i] = (float) (random.nextGaussian() / Math.sqrt(features));
    }
    return FeatureVector.of(values);
  }

  /// A decision over priced candidates.
  @Benchmark
  public Decision decide() {
    return state.policy().decide(context, priced, random);
  }

  /// The terms of a request under a budget, which are set anew every fifth time.
  @Benchmark
  public Pacing.Terms pace() {
    double[] quality = new double[arms];
    double[] cost = new double[arms];
    for (int i = 0; i < arms; i++) {
      quality[i] = random.nextDouble();
      cost[i] = priced.get(i).expectedCost().usd();
    }
    return pacing.next(quality, cost);
  }

  /// Expected costs of all candidates.
  @Benchmark
  public List<Candidate> price() {
    return state.price(context.features(), listed);
  }

  /// A whole round: price, decide, learn cost and quality. The state is not kept.
  @Benchmark
  public LearnedState learnRound() {
    LearnedState before = state;
    round();
    LearnedState after = state;
    state = before;
    return after;
  }
}
