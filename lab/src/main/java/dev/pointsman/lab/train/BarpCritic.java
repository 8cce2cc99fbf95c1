package dev.pointsman.lab.train;

import dev.pointsman.lab.world.Dataset;
import dev.pointsman.linear.RidgePrior;
import dev.pointsman.linear.RidgeRegression;
import dev.pointsman.policy.Learning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What the outcomes that were bought tell of every call: a ridge regression of quality a model, and a model's mean cost.
///
/// The reward that a policy gradient sums is a mix of an outcome that is there and what is foretold of it, and what is foretold
/// alone where it is not: a single outcome is mostly chance, and a net that sees it many times learns it by heart.
final class BarpCritic {
  /// Believes in slopes of 0 as firmly as by so many outcomes.
  private static final double SLOPE_PRECISION = 100;

  private final Dataset data;
  private final Purchases purchases;
  private final double share;
  private final double[][] quality;
  private final double[] cost;

  /// Learns what was bought of some prompts.
  ///
  /// @param share what the foretold quality counts beside an outcome that is there, in `[0, 1]`
  BarpCritic(Dataset data, Purchases purchases, int[] rows, double share) {
    this.data = data;
    this.purchases = purchases;
    this.share = share;
    int models = data.models().size();
    this.quality = new double[data.size()][models];
    this.cost = new double[models];
    int[] distinct = Arrays.stream(rows).distinct().toArray();
    for (int m = 0; m < models; m++) {
      int model = m;
      int[] asked = Arrays.stream(distinct).filter(row -> purchases.has(row, model)).toArray();
      foretell(distinct, model, fitted(asked, model));
      cost[m] = Arrays.stream(asked).mapToDouble(row -> purchases.cost(row, model)).average().orElse(0);
    }
  }

  private RidgeRegression fitted(int[] asked, int model) {
    RidgePrior prior = new Learning(SLOPE_PRECISION, Double.POSITIVE_INFINITY, 1).prior(data.features());
    List<double[]> xs = new ArrayList<>();
    for (int row : asked) {
      xs.add(data.features(row).withIntercept());
    }
    return RidgeRegression.fitted(prior, xs,
        Arrays.stream(asked).mapToDouble(row -> purchases.quality(row, model)).toArray());
  }

  private void foretell(int[] rows, int model, RidgeRegression fit) {
    for (int row : rows) {
      quality[row][model] = Math.clamp(fit.mean(data.features(row).withIntercept()), 0, 1);
    }
  }

  /// The quality that a call counts for, of a prompt that it learned from.
  double quality(int row, int model) {
    double foretold = quality[row][model];
    return purchases.has(row, model)
        ? (1 - share) * purchases.quality(row, model) + share * foretold
        : foretold;
  }

  /// The cost that a call counts for, dollars.
  double cost(int row, int model) {
    return purchases.has(row, model) ? purchases.cost(row, model) : cost[model];
  }
}
