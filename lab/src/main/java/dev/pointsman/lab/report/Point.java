package dev.pointsman.lab.report;

import java.util.List;
import java.util.SequencedMap;

/// What came of one policy under one seed at one operating point.
///
/// @param policy its name
/// @param seed of the order of prompts, of judgements and of choices
/// @param feedback what it learned from: `bandit`, `full`, or `all` for the oracle
/// @param knob the operating point
/// @param trainedPerPoint whether it was trained for this very point
/// @param quality mean, unserved prompts counting 0
/// @param cost mean dollars a prompt, unserved prompts counting 0
/// @param regret mean against hindsight
/// @param unserved prompts
/// @param shares of all prompts by model
/// @param phases the same by phase of the scenario; empty without one
public record Point(String policy, long seed, String feedback, Knob knob, boolean trainedPerPoint, double quality,
    double cost, double regret, long unserved, SequencedMap<String, Double> shares, List<Phase> phases) {
  /// An operating point: a cost weight, or dollars a prompt.
  ///
  /// @param name `cost_weight` or `budget_per_query`
  public record Knob(String name, double value) {
    public static Knob weight(double weight) {
      return new Knob("cost_weight", weight);
    }

    public static Knob budget(double usd) {
      return new Knob("budget_per_query", usd);
    }
  }

  /// A stretch of the deployment.
  ///
  /// @param from where it begins, as a share of the rounds
  public record Phase(double from, long prompts, double quality, double cost, double regret,
      SequencedMap<String, Double> shares) {}
}
