package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pointsman.policy.PolicySpec.EpsilonGreedySpec;
import dev.pointsman.policy.PolicySpec.FrontierSpec;
import dev.pointsman.policy.PolicySpec.InverseGapSpec;
import dev.pointsman.policy.PolicySpec.LinUcbSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicySpecTest {
  private static final Learning LEARNING = Learning.APART;
  private static final List<Learning> RIVALS = Learning.RIVALS;

  @Test
  void everyNameStandsForASpecTheHousePolicyFirst() {
    assertThat(PolicySpec.names()).allMatch(name -> PolicySpec.named(name).isPresent()).startsWith("frontier");
    assertThat(PolicySpec.named("frontier")).containsInstanceOf(FrontierSpec.class);
    assertThat(PolicySpec.named("Frontier")).isEmpty();
  }

  @Test
  void exploringTheFrontierOwesNothingToTheRequest() {
    var exploring = (FrontierSpec) PolicySpec.named("frontier").orElseThrow().exploring();
    assertThat(exploring.elsewhere() + exploring.floor()).isEqualTo(1);
    PolicySpec thompson = PolicySpec.named("thompson").orElseThrow();
    assertThat(thompson.exploring()).isSameAs(thompson);
  }

  @Test
  void aSpecOutsideItsRangesIsNamedWithItsRule() {
    refused(() -> new FrontierSpec(-1, 1, 0, 0, RIVALS), "optimism must be finite and at least 0: -1.0");
    refused(() -> new FrontierSpec(1, 0, 0, 0, RIVALS), "temperature must be finite and above 0: 0.0");
    refused(() -> new FrontierSpec(1, 1, -0.1, 0, RIVALS), "elsewhere must be at least 0: -0.1");
    refused(() -> new FrontierSpec(1, 1, 0, Double.NaN, RIVALS), "floor must be at least 0: NaN");
    refused(() -> new FrontierSpec(1, 1, 0.75, 0.5, RIVALS), "elsewhere and floor together must be at most 1: 1.25");
    refused(() -> new FrontierSpec(1, 1, 0, 0, List.of()), "a policy needs at least one prior to learn from");
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
