package dev.pointsman.app;

import dev.pointsman.lab.report.Curves;
import dev.pointsman.lab.report.Curves.Spread;
import dev.pointsman.lab.report.Hull;
import dev.pointsman.lab.report.Summary;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What policies make of shares of the best single model's cost, run by run, beside one of them.
///
/// @param curves by policy, one for each run, the runs in the same order
/// @param base the policy that the others are compared with
/// @param runs what a run is called, in the plural
record CurveTable(SequencedMap<String, List<Relative>> curves, String base, String runs) {
  private static final List<Double> SHARES = List.of(0.1, 0.25, 0.5);
  private static final double COMPARED = 0.25;
  private static final double NEARLY_ALL = 0.99;

  /// The operating points of one run and the mixes between them, beside the best single model of that run.
  record Relative(Hull hull, Summary.Model best) {
    /// Those of each seed of an evaluation.
    static List<Relative> of(Summary summary, String policy) {
      return Curves.hulls(summary.points().stream().filter(p -> p.policy().equals(policy)).toList()).stream()
          .map(hull -> new Relative(hull, summary.test().bestSingle())).toList();
    }

    /// The best quality for a share of the best single model's cost, in per cent of its quality; that of the cheapest point where
    /// that is dearer.
    double quality(double share) {
      return 100 * hull.quality(share * best.cost()).orElse(hull.corners().getFirst().quality()) / best.quality();
    }

    /// What share of the best single model's cost a share of its quality costs; empty where none is that good.
    OptionalDouble cost(double share) {
      OptionalDouble usd = hull.cost(share * best.quality());
      return usd.isPresent() ? OptionalDouble.of(usd.getAsDouble() / best.cost()) : OptionalDouble.empty();
    }
  }

  /// The table, as Markdown.
  ///
  /// @throws IllegalArgumentException if the policy to compare with is none of them
  String text() {
    List<Relative> beside = Optional.ofNullable(curves.get(base))
        .orElseThrow(() -> new IllegalArgumentException("no curves of " + base));
    StringBuilder table = new StringBuilder("| policy | ").append(SHARES.stream()
        .map(share -> Math.round(100 * share) + " %").collect(Collectors.joining(" | ")))
        .append(" | 99 % costs, ").append(runs).append(" that reach it | at 25 %, above ")
        .append(base).append(" |\n|---|---|---|---|---|---|\n");
    curves.forEach((policy, several) -> {
      table.append("| ").append(policy);
      SHARES.forEach(share -> table.append(" | ").append(told(heights(several, share), 1)));
      table.append(" | ").append(reached(several)).append(" | ").append(policy.equals(base)
          ? ""
          : difference(heights(several, COMPARED), heights(beside, COMPARED))).append(" |\n");
    });
    return table.toString();
  }

  private static double[] heights(List<Relative> several, double share) {
    return several.stream().mapToDouble(curve -> curve.quality(share)).toArray();
  }

  private static String reached(List<Relative> several) {
    double[] costs = several.stream().map(curve -> curve.cost(NEARLY_ALL)).flatMapToDouble(OptionalDouble::stream)
        .toArray();
    return (costs.length == 0
        ? ""
        : String.format(Locale.ROOT, "%.0f %%, ", 100 * Spread.of(costs).mean().orElse(0))) + costs.length + " of "
        + several.size();
  }

  /// The mean of the differences of pairs, with a 95 % interval.
  static String difference(double[] one, double[] other) {
    Spread spread = Spread.of(IntStream.range(0, one.length).mapToDouble(i -> one[i] - other[i]).toArray());
    double mean = spread.mean().orElse(0);
    double half = spread.reach();
    return String.format(Locale.ROOT, "%+.2f [%+.2f, %+.2f]", mean, mean - half, mean + half);
  }

  /// A mean and its standard error.
  static String told(double[] values, int digits) {
    Spread spread = Spread.of(values);
    return String.format(Locale.ROOT, "%." + digits + "f ± %." + digits + "f", spread.mean().orElse(0),
        spread.standardError().orElse(0));
  }
}
