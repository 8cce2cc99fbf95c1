package dev.pointsman.app;

import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.Policy;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Whether intervals for quality hold what they promise. Single outcomes are mostly 0 or 1, so means are asked for: an arm's
/// prompts are put into deciles by predicted quality, and the belief about a decile's mean quality, which for a linear model is
/// the belief at its mean features, is held against the mean of its outcomes. Mutable; gathers any number of policies.
final class Coverage {
  private static final int DECILES = 10;
  /// Deviations to either side for 90 %.
  private static final double NINETY_PER_CENT = 1.645;

  private final Map<Integer, int[]> byDecile = new TreeMap<>();
  private final SequencedMap<String, int[]> byArm = new LinkedHashMap<>();

  /// Holds a policy's beliefs against a table that it did not learn from.
  void add(Policy policy, Dataset data) {
    for (int m = 0; m < data.models().size(); m++) {
      int model = m;
      double[] predicted = IntStream.range(0, data.size())
          .mapToDouble(row -> belief(policy, data.arms().get(model), data.features(row)).mean()).toArray();
      List<Integer> rows = IntStream.range(0, data.size()).filter(row -> data.isCandidate(row, model)).boxed()
          .sorted(Comparator.comparingDouble(row -> predicted[row])).toList();
      for (int decile = 0; decile < DECILES; decile++) {
        List<Integer> cell = rows.subList(decile * rows.size() / DECILES, (decile + 1) * rows.size() / DECILES);
        if (cell.size() > 1) {
          int held = holds(policy, data, model, cell) ? 1 : 0;
          count(byDecile.computeIfAbsent(decile, _ -> new int[2]), held);
          count(byArm.computeIfAbsent(data.models().get(model), _ -> new int[2]), held);
        }
      }
    }
  }

  private static void count(int[] counts, int held) {
    counts[0] += held;
    counts[1]++;
  }

  private static boolean holds(Policy policy, Dataset data, int model, List<Integer> cell) {
    Estimate belief = belief(policy, data.arms().get(model), mean(data, cell));
    double[] outcomes = cell.stream().mapToDouble(row -> data.quality(row, model)).toArray();
    double mean = IntStream.range(0, outcomes.length).mapToDouble(i -> outcomes[i]).average().orElseThrow();
    double squares = IntStream.range(0, outcomes.length).mapToDouble(i -> Math.pow(outcomes[i] - mean, 2)).sum();
    double sampling = squares / (outcomes.length - 1) / outcomes.length;
    return Math.abs(mean - belief.mean()) <= NINETY_PER_CENT
        * Math.sqrt(belief.deviation() * belief.deviation() + sampling);
  }

  private static FeatureVector mean(Dataset data, List<Integer> cell) {
    float[] mean = new float[data.features()];
    for (int row : cell) {
      float[] features = data.features(row).toArray();
      for (int i = 0; i < mean.length; i++) {
        mean[i] += features[i] / cell.size();
      }
    }
    return FeatureVector.of(mean);
  }

  private static Estimate belief(Policy policy, Arm arm, FeatureVector features) {
    var context = new Context(features, new Preference(0, new Money(1)), 0);
    return policy.decide(context, List.of(Candidate.listed(arm, new Money(1))), new SplittableRandom(0)).appraisals()
        .getFirst().quality();
  }

  /// The shares that held, as Markdown.
  String table() {
    StringBuilder text = new StringBuilder("| decile of predicted quality |");
    byDecile.keySet().forEach(decile -> text.append(' ').append(decile + 1).append(" |"));
    text.append(" all |\n|---|").append("---|".repeat(byDecile.size() + 1)).append("\n| held |");
    int[] all = new int[2];
    byDecile.values().forEach(counts -> {
      text.append(share(counts)).append(" |");
      all[0] += counts[0];
      all[1] += counts[1];
    });
    text.append(share(all)).append(" |\n\n| arm | held |\n|---|---|\n");
    byArm.forEach((arm, counts) -> text.append("| ").append(arm).append(" |").append(share(counts)).append(" |\n"));
    return text.append('\n').toString();
  }

  private static String share(int[] counts) {
    return String.format(Locale.ROOT, " %.1f %%", 100.0 * counts[0] / counts[1]);
  }
}
