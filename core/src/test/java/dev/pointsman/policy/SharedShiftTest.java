package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.linear.RidgePrior;
import dev.pointsman.linear.RidgeRegression;
import dev.pointsman.linear.SharedShift;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.FeatureVector;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Arms with a shared shift are one regression on `(x, 0, ..., x, ..., 0)`: the shift's coefficients, and each arm's.
class SharedShiftTest {
  private static final int D = 3;
  private static final List<Arm> ARMS = IntStream.range(0, 4).mapToObj(i -> new Arm("arm" + i)).toList();
  private static final RidgePrior PRIOR = RidgePrior.withIntercept(D, 0.5, 2, 4, 0.17);
  private static final double[] SHARED = {3, 0.5, 1, 1};

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "25, 1", "600, 1", "25, 0.8"})
  void theyEqualOneRegressionOverAllArms(int observations, double keep) {
    var random = new SplittableRandom(observations);
    LinearArms arms = LinearArms.sharing(PRIOR, SHARED, 1);
    RidgeRegression whole = RidgeRegression.of(joint());
    for (int i = 0; i < observations; i++) {
      int arm = random.nextInt(3); // the last arm is never met
      FeatureVector x = features(random);
      double y = random.nextDouble();
      arms = arms.observe(ARMS.get(arm), x, y);
      whole = whole.observe(spread(arm, x), y, 1);
      if (keep < 1 && i % 5 == 0) {
        arms = arms.revise(ARMS.get(arm), x, y, keep * y);
        whole = whole.revise(spread(arm, x), y, keep * y, 1);
      }
    }
    FeatureVector at = features(random);
    for (int arm = 0; arm < ARMS.size(); arm++) {
      Estimate estimate = arms.estimate(ARMS.get(arm), at.withIntercept());
      assertThat(estimate.mean()).isCloseTo(whole.mean(spread(arm, at)), within(1e-9));
      assertThat(arms.mean(ARMS.get(arm), at.withIntercept())).isCloseTo(estimate.mean(), within(1e-9));
      double variance = estimate.deviation() * estimate.deviation() / arms.noise(ARMS.get(arm));
      assertThat(variance).isCloseTo(whole.leverage(spread(arm, at)), within(1e-9));
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "NaN"})
  void aSharedPrecisionMustBeAboveZero(double precision) {
    assertThatIllegalArgumentException().isThrownBy(() -> SharedShift.of(PRIOR, new double[] {1, 1, 1, precision}))
        .withMessage("a shared precision must be above zero: " + precision);
  }

  private static RidgePrior joint() {
    int d = D + 1;
    double[] mean = new double[d * (ARMS.size() + 1)];
    double[] precision = Arrays.copyOf(SHARED, mean.length);
    for (int arm = 0; arm < ARMS.size(); arm++) {
      System.arraycopy(PRIOR.mean(), 0, mean, d * (arm + 1), d);
      System.arraycopy(PRIOR.precision(), 0, precision, d * (arm + 1), d);
    }
    return new RidgePrior(mean, precision, PRIOR.noise(), PRIOR.noiseWeight());
  }

  private static double[] spread(int arm, FeatureVector features) {
    double[] x = features.withIntercept();
    double[] spread = Arrays.copyOf(x, x.length * (ARMS.size() + 1));
    System.arraycopy(x, 0, spread, x.length * (arm + 1), x.length);
    return spread;
  }

  private static FeatureVector features(SplittableRandom random) {
    return FeatureVector.of((float) random.nextDouble(), (float) random.nextDouble(), (float) random.nextDouble());
  }
}
