package dev.pointsman.lab.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/// All that an evaluation found.
///
/// @param train what was learned from
/// @param test what was deployed on
/// @param points by policy and seed, as they were asked for
/// @param curves by policy
/// @param settings what else was asked for, to be told in the report
/// @param tau the cost scale, dollars
/// @param encoder its fingerprint
/// @param version of the program
/// @param seconds that it took
public record Summary(Train train, Test test, List<Point> points, List<Curve> curves,
    SequencedMap<String, String> settings, double tau, String encoder, String version, double seconds) {
  /// The learning, over all policies together, a mean over seeds.
  ///
  /// @param calls paid for
  public record Train(String name, int prompts, double calls, double trainingCostUsd) {}

  /// The test table in hindsight.
  ///
  /// @param oracleQuality mean of the best quality of each prompt
  public record Test(String name, int prompts, List<Model> models, Model bestSingle, double oracleQuality) {}

  /// One model over all prompts that it was run on.
  public record Model(String name, double quality, double cost) {}

  /// A policy over all its operating points: per seed the hull, then means over seeds.
  ///
  /// @param feedback what it learned from
  /// @param trainingCalls mean over seeds
  /// @param trainingCostUsd mean over seeds
  /// @param qualityAtCost by share of the best single model's cost: quality as a share of that model's; empty if the
  ///     cheapest point of some seed is dearer
  /// @param qualityAtCostSe its standard error over seeds
  /// @param costAtQuality by share of the best single model's quality: cost as a share of that model's; empty if some seed
  ///     never reaches it
  /// @param peakQuality mean of the highest quality, as a share of the best single model's; empty if that has none
  /// @param saBep queries after which the saving has repaid the training calls; empty if never
  /// @param meanRegret mean over operating points and seeds
  public record Curve(String policy, String feedback, int seeds, double trainingCalls, double trainingCostUsd,
      SequencedMap<String, OptionalDouble> qualityAtCost, SequencedMap<String, OptionalDouble> qualityAtCostSe,
      SequencedMap<String, OptionalDouble> costAtQuality, OptionalDouble peakQuality, OptionalDouble saBep,
      double meanRegret) {}

  /// One of a curve's numbers; empty if it has none at that share.
  ///
  /// @param share as it is written, such as `0.25`
  public static OptionalDouble at(SequencedMap<String, OptionalDouble> numbers, String share) {
    return numbers.getOrDefault(share, OptionalDouble.empty());
  }
}
