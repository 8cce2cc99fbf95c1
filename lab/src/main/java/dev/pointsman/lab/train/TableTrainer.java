package dev.pointsman.lab.train;

import dev.pointsman.lab.world.Dataset;
import dev.pointsman.linear.RidgePrior;
import dev.pointsman.linear.RidgeRegression;
import dev.pointsman.policy.CostModel;
import dev.pointsman.policy.LinearArms;
import dev.pointsman.routing.Arm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Fits regressions to whole tables: what every model made of every prompt, at once.
public final class TableTrainer {
  private static final double LEAST_COST_USD = 1e-9;

  private final Dataset data;

  public TableTrainer(Dataset data) {
    this.data = data;
  }

  /// One regression of quality a model.
  public LinearArms quality(RidgePrior prior) {
    return fitted(prior, data::quality);
  }

  /// One regression of `log(cost / listed cost)` a model.
  public CostModel costs() {
    return CostModel.fitted(fitted(CostModel.prior(data.features()),
        (row, model) -> Math.log(Math.max(LEAST_COST_USD, data.cost(row, model))
            / data.listed(row, model).listedCost().usd())));
  }

  @FunctionalInterface
  private interface Target {
    double of(int row, int model);
  }

  private LinearArms fitted(RidgePrior prior, Target target) {
    List<double[]> xs = new ArrayList<>();
    for (int row = 0; row < data.size(); row++) {
      xs.add(data.features(row).withIntercept());
    }
    SequencedMap<Arm, RidgeRegression> fits = new LinkedHashMap<>();
    long position = 0;
    for (int m = 0; m < data.models().size(); m++) {
      List<double[]> served = new ArrayList<>();
      List<Double> outcomes = new ArrayList<>();
      for (int row = 0; row < data.size(); row++) {
        if (data.isCandidate(row, m)) {
          served.add(xs.get(row));
          outcomes.add(target.of(row, m));
        }
      }
      position += served.size();
      fits.put(data.arms().get(m),
          RidgeRegression.fitted(prior, served, outcomes.stream().mapToDouble(Double::doubleValue).toArray()));
    }
    return LinearArms.fitted(prior, fits, position);
  }
}
