package dev.pointsman.lab.train;

import dev.pointsman.budget.Pacer;
import dev.pointsman.identity.Kinds;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.linear.RidgePrior;
import dev.pointsman.linear.RidgeRegression;
import dev.pointsman.policy.CostModel;
import dev.pointsman.policy.LinearArms;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// Fits regressions to whole tables: what every model made of every prompt, at once.
public final class TableTrainer {
  private static final double LEAST_COST_USD = 1e-9;
  private static final double[] WEIGHTS = {0, 0.05, 0.1, 0.2, 0.4};

  private final Dataset data;
  private final double[][] foretold;
  private final Inputs inputs;

  /// What a regression is on.
  @FunctionalInterface
  private interface Inputs {
    /// With the constant 1 in front.
    double[] of(int row, int model);
  }

  public TableTrainer(Dataset data) {
    this.data = data;
    this.foretold = new double[data.size()][data.models().size()];
    this.inputs = plain();
  }

  /// Fits regressions of what is foretold wrongly, on features, kinds and what is foretold.
  ///
  /// @param foretold quality by row and model
  TableTrainer(Dataset data, double[][] foretold, Kinds kinds) {
    this.data = data;
    this.foretold = foretold;
    double[][] shares = IntStream.range(0, data.size()).mapToObj(row -> kinds.shares(data.features(row)))
        .toArray(double[][]::new);
    this.inputs = (row, model) -> Kinds.beside(data.features(row), shares[row], foretold[row][model]).withIntercept();
  }

  private Inputs plain() {
    double[][] inputs = IntStream.range(0, data.size()).mapToObj(row -> data.features(row).withIntercept())
        .toArray(double[][]::new);
    return (row, _) -> inputs[row];
  }

  private double missed(int row, int model) {
    return data.quality(row, model) - foretold[row][model];
  }

  /// One regression a model, of quality or of what is foretold wrongly, from the prior that routes best: over every row of
  /// the table, predicted by all others alone, the sum of the rewards `(1 - w) q - w c / tau` of the choices that would have been made, at a few weights `w`.
  ///
  /// A row's prediction by the others is `y - e / (1 - h)`, with what the fit leaves of it `e` and its leverage `h`.
  ///
  /// @param priors at least one; of equals the first
  /// @param costs what calls are expected to cost
  public LinearArms quality(List<RidgePrior> priors, CostModel costs) {
    double tau = data.tau();
    double[][] expected = expected(costs);
    LinearArms best = fitted(priors.getFirst(), inputs, this::missed);
    double most = priors.size() == 1 ? 0 : earned(best, expected, tau);
    for (RidgePrior prior : priors.subList(1, priors.size())) {
      LinearArms fit = fitted(prior, inputs, this::missed);
      double reward = earned(fit, expected, tau);
      if (reward > most) {
        best = fit;
        most = reward;
      }
    }
    return best;
  }

  /// What calls are expected to cost, dollars, by row and model.
  double[][] expected(CostModel costs) {
    double[][] expected = new double[data.size()][data.models().size()];
    for (int row = 0; row < data.size(); row++) {
      for (int m = 0; m < data.models().size(); m++) {
        expected[row][m] = costs.price(data.features(row), List.of(data.listed(row, m))).getFirst().expectedCost()
            .usd();
      }
    }
    return expected;
  }

  private double earned(LinearArms fit, double[][] expected, double tau) {
    double reward = 0;
    for (int row = 0; row < data.size(); row++) {
      double[] predicted = leftOut(fit, row);
      for (double weight : WEIGHTS) {
        int best = Pacer.best(predicted, expected[row], weight / ((1 - weight) * tau));
        reward += (1 - weight) * data.quality(row, best) - weight * data.cost(row, best) / tau;
      }
    }
    return reward;
  }

  /// What all other rows predict of a row, by model; NaN where it is no candidate.
  double[] leftOut(LinearArms fit, int row) {
    double[] predicted = new double[data.models().size()];
    for (int m = 0; m < predicted.length; m++) {
      Arm arm = data.arms().get(m);
      Estimate estimate = fit.estimate(arm, inputs.of(row, m));
      double leverage = estimate.deviation() * estimate.deviation() / fit.noise(arm);
      double quality = data.quality(row, m);
      predicted[m] = quality - (missed(row, m) - estimate.mean()) / Math.max(1e-9, 1 - leverage);
    }
    return predicted;
  }

  /// One regression of `log(cost / listed cost)` a model.
  public CostModel costs() {
    return CostModel.fitted(fitted(CostModel.prior(data.features()), plain(),
        (row, model) -> Math.log(Math.max(LEAST_COST_USD, data.cost(row, model))
            / data.listed(row, model).listedCost().usd())));
  }

  @FunctionalInterface
  private interface Target {
    double of(int row, int model);
  }

  private LinearArms fitted(RidgePrior prior, Inputs on, Target target) {
    SequencedMap<Arm, RidgeRegression> fits = new LinkedHashMap<>();
    long position = 0;
    for (int m = 0; m < data.models().size(); m++) {
      List<double[]> served = new ArrayList<>();
      List<Double> outcomes = new ArrayList<>();
      for (int row = 0; row < data.size(); row++) {
        if (data.isCandidate(row, m)) {
          served.add(on.of(row, m));
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
