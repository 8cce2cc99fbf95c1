package dev.pointsman.app;

import dev.pointsman.app.CurveTable.Relative;
import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.data.Splitter;
import dev.pointsman.lab.evaluate.Contender;
import dev.pointsman.lab.evaluate.Evaluation;
import dev.pointsman.lab.evaluate.Parts;
import dev.pointsman.lab.evaluate.Plan;
import dev.pointsman.lab.report.Summary;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.lab.world.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.function.Function;

/// Contenders that learn from one part of a table and are deployed on the other, over several splits, each with an order of its
/// own: what chance makes of a split is among the errors then, which runs on one split do not show.
///
/// @param title of its table
/// @param learned the share of the prompts that are learned from
/// @param contenders with distinct names, the first is the one that others are compared with
/// @param splits how many, at least 2; by the splitter's seeds from 1 on
record SplitTable(String title, double learned, List<Contender> contenders, int splits) {
  /// Runs it.
  ///
  /// @param table the whole of it
  /// @param data makes a part of it ready
  /// @param inputs names the data
  /// @return its table, as Markdown
  String run(ScoreTable table, Function<ScoreTable, Dataset> data, Path parts, String inputs)
      throws InterruptedException {
    SequencedMap<String, List<Relative>> curves = new LinkedHashMap<>();
    contenders.forEach(contender -> curves.put(contender.name(), new ArrayList<>()));
    for (long seed = 1; seed <= splits; seed++) {
      Dataset train = data.apply(part(table, learned, 0, seed));
      Dataset test = data.apply(part(table, learned, 1, seed));
      Summary summary = new Evaluation(plan(seed), train, test,
          new Parts(parts.resolve("split-" + seed), Fingerprints.of(inputs, title, Double.toString(learned))))
          .run(new Evaluation.Provenance(new LinkedHashMap<>(), "", ""), () -> {});
      curves.forEach((policy, several) -> several.addAll(Relative.of(summary, policy)));
    }
    return "### " + title + "\n\n" + splits + " splits of " + table.rows().size() + " prompts, one order each.\n\n"
        + new CurveTable(curves, contenders.getFirst().name(), "splits").text() + "\n";
  }

  private Plan plan(long seed) {
    return new Plan(contenders, List.of(seed), EvaluateCommand.dial(), List.of(), false, OptionalInt.empty(),
        Optional.empty(), Scenario.CALM, false, false);
  }

  /// A part of a table split by the hash of each prompt's text.
  ///
  /// @param learned the first part's share
  /// @param part 0, which is learned from, or 1
  static ScoreTable part(ScoreTable table, double learned, int part, long seed) {
    var splitter = new Splitter(List.of(learned, 1 - learned), seed);
    return new ScoreTable(table.header(),
        table.rows().stream().filter(row -> splitter.partOf(row.prompt()) == part).toList());
  }
}
