package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Estimate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/// Knows each arm's mean quality by the caller's group of prompts, and looks at nothing else of a prompt.
///
/// A group's mean is drawn to the arm's mean over all groups, `(S + strength m_a) / (n + strength)`, and that to one half
/// by one round.
///
/// Source: SaveRouter (arXiv 2609.37402), group means with `tau_0 = 10`.
final class GroupMeans implements Knowledge {
  /// Variance of single judgements around their mean.
  private static final double NOISE = 0.17;
  private static final double PRIOR_MEAN = 0.5;

  private final double strength;
  private final boolean grouped;
  private final long rounds;
  private final SequencedMap<String, Map<Arm, Judged>> groups;

  /// How often an arm was judged, and the sum.
  private record Judged(double sum, double count) {
    static final Judged NEVER = new Judged(0, 0);

    Judged plus(double quality, double rounds) {
      return new Judged(sum + quality, count + rounds);
    }

    /// The mean, drawn to another by so many rounds.
    double mean(double other, double weight) {
      return (sum + weight * other) / (count + weight);
    }
  }

  private GroupMeans(double strength, boolean grouped, long rounds, SequencedMap<String, Map<Arm, Judged>> groups) {
    this.strength = strength;
    this.grouped = grouped;
    this.rounds = rounds;
    this.groups = groups;
  }

  /// Knows nothing yet of arms over all prompts.
  static GroupMeans overall() {
    return new GroupMeans(1, false, 0, new LinkedHashMap<>());
  }

  /// Knows nothing yet of arms by group.
  ///
  /// @param strength how many rounds an arm's mean over all groups is worth within one, above 0
  static GroupMeans byGroup(double strength) {
    return new GroupMeans(strength, true, 0, new LinkedHashMap<>());
  }

  @Override
  public List<Estimate> estimates(Context context, List<Candidate> candidates) {
    Map<Arm, Judged> all = groups.getOrDefault("", Map.of());
    Map<Arm, Judged> group = grouped && !context.group().isEmpty()
        ? groups.getOrDefault(context.group(), Map.of())
        : Map.of();
    return candidates.stream().map(candidate -> {
      Judged overall = all.getOrDefault(candidate.arm(), Judged.NEVER);
      double mean = overall.mean(PRIOR_MEAN, 1);
      if (group.isEmpty()) {
        return new Estimate(mean, Math.sqrt(NOISE / (overall.count + 1)));
      }
      Judged here = group.getOrDefault(candidate.arm(), Judged.NEVER);
      return new Estimate(here.mean(mean, strength), Math.sqrt(NOISE / (here.count + strength)));
    }).toList();
  }

  @Override
  public double rounds() {
    return rounds;
  }

  @Override
  public GroupMeans rated(Context context, Arm arm, double quality) {
    return adding(context, arm, quality, 1);
  }

  @Override
  public GroupMeans revised(Context context, Arm arm, double before, double quality) {
    return adding(context, arm, quality - before, 0);
  }

  private GroupMeans adding(Context context, Arm arm, double quality, int count) {
    SequencedMap<String, Map<Arm, Judged>> updated = new LinkedHashMap<>(groups);
    add(updated, "", arm, quality, count);
    if (grouped && !context.group().isEmpty()) {
      add(updated, context.group(), arm, quality, count);
    }
    return new GroupMeans(strength, grouped, rounds + count, updated);
  }

  @Override
  public GroupMeans renamed(UnaryOperator<Arm> names) {
    SequencedMap<String, Map<Arm, Judged>> renamed = new LinkedHashMap<>();
    groups.forEach((group, arms) -> {
      Map<Arm, Judged> others = new LinkedHashMap<>();
      arms.forEach((arm, judged) -> others.put(names.apply(arm), judged));
      renamed.put(group, others);
    });
    return new GroupMeans(strength, grouped, rounds, renamed);
  }

  @Override
  public void save(StateWriter out) {
    out.put(rounds).put((long) groups.size());
    groups.forEach((group, arms) -> {
      out.put(group).put((long) arms.size());
      arms.forEach((arm, judged) -> out.put(arm.id()).put(judged.sum).put(judged.count));
    });
  }

  @Override
  public GroupMeans restored(StateReader in) {
    long judgements = in.whole();
    SequencedMap<String, Map<Arm, Judged>> restored = new LinkedHashMap<>();
    for (long left = in.whole(); left > 0; left--) {
      restored.put(in.text(), arms(in));
    }
    return new GroupMeans(strength, grouped, judgements, restored);
  }

  private static Map<Arm, Judged> arms(StateReader in) {
    Map<Arm, Judged> arms = new LinkedHashMap<>();
    for (long left = in.whole(); left > 0; left--) {
      arms.put(new Arm(in.text()), new Judged(in.number(), in.number()));
    }
    return arms;
  }

  private static void add(Map<String, Map<Arm, Judged>> groups, String group, Arm arm, double quality, int count) {
    Map<Arm, Judged> arms = new LinkedHashMap<>(groups.getOrDefault(group, Map.of()));
    arms.put(arm, arms.getOrDefault(arm, Judged.NEVER).plus(quality, count));
    groups.put(group, arms);
  }
}
