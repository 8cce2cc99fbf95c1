package dev.pointsman.lab.train;

import dev.pointsman.identity.Calibration;
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
  static Calibration fit(List<CrossFit.Observation> observations) {
    double slope = 1;
    double level = 0;
    for (int step = 0; step < STEPS; step++) {
      double g0 = PULL * (slope - 1);
      double g1 = PULL * level;
      double h00 = PULL;
      double h01 = 0;
      double h11 = PULL;
      for (CrossFit.Observation o : observations) {
        double p = 1 / (1 + Math.exp(-(slope * o.logit() + level)));
        double w = p * (1 - p);
        g0 += (p - o.score()) * o.logit();
        g1 += p - o.score();
        h00 += w * o.logit() * o.logit();
        h01 += w * o.logit();
        h11 += w;
      }
      double determinant = h00 * h11 - h01 * h01;
      slope = Math.max(LEAST_SLOPE, slope - (h11 * g0 - h01 * g1) / determinant);
      level -= (h00 * g1 - h01 * g0) / determinant;
    }
    return new Calibration(slope, level);
  }
}
