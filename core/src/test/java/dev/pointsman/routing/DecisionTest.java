package dev.pointsman.routing;

import static dev.pointsman.routing.Offers.arm;
import static dev.pointsman.routing.Offers.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionTest {
  @Test
  void theRankingStartsWithTheChosenAndGoesByFallingScore() {
    assertThat(decision(2, 0.4, 0.9, 0.1, 0.7).ranking()).extracting(Candidate::arm)
        .containsExactly(arm(2), arm(1), arm(3), arm(0));
  }

  @Test
  void candidatesOfOneScoreAreRankedAsTheyWereOffered() {
    assertThat(decision(1, 0.5, 0.5, 0.5, 0.5).ranking()).extracting(Candidate::arm)
        .containsExactly(arm(1), arm(0), arm(2), arm(3));
  }

  @Test
  void onlyAChoiceBelowTheHighestScoreExplored() {
    assertThat(decision(0, 0.4, 0.9).explored()).isTrue();
    assertThat(decision(1, 0.4, 0.9).explored()).isFalse();
    assertThat(decision(0, 0.9, 0.9).explored()).isFalse();
    assertThat(decision(0, -3, -2).explored()).isTrue();
    assertThat(decision(0, -3).explored()).isFalse();
  }

  @Test
  void aScaleOfThePolicysOwnIsToldFromAPreferences() {
    var preference = new Preference(0.5, new Money(1000)); // half of a quality of 0.5, less half of the cost
    assertThat(decision(0, -0.25, -0.25).isScoredBy(preference)).isTrue();
    assertThat(decision(0, -0.25, 0.9).isScoredBy(preference)).isFalse();
    assertThat(decision(0, -0.25).isScoredBy(preference.withCostWeight(0.4))).isFalse();
  }

  @Test
  void anArmIsAppraisedOnlyIfItWasOffered() {
    assertThat(decision(0, 0.4, 0.9).appraisal(arm(1)).score()).isEqualTo(0.9);
    assertThatIllegalArgumentException().isThrownBy(() -> decision(0, 0.4, 0.9).appraisal(arm(2)))
        .withMessage("arm-2 was no candidate");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 1.0000000000000002, Double.NaN})
  void whatIsNoProbabilityIsRefused(double propensity) {
    Decision sound = decision(0, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Decision(sound.chosen(), propensity, sound.appraisals()))
        .withMessage("a propensity must lie in (0, 1]: " + propensity);
  }

  @Test
  void aChoiceThatWasNotAppraisedIsRefused() {
    Decision sound = decision(0, 1, 0.5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Decision(sound.chosen(), 1, sound.appraisals().subList(1, 2)))
        .withMessage("the chosen arm-0 was not appraised");
  }

  @Test
  void appraisalsDoNotChangeAfterwards() {
    List<Appraisal> appraisals = new ArrayList<>(decision(0, 1).appraisals());
    var decision = new Decision(appraisals.getFirst().candidate(), 1, appraisals);
    appraisals.clear();
    assertThat(decision.appraisals()).hasSize(1);
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> decision.appraisals().clear());
  }
}
