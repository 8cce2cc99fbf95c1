package dev.pointsman.lab.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.lab.world.Dataset;
import dev.pointsman.lab.world.Tables;
import dev.pointsman.policy.PilotScore;
import dev.pointsman.policy.PreferencePrior;
import dev.pointsman.policy.PreferencePrior.Belief;
import dev.pointsman.policy.QueryProjection;
import dev.pointsman.routing.Arm;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/// What is said of PILOT besides its curves: regret, and how far its prior lies from the truth.
class PilotFiguresTest {
  private static final Dataset DATA = Tables.data(400, 1);

  private static Contender pilot(PilotScore score, Prior.Kind kind, double... levels) {
    double[][] weights = new double[2][DATA.features()];
    SequencedMap<Arm, Belief> beliefs = new LinkedHashMap<>();
    for (int m = 0; m < levels.length; m++) {
      beliefs.put(DATA.arms().get(m),
          new Belief(score == PilotScore.LINEAR ? levels[m] : 0, new double[] {levels[m], 0},
              0.9));
    }
    var prior = new PreferencePrior(new QueryProjection(weights, new double[] {1, 0}), score, beliefs);
    return Contender.named(score == PilotScore.LINEAR ? "pilot" : "pilot-paper").orElseThrow()
        .informed(new Prior.Beliefs(prior, kind));
  }

  @Test
  void regretAddsUpAndATruePriorHasLessOfItThanItsContrary() {
    double[] means = new double[2];
    for (Prior.Kind kind : List.of(Prior.Kind.PREFS, Prior.Kind.INVERTED)) {
      List<CumulativeRegret.At> regret = CumulativeRegret.of(pilot(PilotScore.LINEAR, kind, -2, 0, 2), DATA,
          List.of(10, 60, 400), 4);
      assertThat(regret).extracting(CumulativeRegret.At::rounds).containsExactly(10, 60, 400);
      assertThat(regret).extracting(CumulativeRegret.At::mean).isSorted();
      means[kind == Prior.Kind.PREFS ? 0 : 1] = regret.get(1).mean();
    }
    assertThat(means[0]).isLessThan(means[1]);
  }

  @Test
  void aPriorsDistanceIsToWhatEveryOutcomeSays() {
    double[] truth = new double[3];
    for (int m = 0; m < 3; m++) {
      double sum = 0;
      int count = 0;
      for (int row = 0; row < DATA.size(); row++) {
        if (DATA.isCandidate(row, m)) {
          sum += DATA.quality(row, m);
          count++;
        }
      }
      truth[m] = sum / (count + 1); // a ridge regression of precision 1 on a constant
    }
    SequencedMap<String, PriorDistance> right = PriorDistance.of(pilot(PilotScore.COSINE, Prior.Kind.PREFS, truth),
        DATA);
    assertThat(right.values()).hasSize(3).allSatisfy(d -> {
      assertThat(d.distance()).isCloseTo(0, within(1e-9));
      assertThat(d.holds()).isTrue();
    });
    double[] wrong = Arrays.stream(truth).map(t -> -t).toArray();
    assertThat(PriorDistance.of(pilot(PilotScore.COSINE, Prior.Kind.PREFS, wrong), DATA).values())
        .allSatisfy(d -> assertThat(d.holds()).isFalse());
  }
}
