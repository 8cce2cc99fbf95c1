package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.Money;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingsTest {
  private static Appraisal thought(String arm, double quality, double costUsd) {
    return new Appraisal(Candidate.listed(new Arm(arm), Money.roundedUp(costUsd)), new Estimate(quality, 0.1), 0, 0);
  }

  private static final List<Appraisal> OFFERED = List.of(thought("good", 0.1, 0.05), thought("poor", 0.9, 0.0007));

  private static Standings met(Standings standings, List<Appraisal> prompt) {
    return standings.served(prompt).judged(prompt);
  }

  /// Where a dear arm is the best on the whole, whatever is thought of it on the prompt at hand.
  private static Standings known() {
    Standings standings = Standings.NONE;
    for (int i = 0; i < 2000; i++) {
      standings = met(standings,
          List.of(thought("good", 0.8, 0.01 + 0.001 * (i % 3 - 1)), thought("poor", 0.4, 0.0001)));
    }
    return standings;
  }

  @Test
  void theBestOnTheWholeIsWhatCounts() {
    assertThat(known().costOfBestUsd(OFFERED, 1e-9)).isCloseTo(0.01, within(1e-4));
    assertThat(known().costOfBestUsd(OFFERED.subList(1, 2), 1e-9)).isCloseTo(0.0001, within(1e-9));
    assertThat(known().costOfBestUsd(OFFERED.subList(1, 2), 0.002)).isCloseTo(0.002, within(1e-12));
  }

  @Test
  void armsThatAreAsGoodAsEqualCountAlike() {
    Standings standings = met(Standings.NONE, List.of(thought("a", 0.7, 0.01), thought("b", 0.7, 0.0001)));
    assertThat(standings.costOfBestUsd(List.of(thought("a", 0, 1), thought("b", 0, 1)), 1e-9))
        .isCloseTo(0.001, within(1e-9));
  }

  @Test
  void anArmThatWasNotMetStandsAsItDoesOnThePromptBesideThoseThatWere() {
    Appraisal good = OFFERED.getFirst(); // 0.7 worse and five times as dear as on the whole
    assertThat(known().costOfBestUsd(List.of(good, thought("new", 0.3, 0.03)), 1e-9)).isCloseTo(0.006, within(1e-4));
    assertThat(known().costOfBestUsd(List.of(good, thought("new", 0, 0.03)), 1e-9)).isCloseTo(0.01, within(1e-3));
    assertThat(known().costOfBestUsd(List.of(thought("new", 1, 0.03)), 1e-9)).isCloseTo(0.03, within(1e-9));
  }

  @Test
  void anArmIsNotThoughtBetterForEasyPrompts() {
    List<Appraisal> easy = List.of(thought("good", 0.99, 0.01), thought("poor", 0.9, 0.0001),
        thought("new", 0.95, 0.0001));
    Standings standings = met(met(known(), easy), easy);
    List<Appraisal> offered = List.of(thought("good", 0.8, 0.01), thought("new", 0.8, 0.0001));
    assertThat(standings.costOfBestUsd(offered, 1e-9)).isCloseTo(0.01, within(1e-3));
  }

  @Test
  void whatWasThoughtLatelyCounts() {
    Standings standings = known();
    for (int i = 0; i < 2000; i++) {
      standings = met(standings, List.of(thought("good", 0.8, 0.02)));
    }
    assertThat(standings.costOfBestUsd(OFFERED, 1e-9)).isCloseTo(0.02, within(5e-4));
  }

  @Test
  void aPriceThatMovesIsFollowedWithoutAJudgement() {
    Standings standings = known();
    for (int i = 0; i < 2000; i++) {
      standings = standings.served(List.of(thought("good", 0, 0.02), thought("poor", 1, 0.0001)));
    }
    assertThat(standings.costOfBestUsd(OFFERED, 1e-9)).isCloseTo(0.02, within(5e-4));
  }

  @Test
  void standingsAreRestoredBitForBit() {
    var out = new StateWriter();
    known().save(out);
    assertThat(Standings.read(new StateReader(out.toBytes()))).isEqualTo(known());
  }
}
