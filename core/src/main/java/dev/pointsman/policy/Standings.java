package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/// What arms are like on all sorts of prompts, lately: how good they are thought to be, by the prompts that were judged, and what
/// they are expected to cost, by all that were served. Immutable.
///
/// @param quality predicted
/// @param costUsd expected, dollars
public record Standings(Lately quality, Lately costUsd) {
  /// Knows no arm.
  public static final Standings NONE = new Standings(Lately.NONE, Lately.NONE);
  /// Over how many prompts they are means.
  private static final double LATELY = 500;
  /// By how much quality an arm may be behind the best and count for about a third.
  private static final double BEHIND = 0.02;
  private static final Measure QUALITY = new Measure(a -> a.quality().mean(), (whole, here) -> whole - here,
      Double::sum);
  private static final Measure COST = new Measure(a -> a.candidate().expectedCost().usd(),
      (whole, here) -> whole == 0 || here == 0 ? 0 : Math.log(whole / here), (here, by) -> here * Math.exp(by));

  /// A figure of a candidate on a prompt.
  ///
  /// @param of the figure
  /// @param off how far it is on the whole from what it is here
  /// @param moved a figure here, moved so far
  private record Measure(ToDoubleFunction<Appraisal> of, DoubleBinaryOperator off, DoubleBinaryOperator moved) {}

  /// A mean of one arm's.
  ///
  /// @param prompts that it rests on, at most 500
  public record Mean(double value, double prompts) {
    public Mean {
      prompts = Math.min(prompts, LATELY);
    }

    private Mean and(Mean one) {
      double counted = Math.min(prompts + 1, LATELY);
      return new Mean(value + (one.value - value) / counted, counted);
    }
  }

  /// Means of a figure.
  ///
  /// @param arms by arm
  public record Lately(SequencedMap<Arm, Mean> arms) {
    private static final Lately NONE = new Lately(new LinkedHashMap<>());
    private static final Mean UNMET = new Mean(0, 0);

    /// Zero prompts for one that was not met.
    private Mean met(Appraisal appraisal) {
      return arms.getOrDefault(appraisal.candidate().arm(), UNMET);
    }

    /// What a candidate would be on the whole, if a prompt is as far from the mean for it as for those known by more prompts.
    private double beside(Measure measure, Appraisal appraisal, List<Appraisal> appraisals) {
      double own = met(appraisal).prompts;
      double off = appraisals.stream().filter(a -> met(a).prompts > own)
          .mapToDouble(a -> measure.off.applyAsDouble(met(a).value, measure.of.applyAsDouble(a))).average().orElse(0);
      return measure.moved.applyAsDouble(measure.of.applyAsDouble(appraisal), off);
    }

    /// The same after one more prompt.
    private Lately and(Measure measure, List<Appraisal> appraisals) {
      SequencedMap<Arm, Mean> updated = new LinkedHashMap<>(arms);
      appraisals
          .forEach(a -> updated.merge(a.candidate().arm(), new Mean(beside(measure, a, appraisals), 1), Mean::and));
      return new Lately(updated);
    }

    private double value(Measure measure, Appraisal appraisal, List<Appraisal> appraisals) {
      Mean met = met(appraisal);
      return met.prompts == 0 ? beside(measure, appraisal, appraisals) : met.value;
    }

    private Lately renamed(UnaryOperator<Arm> names) {
      SequencedMap<Arm, Mean> renamed = new LinkedHashMap<>();
      arms.forEach((arm, mean) -> renamed.put(names.apply(arm), mean));
      return new Lately(renamed);
    }

    private void save(StateWriter out) {
      out.put((long) arms.size());
      arms.forEach((arm, mean) -> out.put(arm.id()).put(mean.value).put(mean.prompts));
    }

    private static Lately read(StateReader in) {
      SequencedMap<Arm, Mean> arms = new LinkedHashMap<>();
      for (long left = in.whole(); left > 0; left--) {
        arms.put(new Arm(in.text()), new Mean(in.number(), in.number()));
      }
      return new Lately(arms);
    }
  }

  /// The same after a prompt was judged. An arm of few prompts is taken beside those of more, so that it is not thought better for
  /// easy prompts.
  ///
  /// @param appraisals of the candidates; their scores and propensities do not count
  Standings judged(List<Appraisal> appraisals) {
    return new Standings(quality.and(QUALITY, appraisals), costUsd);
  }

  /// The same after a prompt was served.
  ///
  /// @param appraisals of the candidates; only what they are expected to cost counts
  Standings served(List<Appraisal> appraisals) {
    return new Standings(quality, costUsd.and(COST, appraisals));
  }

  /// What the best of some candidates costs: the mean of the logarithms of costs, weighed by `exp(q / 0.02)`, so that two that are
  /// as good as equal count alike. An arm that was not met stands as it does on this prompt beside those that were.
  ///
  /// @param appraisals of the candidates, at least one; their scores and propensities do not count
  /// @param leastUsd as which cheaper ones count, above 0
  /// @return dollars, above 0
  double costOfBestUsd(List<Appraisal> appraisals, double leastUsd) {
    double[] thought = appraisals.stream().mapToDouble(a -> quality.value(QUALITY, a, appraisals)).toArray();
    double most = Double.NEGATIVE_INFINITY;
    for (double q : thought) {
      most = Math.max(most, q);
    }
    double weights = 0;
    double logs = 0;
    for (int i = 0; i < thought.length; i++) {
      double weight = Math.exp((thought[i] - most) / BEHIND);
      weights += weight;
      logs += weight * Math.log(Math.max(leastUsd, costUsd.value(COST, appraisals.get(i), appraisals)));
    }
    return Math.exp(logs / weights);
  }

  /// What candidates cost on the whole, dollars; one that was not met stands as it does on this prompt beside those that were.
  ///
  /// @param appraisals of the candidates, at least one; only what they are expected to cost counts
  double[] costsUsd(List<Appraisal> appraisals) {
    return appraisals.stream().mapToDouble(a -> costUsd.value(COST, a, appraisals)).toArray();
  }

  Standings renamed(UnaryOperator<Arm> names) {
    return new Standings(quality.renamed(names), costUsd.renamed(names));
  }

  void save(StateWriter out) {
    quality.save(out);
    costUsd.save(out);
  }

  static Standings read(StateReader in) {
    return new Standings(Lately.read(in), Lately.read(in));
  }
}
