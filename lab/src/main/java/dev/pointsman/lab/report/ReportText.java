package dev.pointsman.lab.report;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The report that a person reads, as Markdown.
public final class ReportText {
  private final Summary summary;

  public ReportText(Summary summary) {
    this.summary = summary;
  }

  /// The text of `report.md`.
  ///
  /// @param plot the file name of the curves beside it
  public String text(String plot) {
    var text = new StringBuilder();
    Summary.Model best = summary.test().bestSingle();
    text.append("# ").append(summary.test().name()).append(": quality against cost\n\n");
    text.append(String.format(Locale.ROOT,
        "%,d test prompts, %d models. The best single model in hindsight is **%s**: quality %.4f at $%.6f a"
            + " prompt. Choosing the best model of each prompt in hindsight would reach %.4f.\n\n",
        summary.test().prompts(),
        summary.test().models().size(), best.name(), best.quality(), best.cost(), summary.test().oracleQuality()));
    text.append("![quality against cost](").append(plot).append(")\n\n");
    if (isDial()) {
      headline(text);
    }
    budgets(text);
    phases(text);
    models(text);
    recipe(text);
    return text.toString();
  }

  private boolean isDial() {
    return summary.points().stream().anyMatch(point -> point.knob().name().equals("cost_weight"));
  }

  /// The table of curves alone, as it stands in results and README too.
  public String curves() {
    var text = new StringBuilder();
    text.append(
        "| policy | learns from | quality at 5 % | 10 % | 25 % | 50 % | 100 % of its cost | cost for 95 % | 99 % |"
            + " 100 % of its quality | peak | pays back after |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (Summary.Curve curve : summary.curves()) {
      text.append("| ").append(curve.policy()).append(" | ").append(curve.feedback());
      for (String cost : Curves.COSTS) {
        text.append(" | ")
            .append(withError(Summary.at(curve.qualityAtCost(), cost), Summary.at(curve.qualityAtCostSe(), cost)));
      }
      for (String quality : Curves.QUALITIES) {
        text.append(" | ").append(percent(Summary.at(curve.costAtQuality(), quality)));
      }
      text.append(" | ").append(withError(curve.peakQuality(), OptionalDouble.empty()));
      text.append(" | ").append(payBack(curve)).append(" |\n");
    }
    return text.toString();
  }

  /// The table in short.
  public String brief() {
    var text = new StringBuilder();
    text.append(
        "| policy | learns from | quality at 10 % | 25 % | 50 % of the best single model's cost | cost for 99 % of its"
            + " quality | pays back after |\n|---|---|---|---|---|---|---|\n");
    for (Summary.Curve curve : summary.curves()) {
      text.append("| ").append(curve.policy()).append(" | ").append(curve.feedback());
      for (String cost : List.of("0.10", "0.25", "0.50")) {
        text.append(" | ")
            .append(withError(Summary.at(curve.qualityAtCost(), cost), Summary.at(curve.qualityAtCostSe(), cost)));
      }
      text.append(" | ").append(percent(Summary.at(curve.costAtQuality(), "0.99"))).append(" | ").append(payBack(curve))
          .append(" |\n");
    }
    return text.toString();
  }

  private static String payBack(Summary.Curve curve) {
    return curve.saBep().isPresent()
        ? String.format(Locale.ROOT, "%,.0f prompts", curve.saBep().getAsDouble())
        : "never";
  }

  private void headline(StringBuilder text) {
    text.append("## What each policy makes of a share of the money\n\n");
    text.append(
        "Relative to the best single model, in per cent; means over seeds, ± one standard error. Points between two"
            + " operating points are mixes of both. \"Pays back after\" is SaveRouter's SA-BEP: how many prompts it takes until"
            + " the saving, at equal quality, has repaid the calls that were learned from.\n\n");
    text.append(curves()).append('\n');
  }

