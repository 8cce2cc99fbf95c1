package dev.pointsman.lab.evaluate;

import dev.pointsman.lab.world.Dataset;
import dev.pointsman.linear.RidgePrior;
import dev.pointsman.linear.RidgeRegression;
import dev.pointsman.linear.SymmetricMatrix;
import dev.pointsman.policy.PreferencePrior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// How far a model's preference embedding lies from what all outcomes say, both in the space of projected prompts at length 1.
///
/// PILOT's regret bound is no larger than that of a ridge regression from zero where `||theta_pref - theta*|| <= ||theta*||`
/// (arXiv 2508.21141, proposition 2.1).
///
/// @param distance `||theta_pref - theta*||`
/// @param norm `||theta*||`
public record PriorDistance(double distance, double norm) {
  /// Whether the bound's condition holds.
  public boolean holds() {
    return distance <= norm;
  }

  /// The distances of a contender's prior, by model that preferences speak of.
  ///
  /// @param data whose every outcome tells `theta*`, by a ridge regression of precision 1
  public static SequencedMap<String, PriorDistance> of(Contender contender, Dataset data) {
    PreferencePrior prior = (PreferencePrior) ((Prior.Beliefs) contender.prior().orElseThrow()).learned();
    SequencedMap<String, PriorDistance> distances = new LinkedHashMap<>();
    for (int m = 0; m < data.models().size(); m++) {
      int model = m;
      prior.belief(data.arms().get(m)).ifPresent(
          belief -> distances.put(data.models().get(model), of(belief.embedding(), truth(prior, data, model))));
    }
    return distances;
  }

  private static double[] truth(PreferencePrior prior, Dataset data, int model) {
    List<double[]> xs = new ArrayList<>();
    List<Double> ys = new ArrayList<>();
    for (int row = 0; row < data.size(); row++) {
      if (data.isCandidate(row, model)) {
        xs.add(prior.projection().direction(data.features(row)));
        ys.add(data.quality(row, model));
      }
    }
    double[] zero = new double[prior.projection().outputs()];
    double[] one = zero.clone();
    Arrays.fill(one, 1);
    return RidgeRegression.fitted(new RidgePrior(zero, one, 1, 1), xs,
        ys.stream().mapToDouble(Double::doubleValue).toArray()).theta();
  }

  private static PriorDistance of(double[] preferred, double[] truth) {
    double[] difference = new double[truth.length];
    Arrays.setAll(difference, i -> preferred[i] - truth[i]);
    return new PriorDistance(Math.sqrt(SymmetricMatrix.dot(difference, difference)),
        Math.sqrt(SymmetricMatrix.dot(truth, truth)));
  }
}
