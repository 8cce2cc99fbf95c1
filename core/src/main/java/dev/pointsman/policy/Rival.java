package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Grounds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Regressions under one prior among several, and how well it has foretold outcomes. Immutable.
///
/// @param arms regressions of quality, or of what differs from what was foretold
/// @param believing whether it believes in what is foretold of arms
/// @param score the log densities that it gave to outcomes before it learned them, older ones counting less
record Rival(LinearArms arms, boolean believing, double score) {
  /// Beliefs about quality.
  ///
  /// @param foretold what is added to the quality that is expected of each arm
  List<Estimate> estimates(List<Arm> several, double[] x, double[] foretold) {
    List<Estimate> learned = arms.estimates(several, x);
    if (!believing) {
      return learned;
    }
    List<Estimate> estimates = new ArrayList<>();
    for (int i = 0; i < foretold.length; i++) {
      Estimate estimate = learned.get(i);
      double believed = foretold[i];
      estimates.add(new Estimate(estimate.mean() + believed, estimate.deviation(),
          estimate.grounds().map(grounds -> new Grounds(grounds.prior() + believed, grounds.judgements()))));
    }
    return estimates;
  }

  /// The same after an outcome.
  ///
  /// @param keep what earlier densities still count, in `(0, 1]`
  Rival rated(Arm arm, FeatureVector features, double quality, double foretold, double keep) {
    double believed = believing ? foretold : 0;
    return new Rival(arms.observe(arm, features, quality, believed), believing,
        keep * score + arms.logDensity(arm, features, quality - believed));
  }

  Rival revised(Arm arm, FeatureVector features, double before, double quality, double foretold) {
    double less = believing ? foretold : 0;
    return new Rival(arms.revise(arm, features, before - less, quality - less), believing, score);
  }

  Rival renamed(UnaryOperator<Arm> names) {
    return new Rival(arms.renamed(names), believing, score);
  }

  void save(StateWriter out) {
    out.put(score);
    arms.save(out);
  }

  Rival restored(StateReader in) {
    double saved = in.number();
    return new Rival(arms.restored(in), believing, saved);
  }
}
