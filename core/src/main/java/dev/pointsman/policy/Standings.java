package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/// What arms were thought to be like on all sorts of prompts, lately. Immutable.
///
/// @param arms by arm
public record Standings(SequencedMap<Arm, Standing> arms) {
  /// Knows no arm.
  public static final Standings NONE = new Standings(new LinkedHashMap<>());
  /// Over how many prompts it is the mean.
  private static final double LATELY = 500;
  /// By how much quality an arm may be behind the best and count for about a third.
  private static final double BEHIND = 0.02;

  /// Means of what was predicted.
  ///
  /// @param quality predicted
  /// @param costUsd expected, dollars
  /// @param prompts that this rests on, at most 500
  public record Standing(double quality, double costUsd, double prompts) {
    /// Of many prompts.
    ///
    /// @param prompts that it is the mean of, at least 1
    public static Standing of(double quality, double costUsd, int prompts) {
      return new Standing(quality, costUsd, Math.min(prompts, LATELY));
    }

    /// Of one prompt.
    private static Standing of(Appraisal appraisal) {
      return new Standing(appraisal.quality().mean(), appraisal.candidate().expectedCost().usd(), 1);
    }

    /// What it would be on the whole, if a prompt is as far from the others' means for it as for some.
    private Standing beside(List<Standing> standing, List<Standing> here) {
      double quality = this.quality;
      double logs = 0;
      for (int i = 0; i < here.size(); i++) {
        quality += (standing.get(i).quality - here.get(i).quality) / here.size();
        boolean free = standing.get(i).costUsd == 0 || here.get(i).costUsd == 0;
        logs += free ? 0 : Math.log(standing.get(i).costUsd / here.get(i).costUsd) / here.size();
      }
      return new Standing(quality, costUsd * Math.exp(logs), prompts);
    }

    /// One more prompt.
    private Standing and(Standing one) {
      double counted = Math.min(prompts + 1, LATELY);
      return new Standing(quality + (one.quality - quality) / counted, costUsd + (one.costUsd - costUsd) / counted,
          counted);
    }
  }

  /// The same after one more prompt. An arm of few prompts is taken beside those of more, so that it is not thought better for easy
  /// prompts.
  Standings and(List<Appraisal> appraisals) {
    SequencedMap<Arm, Standing> updated = new LinkedHashMap<>(arms);
    appraisals.forEach(a -> updated.merge(a.candidate().arm(), beside(a, appraisals), Standing::and));
    return new Standings(updated);
  }

  private double prompts(Arm arm) {
    Standing met = ((Map<Arm, Standing>) arms).get(arm);
    return met == null ? 0 : met.prompts;
  }

  /// An arm on a prompt, beside the candidates that are known by more prompts than it.
  private Standing beside(Appraisal appraisal, List<Appraisal> appraisals) {
    double own = prompts(appraisal.candidate().arm());
    List<Appraisal> known = appraisals.stream().filter(a -> prompts(a.candidate().arm()) > own).toList();
    return Standing.of(appraisal).beside(known.stream().map(a -> arms.get(a.candidate().arm())).toList(),
        known.stream().map(Standing::of).toList());
  }

  /// What the best of some candidates costs: the mean of the logarithms of costs, weighed by `exp(q / 0.02)`, so that two that are
  /// as good as equal count alike. An arm that was not met stands as it does on this prompt beside those that were.
  ///
  /// @param appraisals of the candidates, at least one; their scores and propensities do not count
  /// @param leastUsd as which cheaper ones count, above 0
  /// @return dollars, above 0
  double costOfBestUsd(List<Appraisal> appraisals, double leastUsd) {
    double[] quality = new double[appraisals.size()];
    double[] cost = new double[quality.length];
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < quality.length; i++) {
      Standing met = ((Map<Arm, Standing>) arms).get(appraisals.get(i).candidate().arm());
      Standing standing = met == null ? beside(appraisals.get(i), appraisals) : met;
      quality[i] = standing.quality;
      cost[i] = Math.max(leastUsd, standing.costUsd);
      most = Math.max(most, quality[i]);
    }
    double weights = 0;
    double logs = 0;
    for (int i = 0; i < quality.length; i++) {
      double weight = Math.exp((quality[i] - most) / BEHIND);
      weights += weight;
      logs += weight * Math.log(cost[i]);
    }
    return Math.exp(logs / weights);
  }

  Standings renamed(UnaryOperator<Arm> names) {
    SequencedMap<Arm, Standing> renamed = new LinkedHashMap<>();
    arms.forEach((arm, standing) -> renamed.put(names.apply(arm), standing));
    return new Standings(renamed);
  }

  void save(StateWriter out) {
    out.put((long) arms.size());
    arms.forEach((arm, s) -> out.put(arm.id()).put(s.quality).put(s.costUsd).put(s.prompts));
  }

  static Standings read(StateReader in) {
    SequencedMap<Arm, Standing> arms = new LinkedHashMap<>();
    for (long left = in.whole(); left > 0; left--) {
      arms.put(new Arm(in.text()), new Standing(in.number(), in.number(), in.number()));
    }
    return new Standings(arms);
  }
}
