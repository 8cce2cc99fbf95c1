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
    return Stream.of(PolicySpec.named("frontier").orElseThrow(), new LinUcbSpec(1, Learning.APART),
        new ThompsonSpec(Learning.APART), new EpsilonGreedySpec(0.1, Learning.APART),
        new InverseGapSpec(2, Learning.APART));
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

  /// Measured over twelve seeds, of random's: 0.13 in the mean and at most 0.48 for the house policy, 0.03 to 0.26 for the
  /// others.
  @ParameterizedTest
  @MethodSource("everyLearner")
  void fiveHundredRoundsAfterTheBestTwoArmsSwapItHasRecovered(PolicySpec spec) {
    assertThatItRecovers(spec);
  }

  @ParameterizedTest
  @MethodSource("everyLearner")
  void withoutSteadyForgettingTheChangeIsNoticedAllTheSame(PolicySpec spec) {
    assertThatItRecovers(unforgetting(spec));
  }

  private static void assertThatItRecovers(PolicySpec spec) {
    double sum = 0;
    for (long seed : SEEDS) {
      double share = regretAfterSwap(spec, seed) / regretAfterSwap(new PolicySpec.RandomSpec(), seed);
      assertThat(share).isLessThan(0.6);
      sum += share;
    }
    assertThat(sum / SEEDS.size()).isLessThan(1.0 / 3);
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
    return switch (spec) {
      case FrontierSpec(double optimism, double temperature, double elsewhere, double floor, List<Learning> rivals) ->
        new FrontierSpec(optimism, temperature, elsewhere, floor,
            rivals.stream().map(LearningQualityTest::unforgetting).toList());
      case LinUcbSpec(double alpha, Learning learning) -> new LinUcbSpec(alpha, unforgetting(learning));
      case ThompsonSpec(Learning learning) -> new ThompsonSpec(unforgetting(learning));
      case EpsilonGreedySpec(double epsilon, Learning learning) ->
        new EpsilonGreedySpec(epsilon, unforgetting(learning));
      case InverseGapSpec(double scale, Learning learning) -> new InverseGapSpec(scale, unforgetting(learning));
      default -> spec;
    };
  }

  private static Learning unforgetting(Learning learning) {
    return new Learning(learning.slopePrecision(), learning.sharedPrecision(), 1, learning.pooling());
  }
}
