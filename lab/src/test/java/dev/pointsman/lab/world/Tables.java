package dev.pointsman.lab.world;

import dev.pointsman.lab.data.ScoreHeader;
import dev.pointsman.lab.data.ScoreRow;
import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.data.ScoredModel;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Made-up tables: three models, of which the dearer are the better, most of all on prompts of the task `hard`; one prompt
/// in ten has no outcome of the best model.
public final class Tables {
  public static final List<String> MODELS = List.of("small", "medium", "large");
  private static final double[] COST = {0.0001, 0.001, 0.01};
  private static final double[] EASY = {0.8, 0.85, 0.9};
  private static final double[] HARD = {0.2, 0.5, 0.85};

  private Tables() {}

  /// A table of so many prompts.
  public static ScoreTable table(int prompts, long seed) {
    var random = new SplittableRandom(seed);
    List<ScoreRow> rows = new ArrayList<>();
    for (int i = 0; i < prompts; i++) {
      boolean hard = random.nextBoolean();
      double[] scores = new double[3];
      double[] costs = new double[3];
      for (int m = 0; m < 3; m++) {
        scores[m] = random.nextDouble() < (hard ? HARD[m] : EASY[m]) ? 1 : 0;
        costs[m] = COST[m] * (0.5 + random.nextDouble());
      }
      if (i % 10 == 9) {
        scores[2] = Double.NaN;
        costs[2] = Double.NaN;
      }
      rows.add(new ScoreRow("r" + i, hard ? "hard" : "easy", (hard ? "hard " : "easy ") + seed + " " + i,
          OptionalInt.empty(), scores, costs, new int[] {-1, -1, -1}));
    }
    List<ScoredModel> models = MODELS.stream().map(name -> new ScoredModel(name, Optional.empty())).toList();
    return new ScoreTable(new ScoreHeader("made-up", "", "", "", models), rows);
  }

  /// A data set whose one feature tells the task.
  public static Dataset data(int prompts, long seed) {
    ScoreTable table = table(prompts, seed);
    return Dataset.of(table, MODELS, table.rows().stream()
        .map(row -> FeatureVector.of(row.task().equals("hard") ? 1 : -1)).toList());
  }

  /// Two models with the outcomes given, `{quality, cost}` of the one and of the other.
  public static Dataset pair(double[]... outcomes) {
    List<ScoreRow> rows = new ArrayList<>();
    for (double[] outcome : outcomes) {
      rows.add(new ScoreRow("r" + rows.size(), "", "prompt " + rows.size(), OptionalInt.empty(),
          new double[] {outcome[0], outcome[2]}, new double[] {outcome[1], outcome[3]}, new int[] {-1, -1}));
    }
    var models = Stream.of("a", "b").map(name -> new ScoredModel(name, Optional.empty())).toList();
    FeatureVector[] features = new FeatureVector[rows.size()];
    Arrays.fill(features, FeatureVector.of(0));
    return Dataset.of(new ScoreTable(new ScoreHeader("pair", "", "", "", models), rows), List.of("a", "b"),
        List.of(features));
  }
}
