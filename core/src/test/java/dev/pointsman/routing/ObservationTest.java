package dev.pointsman.routing;

import static dev.pointsman.routing.Offers.arm;
import static dev.pointsman.routing.Offers.context;
import static dev.pointsman.routing.Offers.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObservationTest {
  @Test
  void aFallbackHasNoPropensity() {
    assertThat(new Observation.Rated(context(), decision(0, 1, 2), arm(0), 1).hasPropensity()).isTrue();
    assertThat(new Observation.Rated(context(), decision(0, 1, 2), arm(1), 1).hasPropensity()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
  void aQualityOutsideItsRangeIsNamed(double quality) {
    String message = "a quality must lie in [0, 1]: " + quality;
    Decision decision = decision(0, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Observation.Rated(context(), decision, arm(0), quality)).withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Observation.Revised(context(), decision, arm(0), quality, 1)).withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Observation.Revised(context(), decision, arm(0), 1, quality)).withMessage(message);
  }
}
