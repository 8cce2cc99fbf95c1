package dev.pointsman.app;

import dev.pointsman.lab.evaluate.Contender;
import dev.pointsman.lab.evaluate.Evaluation;
import dev.pointsman.lab.evaluate.Parts;
import dev.pointsman.lab.evaluate.Plan;
import dev.pointsman.lab.report.Curves;
import dev.pointsman.lab.report.Curves.Spread;
import dev.pointsman.lab.report.Hull;
import dev.pointsman.lab.report.Point;
import dev.pointsman.lab.report.Summary;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.lab.world.Scenario;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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
  /// Two deviations of a mean are taken for 95 %.
  private static final double NINETY_FIVE_PERCENT = 1.96;
  private static final List<Double> SHARES = List.of(0.1, 0.25, 0.5);
  private static final double COMPARED = 0.25;
  private static final double NEARLY_ALL = 0.99;

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
    StringBuilder table = new StringBuilder("| policy | ").append(SHARES.stream()
        .map(share -> Math.round(100 * share) + " %").collect(Collectors.joining(" | ")))
        .append(" | 99 % costs, seeds that reach it | at 25 %, above ")
        .append(base).append(" |\n|---|---|---|---|---|---|\n");
    for (Contender contender : contenders) {
      table.append("| ").append(contender.name());
      for (double share : SHARES) {
        table.append(" | ").append(told(heights(summary, contender.name(), share), 1));
      }
      table.append(" | ").append(reached(summary, contender.name())).append(" | ").append(compared(
          heights(summary, contender.name(), COMPARED),
          heights(summary, base, COMPARED), contender.name())).append(" |\n");
    }
    return table.toString();
  }

  /// By seed, quality in per cent of the best single model's at a share of its cost; that of the cheapest point where that is
  /// dearer.
  private static double[] heights(Summary summary, String policy, double share) {
    Summary.Model best = summary.test().bestSingle();
    List<Hull> hulls = Curves.hulls(summary.points().stream().filter(p -> p.policy().equals(policy)).toList());
    return hulls.stream().mapToDouble(hull -> 100
        * hull.quality(share * best.cost()).orElse(hull.corners().getFirst().quality()) / best.quality()).toArray();
  }

  /// What of the best single model's cost nearly all of its quality costs, and how many seeds reach it at any cost.
  private static String reached(Summary summary, String policy) {
    Summary.Model best = summary.test().bestSingle();
    List<Hull> hulls = Curves.hulls(summary.points().stream().filter(p -> p.policy().equals(policy)).toList());
    double[] costs = hulls.stream().map(hull -> hull.cost(NEARLY_ALL * best.quality())).flatMapToDouble(
        OptionalDouble::stream).toArray();
    return (costs.length == 0
        ? ""
        : String.format(Locale.ROOT, "%.0f %%, ", 100 * Spread.of(costs).mean().orElse(0)
            / best.cost()))
        + costs.length + " of " + hulls.size();
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
            told(used, 1), told(quality, 1), compared(quality, beside, contender.name()),
            told(at(summary, contender.name(), budget, point -> (double) point.unserved()), 1)));
      }
    }
    return table.toString();
  }

  private static double[] at(Summary summary, String policy, double budget, Function<Point, Double> value) {
    return summary.points().stream().filter(p -> p.policy().equals(policy) && p.knob().value() == budget)
        .mapToDouble(value::apply).toArray();
  }

  private String compared(double[] one, double[] other, String name) {
    if (name.equals(base)) {
      return "";
    }
    Spread spread = Spread.of(IntStream.range(0, one.length).mapToDouble(i -> one[i] - other[i]).toArray());
    double mean = spread.mean().orElse(0);
    double half = NINETY_FIVE_PERCENT * spread.standardError().orElse(0);
    return String.format(Locale.ROOT, "%+.2f [%+.2f, %+.2f]", mean, mean - half, mean + half);
  }

  private static String told(double[] values, int digits) {
    Spread spread = Spread.of(values);
    return String.format(Locale.ROOT, "%." + digits + "f ± %." + digits + "f", spread.mean().orElse(0),
        spread.standardError().orElse(0));
  }
}
