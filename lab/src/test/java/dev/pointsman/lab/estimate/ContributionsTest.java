package dev.pointsman.lab.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The interval of a ratio of sums.
class ContributionsTest {
  private static Value value(Contributions contributions, long seed) {
    return contributions.value(new SplittableRandom(seed), Contributions.RESAMPLES);
  }

  private static Contributions normal(int rounds, double deviation) {
    RandomGenerator random = new SplittableRandom(1);
    Contributions contributions = new Contributions();
    for (int i = 0; i < rounds; i++) {
      contributions.add(3 + deviation * random.nextGaussian(), 1);
    }
    return contributions;
  }

  @Test
  void ofANormalMeanIsTwoStandardErrorsEitherWay() {
    Value value = value(normal(10_000, 0.5), 1);
    assertThat(value.mean() - value.low()).isEqualTo(1.96 * 0.005, within(0.001));
    assertThat(value.high() - value.mean()).isEqualTo(1.96 * 0.005, within(0.001));
  }

  @Test
  void manyRoundsShareGroupsAndKeepMeanAndInterval() {
    int many = 5 * Contributions.MOST_GROUPS + 17;
    Value value = value(normal(many, 0.5), 1);
    double half = 1.96 * 0.5 / Math.sqrt(many);
    assertThat(value.mean()).isEqualTo(3, within(2 * half));
    assertThat(value.high() - value.low()).isEqualTo(2 * half, within(0.2 * half));
  }

  @Test
  void theLastGroupMayBeShort() {
    Contributions contributions = new Contributions();
    for (int i = 0; i < 2 * Contributions.MOST_GROUPS + 1; i++) {
      contributions.add(i, 1);
    }
    assertThat(contributions.mean()).isEqualTo(Contributions.MOST_GROUPS);
  }

  @Test
  void theSameSeedGivesTheSameInterval() {
    Contributions contributions = normal(500, 1);
    assertThat(value(contributions, 7)).isEqualTo(value(contributions, 7)).isNotEqualTo(value(contributions, 8));
  }

  @Test
  void numbersThatAreAlikeHaveNoWidth() {
    Contributions contributions = new Contributions();
    for (int i = 0; i < 300; i++) {
      contributions.add(0.1 * (i % 7), i % 7);
    }
    assertThat(value(contributions, 1)).isEqualTo(new Value(contributions.mean(), contributions.mean(),
        contributions.mean()));
  }

  @Test
  void aSingleOddOneLeavesTheSideUnboundedWhereMoreMayHide() {
    Contributions contributions = new Contributions();
    for (int i = 0; i < 300; i++) {
      contributions.add(i == 0 ? 0 : 1, 1);
    }
    Value value = value(contributions, 1);
    assertThat(value.isBounded()).isFalse();
    assertThat(value.low()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(value.within(0, 1).low()).isZero();
  }

  @Test
  void aLongTailWidensTheSideOfTheTail() {
    RandomGenerator random = new SplittableRandom(2);
    Contributions contributions = new Contributions();
    for (int i = 0; i < 200; i++) {
      contributions.add(Math.exp(1.2 * random.nextGaussian()), 1);
    }
    Value value = value(contributions, 1);
    assertThat(value.high() - value.mean()).isGreaterThan(1.2 * (value.mean() - value.low()));
  }

  @Test
  void anEstimateOutsideOfWhatIsPossibleKeepsItsEnd() {
    assertThat(new Value(1.02, 0.9, 1.1).within(0, 1)).isEqualTo(new Value(1.02, 0.9, 1.02));
    assertThat(new Value(0.5, -0.1, 1.1).within(0, 1)).isEqualTo(new Value(0.5, 0, 1));
    assertThat(new Value(-0.1, -0.2, 0.1).within(0, 1)).isEqualTo(new Value(-0.1, -0.1, 0.1));
  }

  @Test
  void fewLargeErrorsCountAsFewDegreesOfFreedom() {
    double[] even = {1, -1, 1, -1, 1, -1, 1, -1};
    double[] uneven = {10, -1, 1, -1, 1, -1, 1, -1};
    assertThat(Contributions.freedom(even)).isEqualTo(8);
    assertThat(Contributions.freedom(uneven)).isEqualTo(4);
  }
}
