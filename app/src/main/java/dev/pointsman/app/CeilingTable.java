package dev.pointsman.app;

import dev.pointsman.lab.evaluate.Contender;
import dev.pointsman.lab.evaluate.Evaluation;
import dev.pointsman.lab.evaluate.Parts;
import dev.pointsman.lab.evaluate.Plan;
import dev.pointsman.lab.report.Curves.Spread;
import dev.pointsman.lab.report.Point;
import dev.pointsman.lab.report.Summary;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.lab.world.Scenario;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;

/// A stream on which nothing happens, under ceilings on the mean cost, while learning goes on: what it brings and costs, and
/// what it costs at worst.
///
/// @param title of its table
/// @param knownHorizon whether the number of prompts is known, so that ceilings are budgets that are never exceeded
/// @param contenders with distinct names
/// @param ceilings dollars a prompt
/// @param seeds how many
record CeilingTable(String title, boolean knownHorizon, List<Contender> contenders, List<Double> ceilings, int seeds) {
  /// Runs it.
  ///
  /// @param inputs names the data
  /// @return its table, as Markdown
  String run(Dataset train, Dataset test, Path parts, String inputs) throws InterruptedException {
    var plan = new Plan(contenders, LongStream.rangeClosed(1, seeds).boxed().toList(), List.of(), ceilings,
        knownHorizon,
        OptionalInt.empty(), Optional.empty(), Scenario.CALM, true, false);
    Summary summary = new Evaluation(plan, train, test, new Parts(parts, Fingerprints.of(inputs, title)))
        .run(new Evaluation.Provenance(new LinkedHashMap<>(), "", ""), () -> {});
    StringBuilder text = new StringBuilder("### ").append(title)
        .append("\n\n| ceiling | policy | quality | cost / ceiling | its worst seed |\n|---|---|---|---|---|\n");
    for (double ceiling : ceilings) {
      for (Contender contender : contenders) {
        text.append(row(contender.name(), ceiling, summary.points().stream()
            .filter(p -> p.policy().equals(contender.name()) && p.knob().value() == ceiling).toList()));
      }
    }
    return text.append('\n').toString();
  }

  private static String row(String policy, double ceiling, List<Point> points) {
    Spread quality = Spread.of(points.stream().mapToDouble(Point::quality).toArray());
    var costs = points.stream().mapToDouble(p -> p.cost() / ceiling).summaryStatistics();
    return String.format(Locale.ROOT, "| $%.3e | %s | %.4f ± %.4f | %.3f | %.3f |%n", ceiling, policy,
        quality.mean().orElse(0), quality.standardError().orElse(0), costs.getAverage(), costs.getMax());
  }
}
