package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChanceTest {
  private static final double[] PROBABILITIES = {0, 0.25, 0, 0.5, 0.25, 0};

  @ParameterizedTest
  @CsvSource({"0, 1", "0.2499, 1", "0.25, 3", "0.7499, 3", "0.75, 4", "0.9999999999999999, 4"})
  void eachIndexOwnsAStretchAsLongAsItsProbability(double number, int expected) {
    assertThat(Chance.draw(PROBABILITIES, new Scripted(number))).isEqualTo(expected);
  }

  @Test
  void whatRoundingLeavesOverGoesToTheLastThatIsPossible() {
    double[] shortOfOne = {0.3, 0.6999999, 0};
    assertThat(Chance.draw(shortOfOne, new Scripted(0.99999999))).isEqualTo(1);
  }

  @Test
  void aLimitTakesFromTheOthersInProportionAndGivesToTheBestGuess() {
    assertThat(Chance.limited(PROBABILITIES, 1, 0.3)).containsExactly(new double[] {0, 0.7, 0, 0.2, 0.1, 0},
        within(1e-15));
    assertThat(Chance.limited(PROBABILITIES, 0, 0.5)).containsExactly(new double[] {0.5, 0.125, 0, 0.25, 0.125, 0},
        within(1e-15));
    assertThat(Chance.limited(PROBABILITIES, 3, 0)).containsExactly(0, 0, 0, 1, 0, 0);
  }

  @Test
  void aLimitThatIsKeptAlreadyChangesNothing() {
    assertThat(Chance.limited(PROBABILITIES, 3, 0.5)).isEqualTo(PROBABILITIES);
    assertThat(Chance.limited(PROBABILITIES, 0, 1)).isEqualTo(PROBABILITIES);
  }
}
