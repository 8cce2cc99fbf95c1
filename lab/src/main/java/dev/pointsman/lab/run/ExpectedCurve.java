package dev.pointsman.lab.run;

import dev.pointsman.lab.report.ExactSum;
import dev.pointsman.lab.report.Hull;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Quality and cost that a policy's probabilities make on a data set, in expectation over its chance, at points of the dial.
public final class ExpectedCurve {
  private ExpectedCurve() {}

  /// The upper hull of the operating points.
  ///
  /// @param tau the cost scale of preferences, dollars
  /// @param exploration the most probability off the best guess: 1 for the policy's own chance, 0 for its best guess
  public static Hull of(LearnedState state, Dataset data, double tau, double exploration, List<Double> weights) {
    List<List<Hull.Corner>> rows = IntStream.range(0, data.size()).parallel()
        .mapToObj(row -> points(state, data, row, tau, exploration, weights)).toList();
    List<Hull.Corner> corners = new ArrayList<>();
    for (int w = 0; w < weights.size(); w++) {
      var quality = new ExactSum();
      var cost = new ExactSum();
      for (List<Hull.Corner> row : rows) {
        quality.add(row.get(w).quality());
        cost.add(row.get(w).cost());
      }
      corners.add(new Hull.Corner(cost.mean(), quality.mean()));
    }
    return Hull.of(corners);
  }

  /// A prompt by cost weight; it is appraised once.
  private static List<Hull.Corner> points(LearnedState state, Dataset data, int row, double tau, double exploration,
      List<Double> weights) {
    List<Appraisal> appraised = decided(state, data, row, 0, tau, 0).appraisals();
    return weights.stream().map(weight -> point(data, row, state.policy().choose(
        context(data, row, weight, tau, exploration), appraised, new SplittableRandom(row)))).toList();
  }

  private static Context context(Dataset data, int row, double weight, double tau, double exploration) {
    return new Context(data.features(row), new Preference(weight, Money.roundedUp(tau)), exploration);
  }

  private static Hull.Corner point(Dataset data, int row, Decision decision) {
    double quality = 0;
    double cost = 0;
    for (Appraisal appraisal : decision.appraisals()) {
      int model = data.arms().indexOf(appraisal.candidate().arm());
      quality += appraisal.propensity() * data.quality(row, model);
      cost += appraisal.propensity() * data.cost(row, model);
    }
    return new Hull.Corner(cost, quality);
  }

  /// What a state decides at a prompt.
  public static Decision decided(LearnedState state, Dataset data, int row, double weight, double tau,
      double exploration) {
    List<Candidate> listed = new ArrayList<>();
    for (int m = 0; m < data.models().size(); m++) {
      if (data.isCandidate(row, m)) {
        listed.add(data.listed(row, m));
      }
    }
    return state.policy().decide(context(data, row, weight, tau, exploration), state.price(data.features(row), listed),
        new SplittableRandom(row));
  }
}
