package dev.pointsman.lab.evaluate;

import dev.pointsman.lab.report.Point;
import java.util.List;

/// What came of one contender under one seed.
///
/// @param calls training calls
/// @param costUsd their price
/// @param points in the order of the plan: cost weights, then budgets
record Part(String policy, long seed, String feedback, long calls, double costUsd, List<Point> points) {
  /// The same under another seed, which makes no difference.
  Part under(long other) {
    return new Part(policy, other, feedback, calls, costUsd,
        points.stream().map(p -> new Point(p.policy(), other, p.feedback(), p.knob(), p.trainedPerPoint(), p.quality(),
            p.cost(), p.regret(), p.unserved(), p.shares(), p.phases())).toList());
  }
}
