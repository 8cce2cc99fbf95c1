package dev.pointsman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.app.CurveTable.Relative;
import dev.pointsman.lab.report.Hull;
import dev.pointsman.lab.report.Hull.Corner;
import dev.pointsman.lab.report.Summary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

final class CurveTableTest {
  private static Relative run(double bestQuality, Corner... corners) {
    return new Relative(Hull.of(List.of(corners)), new Summary.Model("best", bestQuality, 2));
  }

  @Test
  void everyRunIsHeldAgainstItsOwnBestSingleModel() {
    Relative run = run(0.8, new Corner(0.5, 0.4), new Corner(1, 0.72), new Corner(2, 0.8));
    assertThat(run.quality(0.5)).isEqualTo(90);
    assertThat(run.quality(0.1)).isEqualTo(50);
    assertThat(run.cost(0.95).orElseThrow()).isBetween(0.7499, 0.7501);
    assertThat(run.cost(1.01)).isEmpty();
  }

  @Test
  void theTableTellsMeansDifferencesAndHowManyRunsReachNearlyAll() {
    SequencedMap<String, List<Relative>> curves = new LinkedHashMap<>();
    curves.put("one", List.of(run(1, new Corner(0.2, 0.5), new Corner(2, 1)), run(1, new Corner(0.2, 0.9))));
    curves.put("other", List.of(run(1, new Corner(0.2, 0.4)), run(1, new Corner(0.2, 0.8))));
    assertThat(new CurveTable(curves, "one", "splits").text().lines()).containsExactly(
        "| policy | 10 % | 25 % | 50 % | 99 % costs, splits that reach it | at 25 %, above one |",
        "|---|---|---|---|---|---|", "| one | 70.0 ± 20.0 | 74.2 ± 15.8 | 81.1 ± 8.9 | 98 %, 1 of 2 |  |",
        "| other | 60.0 ± 20.0 | 60.0 ± 20.0 | 60.0 ± 20.0 | 0 of 2 | -14.17 [-67.11, +38.78] |");
    assertThatThrownBy(() -> new CurveTable(curves, "third", "splits").text())
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("third");
  }
}
