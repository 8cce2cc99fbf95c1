package dev.pointsman.app;

import dev.pointsman.lab.report.Curves;
import dev.pointsman.lab.report.Curves.Spread;
import dev.pointsman.lab.report.Hull;
import dev.pointsman.lab.report.Point;
import dev.pointsman.lab.report.Summary;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// The part of BaRP's studies that is about one table in distribution: the dial, the curve beside baselines, and what training
/// costs. Quality and cost in per cent of the best single model's.
///
/// @param table its name
/// @param summary of an evaluation whose cost weights are those of the dial
record BarpDial(String table, Summary summary) {
  private static final List<String> BOTH = List.of("barp", "barp-paper");
  private static final List<Double> SHARES = List.of(0.25, 0.6, 1.0);

  /// All of it, as Markdown.
  String text() {
    return "## " + table + "\n\n" + summary.train().prompts() + " prompts learned from, " + summary.test().prompts()
        + " deployed on, " + BarpStudies.SEEDS + " seeds. Best single model: " + summary.test().bestSingle().name()
        + String.format(Locale.ROOT, ", quality %.4f at $%.6f a prompt.%n%n", summary.test().bestSingle().quality(),
            summary.test().bestSingle().cost())
        + dial() + findings() + curves();
  }

  private String dial() {
    StringBuilder text = new StringBuilder(
        "### The dial\n\n| cost weight | barp: quality | cost | barp-paper: quality |"
            + " cost |\n|---|---|---|---|---|\n");
    for (int i = 0; i <= 10; i++) {
      double weight = i / 10.0;
      text.append(String.format(Locale.ROOT, "| %.1f", weight));
      for (String policy : BOTH) {
        text.append(" | ").append(told(at(policy, weight, this::quality))).append(" | ")
            .append(told(at(policy, weight, this::cost)));
      }
      text.append(" |\n");
    }
    return text.append('\n').toString();
  }

  private String findings() {
    double worst = Double.NEGATIVE_INFINITY;
    String where = "";
    for (int i = 0; i < 10; i++) {
      double[] before = at("barp", i / 10.0, this::cost);
      double[] after = at("barp", (i + 1) / 10.0, this::cost);
      Spread rise = Spread.of(IntStream.range(0, before.length).mapToDouble(s -> after[s] - before[s]).toArray());
      if (rise.mean().orElse(0) > worst) {
        worst = rise.mean().orElse(0);
        where = String.format(Locale.ROOT, "%+.2f ± %.2f from %.1f to %.1f", worst, rise.standardError().orElse(0),
            i / 10.0, (i + 1) / 10.0);
      }
    }
    double[] folds = IntStream.range(0, BarpStudies.SEEDS)
        .mapToDouble(s -> at("barp", 0.2, this::cost)[s] / at("barp", 0.8, this::cost)[s]).toArray();
    double mean = mean(at("barp", 0.2, this::cost)) / mean(at("barp", 0.8, this::cost));
    return String
        .format(Locale.ROOT, "From weight to weight the mean cost of `barp` changes most upwards by %s (per cent of"
            + " the best single model's). From 0.2 to 0.8 it falls %.1f-fold (by seed %s; the paper: 4.9-fold, $0.074 to"
            + " $0.015). Quality at 0.2: %s %% of the best single model's.%n%n", where, mean,
            String.join(", ",
                IntStream.range(0, folds.length).mapToObj(s -> String.format(Locale.ROOT, "%.1f", folds[s]))
                    .toList()),
            told(at("barp", 0.2, this::quality)));
  }

  private String curves() {
    StringBuilder text = new StringBuilder(
        "### In distribution, and what training costs\n\n| policy | learns from | quality"
            + " at 25 % | 60 % | 100 % of the cost | peak | training calls | their price | pays back after |\n"
            + "|---|---|---|---|---|---|---|---|---|\n");
    for (Summary.Curve curve : summary.curves()) {
      List<Hull> hulls = Curves
          .hulls(summary.points().stream().filter(p -> p.policy().equals(curve.policy())).toList());
      text.append("| ").append(curve.policy()).append(" | ").append(curve.feedback());
      for (double share : SHARES) {
        text.append(" | ").append(told(hulls.stream().mapToDouble(hull -> 100
            * hull.quality(share * best().cost()).orElse(hull.corners().getFirst().quality()) / best().quality())
            .toArray()));
      }
      OptionalDouble back = curve.saBep();
      text.append(String.format(Locale.ROOT, " | %.1f | %,.0f | $%.2f | %s |%n", 100 * curve.peakQuality().orElse(0),
          curve.trainingCalls(), curve.trainingCostUsd(),
          back.isPresent() ? String.format(Locale.ROOT, "%,.0f prompts", back.getAsDouble()) : "never"));
    }
    Comparator<Summary.Model> dearer = Comparator.comparingDouble(Summary.Model::cost);
    text.append(alone("largest", summary.test().models().stream().max(dearer).orElseThrow()));
    text.append(alone("smallest", summary.test().models().stream().min(dearer).orElseThrow()));
    return text
        .append("\nThe largest and the smallest model are the dearest and the cheapest a prompt; other baselines on the"
            + " same split stand in [" + study() + "](" + study() + ".md). Quality at a share of"
            + " the best single model's cost is read off the hull of the operating points.\n\n")
        .toString();
  }

  private String study() {
    return table.replace("-dev", "");
  }

  private String alone(String name, Summary.Model model) {
    return String.format(Locale.ROOT, "| %s model, %s | | %.1f at %.1f %% of the cost | | | | | | |%n", name,
        model.name(),
        100 * model.quality() / best().quality(), 100 * model.cost() / best().cost());
  }

  private Summary.Model best() {
    return summary.test().bestSingle();
  }

  private double quality(Point point) {
    return 100 * point.quality() / best().quality();
  }

  private double cost(Point point) {
    return 100 * point.cost() / best().cost();
  }

  private double[] at(String policy, double weight, ToDoubleFunction<Point> value) {
    return summary.points().stream().filter(p -> p.policy().equals(policy))
        .filter(p -> Math.abs(p.knob().value() - weight) < 1e-9).mapToDouble(value).toArray();
  }

  private static double mean(double[] values) {
    return Spread.of(values).mean().orElse(0);
  }

  private static String told(double[] values) {
    Spread spread = Spread.of(values);
    return String.format(Locale.ROOT, "%.1f ± %.1f", spread.mean().orElse(0), spread.standardError().orElse(0));
  }
}
