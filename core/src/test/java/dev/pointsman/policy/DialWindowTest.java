package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialWindowTest {
  private static final int ARMS = 7;

  /// A rule that is certain of another arm wherever it is asked.
  private static DoubleFunction<double[]> fickle(long seed) {
    return weight -> {
      double[] probabilities = new double[ARMS];
      probabilities[new SplittableRandom(seed + Double.doubleToLongBits(weight)).nextInt(ARMS)] = 1;
      return probabilities;
    };
  }

  @Test
  void aStepOfTheDialMovesLittleWhateverTheRule() {
    var random = new SplittableRandom(1);
    for (int trial = 0; trial < 5000; trial++) {
      double from = random.nextDouble();
      double to = Math.clamp(from + random.nextDouble(-0.01, 0.01), 0, 1);
      double[] before = DialWindow.mean(from, ARMS, fickle(trial));
      double[] after = DialWindow.mean(to, ARMS, fickle(trial));
      Outlooks.assertProbabilities(before);
      double moved = 0;
      for (int i = 0; i < ARMS; i++) {
        moved += Math.abs(after[i] - before[i]) / 2;
      }
      assertThat(moved).isLessThanOrEqualTo(5 * Math.abs(to - from) + 1e-12);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void atTheEndsOfTheDialTheEndAloneCounts(double end) {
    double[] mean = DialWindow.mean(end, ARMS, fickle(3));
    assertThat(mean).containsExactly(fickle(3).apply(end));
  }

  @Test
  void aRuleThatRisesEvenlyIsKept() {
    double[] mean = DialWindow.mean(0.5, 2, weight -> new double[] {weight, 1 - weight});
    assertThat(mean[0]).isCloseTo(0.5, within(1e-12));
  }
}