  private void budgets(StringBuilder text) {
    List<Point> points = summary.points().stream().filter(p -> p.knob().name().equals("budget_per_query")).toList();
    if (points.isEmpty()) {
      return;
    }
    text.append("## Under a budget\n\n| policy | budget, $ a prompt | quality | spent of it | worst seed | regret |"
        + " unserved |\n|---|---|---|---|---|---|---|\n");
    Map<String, Map<Double, List<Point>>> grouped = points.stream().collect(Collectors.groupingBy(Point::policy,
        LinkedHashMap::new, Collectors.groupingBy(p -> p.knob().value(), TreeMap::new, Collectors.toList())));
    grouped.forEach((policy, byBudget) -> byBudget.forEach((budget, own) -> {
      Curves.Spread quality = Curves.Spread.of(own.stream().mapToDouble(Point::quality).toArray());
      double spent = own.stream().mapToDouble(Point::cost).average().orElse(0) / budget;
      double worst = own.stream().mapToDouble(Point::cost).max().orElse(0) / budget;
      text.append(String.format(Locale.ROOT, "| %s | %.3g | %.4f%s | %.3f | %.3f | %.4f | %.1f |\n", policy, budget,
          quality.mean().orElse(0), quality.standardError().isPresent()
              ? String.format(Locale.ROOT, " ± %.4f", quality.standardError().getAsDouble())
              : "",
          spent, worst, own.stream().mapToDouble(Point::regret).average().orElse(0),
          own.stream().mapToDouble(Point::unserved).average().orElse(0)));
    }));
    text.append('\n');
  }

  private void phases(StringBuilder text) {
    if (summary.points().stream().allMatch(point -> point.phases().isEmpty())) {
      return;
    }
    text.append("""
        ## Phase by phase

        | policy | operating point | from | quality | cost, $ | regret |
        |---|---|---|---|---|---|
        """);
    Map<String, List<Point>> grouped = summary.points().stream().collect(Collectors.groupingBy(
        p -> p.policy() + " | " + p.knob().name() + " " + number(p.knob().value()), LinkedHashMap::new,
        Collectors.toList()));
    grouped.forEach((label, own) -> {
      for (int i = 0; i < own.getFirst().phases().size(); i++) {
        int phase = i;
        text.append(String.format(Locale.ROOT, "| %s | %.2f | %.4f | %.6f | %.4f |\n", label,
            own.getFirst().phases().get(i).from(),
            own.stream().mapToDouble(p -> p.phases().get(phase).quality()).average().orElse(0),
            own.stream().mapToDouble(p -> p.phases().get(phase).cost()).average().orElse(0),
            own.stream().mapToDouble(p -> p.phases().get(phase).regret()).average().orElse(0)));
      }
    });
    text.append('\n');
  }

  private void models(StringBuilder text) {
    List<Summary.Model> models = summary.test().models().stream()
        .sorted(Comparator.comparingDouble(Summary.Model::quality).reversed()).toList();
    text.append("""
        ## The models, each alone

        Over the prompts that it was run on.

        | model | quality | cost, $ a prompt |
        |---|---|---|
        """);
    models.forEach(
        m -> text.append(String.format(Locale.ROOT, "| %s | %.4f | %.6f |\n", m.name(), m.quality(), m.cost())));
    text.append('\n');
  }

  private void recipe(StringBuilder text) {
    Summary.Train train = summary.train();
    text.append(String.format(Locale.ROOT,
        "## How it was made\n\nLearned from **%s**, %,d prompts, one pass in each seed's order; \"bandit\" sees"
            + " the score and the cost of the chosen model alone, \"full\" those of every model, \"all\" the test table itself."
            + " `task-table` is told the task of each prompt, others only with `--task-label`.\n\n",
        train.name(), train.prompts()));
    text.append("| policy | training calls | their price, $ | mean regret |\n|---|---|---|---|\n");
    for (Summary.Curve curve : summary.curves()) {
      text.append(String.format(Locale.ROOT, "| %s | %,.0f | %.4f | %.4f |\n", curve.policy(), curve.trainingCalls(),
          curve.trainingCostUsd(),
          curve.meanRegret()));
    }
    text.append("\nThe reward of a prompt at cost weight w is `(1 - w) quality - w min(cost / tau, 1)`").append(
        String.format(Locale.ROOT, ", tau = $%.6g, the 95th percentile of the train table's costs.\n\n",
            summary.tau()));
    summary.settings().forEach((name, value) -> text.append("- ").append(name).append(": ").append(value).append('\n'));
    text.append("- encoder: ").append(summary.encoder()).append("\n- version: ").append(summary.version()).append('\n');
  }

  private static String withError(OptionalDouble value, OptionalDouble error) {
    if (value.isEmpty()) {
      return "-";
    }
    return String.format(Locale.ROOT, "%.1f", 100 * value.getAsDouble())
        + (error.orElse(0) > 1e-9 ? String.format(Locale.ROOT, " ± %.1f", 100 * error.getAsDouble()) : "");
  }

  private static String percent(OptionalDouble value) {
    return value.isEmpty() ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * value.getAsDouble());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
