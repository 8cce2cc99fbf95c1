package dev.pointsman.app;

import dev.pointsman.app.CurveTable.Relative;
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
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// One run of a study, and its table: contenders that learn under the same conditions, each beside one of them, seed by
/// seed.
///
/// @param title of its table
/// @param conditions under which all learn and are deployed
/// @param base the contender that the others are compared with
/// @param contenders with distinct names
/// @param seeds how many, at least 2
record Trial(String title, Conditions conditions, String base, List<Contender> contenders, int seeds) {
  /// Under which conditions contenders learn and are deployed.
  ///
  /// @param learned tasks that are learned from; all if empty
  /// @param deployed tasks that they are deployed on; all if empty
  /// @param prompts how many are learned from; all if empty
  /// @param noise share of judgements that are turned round
  /// @param budgets dollars a prompt; the dial where there are none
  /// @param online whether learning goes on in the deployment
  record Conditions(Set<String> learned, Set<String> deployed, OptionalInt prompts, double noise, List<Double> budgets,
      boolean online) {
    static final Conditions PLAIN = new Conditions(Set.of(), Set.of(), OptionalInt.empty(), 0, List.of(), false);

    Conditions tasks(Set<String> from, Set<String> to) {
      return new Conditions(from, to, prompts, noise, budgets, online);
    }

    Conditions prompts(int most) {
      return new Conditions(learned, deployed, OptionalInt.of(most), noise, budgets, online);
    }

    Conditions noise(double share) {
      return new Conditions(learned, deployed, prompts, share, budgets, online);
    }

    Conditions budgets(List<Double> usd) {
      return new Conditions(learned, deployed, prompts, noise, usd, online);
    }

    Conditions learningOn() {
      return new Conditions(learned, deployed, prompts, noise, budgets, true);
    }
  }

  /// Runs it.
  ///
  /// @param inputs names the data
  /// @return its table, as Markdown
  String run(Dataset train, Dataset test, Path parts, String inputs) throws InterruptedException {
    var scenario = new Scenario(List.of(), 0, 0, conditions.noise);
    var plan = new Plan(contenders, LongStream.rangeClosed(1, seeds).boxed().toList(),
        conditions.budgets.isEmpty() ? EvaluateCommand.dial() : List.of(), conditions.budgets, false,
        conditions.prompts, Optional.empty(), scenario, conditions.online, false);
    String key = Fingerprints.of(inputs, conditions.toString());
    Summary summary = new Evaluation(plan, only(train, conditions.learned), only(test, conditions.deployed),
        new Parts(parts, key)).run(new Evaluation.Provenance(new LinkedHashMap<>(), "", ""), () -> {});
    return "### " + title + "\n\n" + summary.train().prompts() + " prompts learned from, " + summary.test().prompts()
        + " deployed on, " + seeds + " seeds. Best single model: " + summary.test().bestSingle().name() + ".\n\n"
        + (conditions.budgets.isEmpty() ? curves(summary) : budgets(summary)) + "\n";
  }

  private static Dataset only(Dataset data, Set<String> tasks) {
    return tasks.isEmpty()
        ? data
        : data.rows(IntStream.range(0, data.size()).filter(row -> tasks.contains(data.task(row))).toArray());
  }

  private String curves(Summary summary) {
    SequencedMap<String, List<Relative>> curves = new LinkedHashMap<>();
    contenders.forEach(contender -> curves.put(contender.name(), Relative.of(summary, contender.name())));
    return new CurveTable(curves, base, "seeds").text();
  }

  private String budgets(Summary summary) {
    StringBuilder table = new StringBuilder("| budget a prompt | policy | used | quality | above ").append(base)
        .append(" | unserved |\n|---|---|---|---|---|---|\n");
    double best = summary.test().bestSingle().quality();
    for (double budget : conditions.budgets) {
      for (Contender contender : contenders) {
        double[] used = at(summary, contender.name(), budget, point -> 100 * point.cost() / budget);
        double[] quality = at(summary, contender.name(), budget, point -> 100 * point.quality() / best);
        double[] beside = at(summary, base, budget, point -> 100 * point.quality() / best);
        table.append(String.format(Locale.ROOT, "| $%.2e | %s | %s %% | %s | %s | %s |%n", budget, contender.name(),
            CurveTable.told(used, 1), CurveTable.told(quality, 1), compared(quality, beside, contender.name()),
            CurveTable.told(at(summary, contender.name(), budget, point -> (double) point.unserved()), 1)));
      }
    }
    return table.toString();
  }

  private static double[] at(Summary summary, String policy, double budget, Function<Point, Double> value) {
    return summary.points().stream().filter(p -> p.policy().equals(policy) && p.knob().value() == budget)
        .mapToDouble(value::apply).toArray();
  }

  private String compared(double[] one, double[] other, String name) {
    return name.equals(base) ? "" : CurveTable.difference(one, other);
  }
}
