package dev.pointsman.lab.run;

import dev.pointsman.budget.Pacer;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// What a learned state thinks of every candidate of every prompt, asked once. A policy's best guess at any preference
/// follows from it (a law of policies), so that a frozen policy need not be asked again at each operating point.
public final class Appraisals {
  private final double[][] quality;
  private final double[][] cost;

  private Appraisals(double[][] quality, double[][] cost) {
    this.quality = quality;
    this.cost = cost;
  }

  /// Asks a state about a data set.
  ///
  /// @param labelled whether the policy is told each prompt's task as the caller's group
  public static Appraisals of(LearnedState state, Dataset data, boolean labelled) {
    double[][] quality = new double[data.size()][];
    double[][] cost = new double[data.size()][];
    var unused = new SplittableRandom(0);
    for (int row = 0; row < quality.length; row++) {
      List<Integer> models = models(data, row);
      int r = row;
      List<Candidate> listed = models.stream().map(m -> data.listed(r, m)).toList();
      var context = new Context(data.features(row), new Preference(0, new Money(1)), 0, labelled ? data.task(row) : "");
      List<Appraisal> appraisals = state.policy().decide(context, state.price(data.features(row), listed), unused)
          .appraisals();
      quality[row] = new double[data.models().size()];
      cost[row] = new double[data.models().size()];
      Arrays.fill(quality[row], Double.NaN);
      Arrays.fill(cost[row], Double.NaN);
      for (int i = 0; i < appraisals.size(); i++) {
        quality[row][models.get(i)] = Math.clamp(appraisals.get(i).quality().mean(), 0, 1);
        cost[row][models.get(i)] = appraisals.get(i).candidate().expectedCost().usd();
      }
    }
    return new Appraisals(quality, cost);
  }

  private static List<Integer> models(Dataset data, int row) {
    List<Integer> models = new ArrayList<>();
    for (int m = 0; m < data.models().size(); m++) {
      if (data.isCandidate(row, m)) {
        models.add(m);
      }
    }
    return models;
  }

  /// Predicted quality in `[0, 1]` by model, NaN for those that are not offered; a copy.
  double[] quality(int row, List<Integer> offered) {
    return only(quality[row], offered);
  }

  /// Expected dollars by model, NaN for those that are not offered; a copy.
  double[] cost(int row, List<Integer> offered) {
    return only(cost[row], offered);
  }

  private static double[] only(double[] all, List<Integer> offered) {
    double[] some = new double[all.length];
    Arrays.fill(some, Double.NaN);
    offered.forEach(m -> some[m] = all[m]);
    return some;
  }

  /// Predicted quality in `[0, 1]` by prompt and model, NaN where a model is no candidate; a copy.
  public double[][] quality() {
    return quality.clone();
  }

  /// Expected dollars by prompt and model, NaN where a model is no candidate; a copy.
  public double[][] cost() {
    return cost.clone();
  }

  /// Shows a pacer what was met last in a data set, so that its first price rests on something.
  ///
  /// @param most how many prompts
  public void foreseenBy(Pacer pacer, int most) {
    for (int row = Math.max(0, quality.length - most); row < quality.length; row++) {
      pacer.foresee(quality[row], cost[row]);
    }
  }
}
