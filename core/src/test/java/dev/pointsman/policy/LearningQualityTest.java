package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.policy.PolicySpec.EpsilonGreedySpec;
import dev.pointsman.policy.PolicySpec.FrontierSpec;
import dev.pointsman.policy.PolicySpec.InverseGapSpec;
import dev.pointsman.policy.PolicySpec.LinUcbSpec;
import dev.pointsman.policy.PolicySpec.ThompsonSpec;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// That learning pays, in a world of five arms that is linear in eight features.
class LearningQualityTest {
  private static final List<Long> SEEDS = List.of(1L, 2L, 3L, 4L, 5L);

  static Stream<PolicySpec> everyLearner() {
    return Stream.of(new FrontierSpec(1, 0.01, 0.02, 0.01, Learning.DEFAULT), new LinUcbSpec(1, Learning.DEFAULT),
        new ThompsonSpec(Learning.DEFAULT), new EpsilonGreedySpec(0.1, Learning.DEFAULT),
        new InverseGapSpec(2, Learning.DEFAULT));
  }

  /// Measured: 0.13 to 0.31 of random's, and at most 0.34 over twenty seeds.
  @ParameterizedTest
  @MethodSource("everyLearner")
  void regretIsAtMostTwoFifthsOfRandoms(PolicySpec spec) {
    for (long seed : SEEDS) {
      assertThat(regret(spec, seed)).isLessThan(0.4 * regret(new PolicySpec.RandomSpec(), seed));
    }
  }

  private static double regret(PolicySpec spec, long seed) {
    var random = new SplittableRandom(seed);
    LinearWorld world = LinearWorld.of(5, 0.4, 0.3, random);
    return world.play(spec.create(LinearWorld.D), LinearWorld.QUALITY, 2000, random.split(), random.split()).regret();
  }

  /// Measured: 0.03 to 0.26 of random's.
  @ParameterizedTest
  @MethodSource("everyLearner")
  void fiveHundredRoundsAfterTheBestTwoArmsSwapItHasRecovered(PolicySpec spec) {
    for (long seed : SEEDS) {
      assertThat(regretAfterSwap(spec, seed)).isLessThan(regretAfterSwap(new PolicySpec.RandomSpec(), seed) / 3);
    }
  }

  @ParameterizedTest
  @MethodSource("everyLearner")
  void withoutSteadyForgettingTheChangeIsNoticedAllTheSame(PolicySpec spec) {
    for (long seed : SEEDS) {
      assertThat(regretAfterSwap(unforgetting(spec), seed))
          .isLessThan(regretAfterSwap(new PolicySpec.RandomSpec(), seed) / 3);
    }
  }

  /// Regret in rounds 501 to 1,000 after the two best arms swapped their qualities, which happens in round 2,001. The
  /// prompt hardly matters in this world, so the arm that became the best is not tried for its prompts' sake.
  private static double regretAfterSwap(PolicySpec spec, long seed) {
    var random = new SplittableRandom(seed);
    LinearWorld world = LinearWorld.of(5, 0.8, 0.02, random);
    LinearWorld swapped = world.withTheBestTwoSwapped();
    var prompts = random.split();
    var chance = random.split();
    Policy settled = world.play(spec.create(LinearWorld.D), LinearWorld.QUALITY, 2000, prompts, chance).policy();
    Policy surprised = swapped.play(settled, LinearWorld.QUALITY, 500, prompts, chance).policy();
    return swapped.play(surprised, LinearWorld.QUALITY, 500, prompts, chance).regret();
  }

  private static PolicySpec unforgetting(PolicySpec spec) {
    var learning = new Learning(Learning.DEFAULT.slopePrecision(), 1);
    return switch (spec) {
      case FrontierSpec(double optimism, double temperature, double elsewhere, double floor, _) ->
        new FrontierSpec(optimism, temperature, elsewhere, floor, learning);
      case LinUcbSpec(double alpha, _) -> new LinUcbSpec(alpha, learning);
      case ThompsonSpec(_) -> new ThompsonSpec(learning);
      case EpsilonGreedySpec(double epsilon, _) -> new EpsilonGreedySpec(epsilon, learning);
      case InverseGapSpec(double scale, _) -> new InverseGapSpec(scale, learning);
      case PolicySpec.RandomSpec _,PolicySpec.CheapestSpec _ -> spec;
    };
  }
}
