package dev.pointsman.lab.train;

import dev.pointsman.identity.Calibration;
import dev.pointsman.lab.train.ResponseTrainer.Trained;
import java.util.ArrayList;
import java.util.List;

/// Fits a calibration to scores that a response model did not learn from: the slope and the level of least cross-entropy,
/// by Newton steps from none, each drawn a little towards none.
///
/// Source: Platt 1999. With preferences of both orders the published slope is fitted to pairs and the level to scores; here
/// both are fitted to scores, of which every table has more than pairs.
final class PlattScaling {
  private static final int STEPS = 25;
  private static final double PULL = 10;
  private static final double LEAST_SLOPE = 0.05;

  private PlattScaling() {}

  /// The calibration.
  static Calibration fit(Trained trained, List<Responses> tables) {
    List<double[]> observations = observations(trained, tables);
    double slope = 1;
    double level = 0;
    for (int step = 0; step < STEPS; step++) {
      double g0 = PULL * (slope - 1);
      double g1 = PULL * level;
      double h00 = PULL;
      double h01 = 0;
      double h11 = PULL;
      for (double[] o : observations) {
        double p = 1 / (1 + Math.exp(-(slope * o[0] + level)));
        double w = p * (1 - p);
        g0 += (p - o[1]) * o[0];
        g1 += p - o[1];
        h00 += w * o[0] * o[0];
        h01 += w * o[0];
        h11 += w;
      }
      double determinant = h00 * h11 - h01 * h01;
      slope = Math.max(LEAST_SLOPE, slope - (h11 * g0 - h01 * g1) / determinant);
      level -= (h00 * g1 - h01 * g0) / determinant;
    }
    return new Calibration(slope, level);
  }

  /// Logits and scores.
  private static List<double[]> observations(Trained trained, List<Responses> tables) {
    List<double[]> observations = new ArrayList<>();
    for (Responses table : tables) {
      List<double[]> projected = table.models().stream()
          .map(name -> trained.model().project(trained.identity(name).mean())).toList();
      for (int row = 0; row < table.size(); row++) {
        double[] read = trained.model().read(table.features().get(row));
        for (int m = 0; m < projected.size(); m++) {
          if (!Double.isNaN(table.scores()[row][m])) {
            observations.add(new double[] {trained.model().logit(read, projected.get(m)), table.scores()[row][m]});
          }
        }
      }
    }
    return observations;
  }
}
