package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.linear.RidgePrior;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.FeatureVector;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Changes are noticed soon, and chance is not taken for one.
class SurpriseTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void fiveThousandErrorsOfChanceAreNoChange(long seed) {
    Random random = new Random(seed);
    Surprise surprise = Surprise.NONE;
    for (int i = 0; i < 5000; i++) {
      surprise = surprise.after(random.nextGaussian());
      assertThat(surprise.isChange()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.1, 0.5, 0.9, 0.98})
  void tenTimesAThousandOutcomesThatPassOrFailAsForetoldAreNoChange(double passing) {
    double deviation = Math.sqrt(passing * (1 - passing));
    for (long seed = 1; seed <= 10; seed++) {
      Random random = new Random(seed);
      Surprise surprise = Surprise.NONE;
      for (int i = 0; i < 1000; i++) {
        surprise = surprise.after(random.nextDouble() < passing ? 1 : 0, passing, deviation, 0);
        assertThat(surprise.isChange()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0.9, 0.6, 100", "0.7, 0.4, 150", "0.2, 0.5, 150", "0.7, 0.95, 300", "0.5, 0.8, 150"})
  void outcomesThatPassLessOrMoreThanForetoldAreAChange(double foretold, double passing, int within) {
    double deviation = Math.sqrt(foretold * (1 - foretold));
    for (long seed = 1; seed <= 5; seed++) {
      Random random = new Random(seed);
      Surprise surprise = Surprise.NONE;
      int outcomes = 0;
      while (!surprise.isChange()) {
        surprise = surprise.after(random.nextDouble() < passing ? 1 : 0, foretold, deviation, 0);
        outcomes++;
      }
      assertThat(outcomes).isLessThanOrEqualTo(within);
    }
  }

  @ParameterizedTest
  @CsvSource({"0.92, 0.75, 0", "0.75, 0.92, 0", "0.12, -0.05, -0.8", "-0.05, 0.12, -0.8"})
  void gradedOutcomesThatShiftByMoreThanTheyVaryAreAChangeInTwoDozen(double foretold, double graded, double least) {
    Surprise surprise = Surprise.NONE;
    for (int i = 0; i < 24; i++) {
      surprise = surprise.after(graded, foretold, 0.14, least);
    }
    assertThat(surprise.isChange()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-2, -1, 1, 2})
  void aShiftIsNoticedAfterAsManyErrorsAsItsSizeNeeds(double shift) {
    Surprise surprise = Surprise.NONE;
    int errors = 0;
    while (!surprise.isChange()) {
      surprise = surprise.after(shift);
      errors++;
    }
    assertThat(errors).isEqualTo((int) Math.floor(14 / (Math.abs(shift) - 0.35)) + 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anArmThatChangesIsLearnedAnewInDozensOfOutcomesNotThousands(long seed) {
    Random random = new Random(seed);
    Arm arm = new Arm("a");
    LinearArms arms = LinearArms.of(RidgePrior.withIntercept(1, 0.5, 2, 1, 0.17), 1);
    for (int i = 0; i < 2000; i++) {
      arms = arms.observe(arm, FeatureVector.of(1), random.nextDouble() < 0.9 ? 1 : 0);
    }
    for (int i = 0; i < 100; i++) {
      arms = arms.observe(arm, FeatureVector.of(1), random.nextDouble() < 0.2 ? 1 : 0);
    }
    assertThat(arms.estimate(arm, FeatureVector.of(1).withIntercept()).mean()).isLessThan(0.4);
  }
}
