package dev.pointsman.app;

import dev.pointsman.lab.evaluate.Contender;
import dev.pointsman.lab.evaluate.Evaluation;
import dev.pointsman.lab.evaluate.Parts;
import dev.pointsman.lab.evaluate.Plan;
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
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// A stream on which something happens, under ceilings on the mean cost, while learning goes on: what it brings and costs in each
/// phase.
///
/// @param title of its table
/// @param scenario what happens
/// @param followed a model whose share in the last phase is told; none if empty
/// @param contenders with distinct names
/// @param ceilings dollars a prompt
/// @param seeds how many
record PhaseTable(String title, Scenario scenario, Optional<String> followed, List<Contender> contenders,
    List<Double> ceilings, int seeds) {
  /// Runs it.
  ///
  /// @param inputs names the data
  /// @return its table, as Markdown
  String run(Dataset train, Dataset test, Path parts, String inputs) throws InterruptedException {
    var plan = new Plan(contenders, LongStream.rangeClosed(1, seeds).boxed().toList(), List.of(), ceilings, false,
        OptionalInt.empty(), Optional.empty(), scenario, true, false);
    Summary summary = new Evaluation(plan, train, test, new Parts(parts, Fingerprints.of(inputs, scenario.toString())))
        .run(new Evaluation.Provenance(new LinkedHashMap<>(), "", ""), () -> {});
    StringBuilder text = new StringBuilder("### " + title + "\n\n| ceiling | policy |");
    int phases = scenario.phases().size();
    for (int phase = 1; phase <= phases; phase++) {
      text.append(" quality ").append(phase).append(" | cost / ceiling |");
    }
    text.append(followed.map(model -> " share of " + model + ", least to most |").orElse("")).append("\n|---|---|")
        .append("---|---|".repeat(phases)).append(followed.isPresent() ? "---|\n" : "\n");
    for (double ceiling : ceilings) {
      for (Contender contender : contenders) {
        text.append(row(summary, contender.name(), ceiling));
      }
    }
    return text.append('\n').toString();
  }

  private String row(Summary summary, String policy, double ceiling) {
    List<Point> points = summary.points().stream()
        .filter(p -> p.policy().equals(policy) && p.knob().value() == ceiling).toList();
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "| $%.3e | %s |", ceiling, policy));
    for (int phase = 0; phase < scenario.phases().size(); phase++) {
      int at = phase;
      row.append(String.format(Locale.ROOT, " %.3f | %.2f |",
          points.stream().mapToDouble(p -> p.phases().get(at).quality()).average().orElseThrow(),
          points.stream().mapToDouble(p -> p.phases().get(at).cost() / ceiling).average().orElseThrow()));
    }
    followed.ifPresent(model -> {
      var shares = points.stream().collect(
          Collectors.summarizingDouble(p -> p.phases().getLast().shares().getOrDefault(model, 0.0)));
      row.append(String.format(Locale.ROOT, " %.3f (%.3f to %.3f) |", shares.getAverage(), shares.getMin(),
          shares.getMax()));
    });
    return row.append('\n').toString();
  }
}
