package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pointsman.policy.PolicySpec.EpsilonGreedySpec;
import dev.pointsman.policy.PolicySpec.FrontierSpec;
import dev.pointsman.policy.PolicySpec.InverseGapSpec;
import dev.pointsman.policy.PolicySpec.LinUcbSpec;
import org.junit.jupiter.api.Test;

class PolicySpecTest {
  private static final Learning LEARNING = Learning.APART;

  @Test
  void everyNameStandsForASpecTheHousePolicyFirst() {
    assertThat(PolicySpec.names()).allMatch(name -> PolicySpec.named(name).isPresent()).startsWith("frontier");
    assertThat(PolicySpec.named("frontier")).containsInstanceOf(FrontierSpec.class);
    assertThat(PolicySpec.named("Frontier")).isEmpty();
  }

  @Test
  void aSpecOutsideItsRangesIsNamedWithItsRule() {
    refused(() -> new FrontierSpec(-1, 1, 0, 0, LEARNING), "optimism must be finite and at least 0: -1.0");
    refused(() -> new FrontierSpec(1, 0, 0, 0, LEARNING), "temperature must be finite and above 0: 0.0");
    refused(() -> new FrontierSpec(1, 1, -0.1, 0, LEARNING), "elsewhere must be at least 0: -0.1");
    refused(() -> new FrontierSpec(1, 1, 0, Double.NaN, LEARNING), "floor must be at least 0: NaN");
    refused(() -> new FrontierSpec(1, 1, 0.75, 0.25, LEARNING), "elsewhere and floor together must be below 1: 1.0");
    refused(() -> new LinUcbSpec(-1, LEARNING), "alpha must be finite and at least 0: -1.0");
    refused(() -> new EpsilonGreedySpec(1.1, LEARNING), "epsilon must lie in [0, 1]: 1.1");
    refused(() -> new InverseGapSpec(0, LEARNING), "scale must be finite and above 0: 0.0");
    refused(() -> new Learning(0, 1, 1), "slope_precision must be above 0: 0.0");
    refused(() -> new Learning(1, 1, 0), "keep must lie in (0, 1]: 0.0");
    refused(() -> new Learning(1, 1, 1.1), "keep must lie in (0, 1]: 1.1");
  }

  private static void refused(Runnable spec, String message) {
    assertThatIllegalArgumentException().isThrownBy(spec::run).withMessage(message);
  }
}
