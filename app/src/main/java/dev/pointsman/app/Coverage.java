package dev.pointsman.app;

import dev.pointsman.lab.report.Curves.Spread;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.Policy;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Whether intervals for quality hold what they promise. Single outcomes are mostly 0 or 1, so means are asked for: an arm's
/// prompts are put into deciles by predicted quality, and the belief about a decile's mean quality, which for a linear model is
/// the belief at its mean features, is held against the mean of its outcomes. Cells of one policy go wrong together, so an error is
/// that of a mean over policies. Mutable; gathers any number of policies.
final class Coverage {
  private static final int DECILES = 10;
  /// Deviations to either side for 90 %.
  private static final double NINETY_PER_CENT = 1.645;
  /// What an interval of 90 % may come to.
  private static final double LEAST = 0.87;
  private static final double MOST = 0.93;

  private final SequencedMap<String, List<Double>> all = new LinkedHashMap<>();
  private final SequencedMap<String, List<Double>> byDecile = new LinkedHashMap<>();
  private final SequencedMap<String, List<Double>> byArm = new LinkedHashMap<>();

  /// Holds a policy's beliefs against a table that it did not learn from.
  void add(Policy policy, Dataset data) {
    SequencedMap<String, DoubleSummaryStatistics> whole = new LinkedHashMap<>();
    SequencedMap<String, DoubleSummaryStatistics> deciles = new LinkedHashMap<>();
    SequencedMap<String, DoubleSummaryStatistics> arms = new LinkedHashMap<>();
    for (int m = 0; m < data.models().size(); m++) {
      int model = m;
      double[] predicted = IntStream.range(0, data.size())
          .mapToDouble(row -> belief(policy, data.arms().get(model), data.features(row)).mean()).toArray();
      List<Integer> rows = IntStream.range(0, data.size()).filter(row -> data.isCandidate(row, model)).boxed()
          .sorted(Comparator.comparingDouble(row -> predicted[row])).toList();
      for (int decile = 0; decile < DECILES; decile++) {
        List<Integer> cell = rows.subList(decile * rows.size() / DECILES, (decile + 1) * rows.size() / DECILES);
        if (cell.size() > 1) {
          double held = holds(policy, data, model, cell) ? 1 : 0;
          deciles.computeIfAbsent(Integer.toString(decile + 1), _ -> new DoubleSummaryStatistics()).accept(held);
          whole.computeIfAbsent("all", _ -> new DoubleSummaryStatistics()).accept(held);
          arms.computeIfAbsent(data.models().get(model), _ -> new DoubleSummaryStatistics()).accept(held);
        }
      }
    }
    keep(whole, all);
    keep(deciles, byDecile);
    keep(arms, byArm);
  }

  private static void keep(Map<String, DoubleSummaryStatistics> cells, Map<String, List<Double>> shares) {
    cells.forEach((name, several) -> shares.computeIfAbsent(name, _ -> new ArrayList<>()).add(several.getAverage()));
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
    StringBuilder text = new StringBuilder("| decile of predicted quality | held |\n|---|---|\n");
    lines(text, byDecile);
    lines(text, all);
    text.append("\n| arm | held |\n|---|---|\n");
    lines(text, byArm);
    return text.append('\n').append(outside(byDecile)).append(" deciles and ").append(outside(byArm))
        .append(" arms lie outside 87 to 93 % by more than two standard errors.\n\n").toString();
  }

  private static void lines(StringBuilder text, SequencedMap<String, List<Double>> shares) {
    shares.forEach((name, several) -> text.append("| ").append(name).append(" | ")
        .append(CurveTable.told(several.stream().mapToDouble(share -> 100 * share).toArray(), 1)).append(" % |\n"));
  }

  private static String outside(SequencedMap<String, List<Double>> shares) {
    long outside = shares.values().stream().filter(several -> {
      Spread spread = Spread.of(several.stream().mapToDouble(share -> share).toArray());
      double mean = spread.mean().orElseThrow();
      double error = 2 * spread.standardError().orElse(0);
      return mean + error < LEAST || mean - error > MOST;
    }).count();
    return outside + " of " + shares.size();
  }
}
