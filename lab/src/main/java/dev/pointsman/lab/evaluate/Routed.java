package dev.pointsman.lab.evaluate;

import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/// What came of best guesses, prompt by prompt, so that two can be compared on the same prompts.
///
/// @param quality by prompt
/// @param cost by prompt, dollars
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement, compared by nobody
public record Routed(double[] quality, double[] cost) {
  /// What a learned state makes of a data set at a cost weight.
  ///
  /// @param tau the cost scale of preferences, dollars
  public static Routed by(LearnedState state, Dataset data, double costWeight, double tau) {
    var unused = new SplittableRandom(0);
    return by(row -> {
      List<Candidate> candidates = new ArrayList<>();
      for (int m = 0; m < data.models().size(); m++) {
        if (data.isCandidate(row, m)) {
          candidates.add(data.listed(row, m));
        }
      }
      var context = new Context(data.features(row), new Preference(costWeight, Money.roundedUp(tau)), 0);
      return data.arms().indexOf(state.policy().decide(context, state.price(data.features(row), candidates), unused)
          .chosen().arm());
    }, data);
  }

  /// What one model makes of a data set; another that can serve, the next by index, where it was never run.
  public static Routed to(int model, Dataset data) {
    int models = data.models().size();
    return by(row -> {
      int able = model;
      while (!data.isCandidate(row, able)) {
        able = (able + 1) % models;
      }
      return able;
    }, data);
  }

  /// What choices make of a data set.
  ///
  /// @param model by row
  public static Routed by(IntUnaryOperator model, Dataset data) {
    double[] quality = new double[data.size()];
    double[] cost = new double[data.size()];
    for (int row = 0; row < quality.length; row++) {
      int chosen = model.applyAsInt(row);
      quality[row] = data.quality(row, chosen);
      cost[row] = data.cost(row, chosen);
    }
    return new Routed(quality, cost);
  }

  /// The mean over runs, prompt by prompt.
  ///
  /// @param runs at least one, on the same prompts
  public static Routed mean(List<Routed> runs) {
    double[] quality = new double[runs.getFirst().quality.length];
    double[] cost = new double[quality.length];
    for (Routed run : runs) {
      Arrays.setAll(quality, i -> quality[i] + run.quality[i] / runs.size());
      Arrays.setAll(cost, i -> cost[i] + run.cost[i] / runs.size());
    }
    return new Routed(quality, cost);
  }

  public double meanQuality() {
    return Arrays.stream(quality).average().orElse(0);
  }

  public double meanCost() {
    return Arrays.stream(cost).average().orElse(0);
  }

  /// The quality above another's on the same prompts, by prompt.
  public double[] above(Routed other) {
    double[] above = new double[quality.length];
    Arrays.setAll(above, i -> quality[i] - other.quality[i]);
    return above;
  }
}
