package dev.pointsman.app;

import dev.pointsman.app.LlmBanditStudies.Parts;
import dev.pointsman.lab.report.Hull;
import dev.pointsman.lab.run.ExpectedCurve;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.LearnedState;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// A table's two parts, made ready to draw curves of policies beside the best single model.
///
/// @param tau the cost scale of preferences, dollars
/// @param best the best single model in hindsight
record ReadyTable(Dataset learned, Dataset tested, double tau, Hull.Corner best) {
  /// Of the best single model's cost, where curves are compared.
  private static final List<Double> SHARES = List.of(0.1, 0.25, 0.5, 1.0);
  /// Cost weights that are deployed at, denser where quality counts most.
  static final List<Double> WEIGHTS = List.of(0.0, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1,
      0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0);
  /// The places of LLM Bandit's dial between which its chance is a mix, so that its curve has no other corners.
  private static final List<Double> STEPS = List.of(0.0, 0.2, 0.4, 0.6, 0.8, 1.0);
  private static final double TAU_QUANTILE = 0.95;
  /// On what share of the prompts a best single model was run, at least.
  private static final double RUN = 0.9;

  static ReadyTable of(Parts parts, List<String> models) {
    Dataset learned = Dataset.of(parts.learned(), models, parts.learnedFeatures());
    Dataset tested = Dataset.of(parts.tested(), models, parts.testedFeatures());
    return new ReadyTable(learned, tested, learned.costQuantile(TAU_QUANTILE), best(tested));
  }

  /// The same with some of the models.
  ReadyTable of(List<String> models) {
    return new ReadyTable(learned.only(models), tested.only(models), tau, best(tested.only(models)));
  }

  /// The same where prompts have no features.
  ReadyTable blind() {
    return new ReadyTable(learned.blind(), tested.blind(), tau, best);
  }

  private static Hull.Corner best(Dataset data) {
    return IntStream.range(0, data.models().size()).filter(model -> rows(data, model).length >= RUN * data.size())
        .mapToObj(model -> alone(data, model)).reduce(new Hull.Corner(0, -1),
            (one, other) -> other.quality() > one.quality() ? other : one);
  }

  private static int[] rows(Dataset data, int model) {
    return IntStream.range(0, data.size()).filter(row -> data.isCandidate(row, model)).toArray();
  }

  private static Hull.Corner alone(Dataset data, int model) {
    int[] rows = rows(data, model);
    return new Hull.Corner(IntStream.of(rows).mapToDouble(row -> data.cost(row, model)).average().orElse(0),
        IntStream.of(rows).mapToDouble(row -> data.quality(row, model)).average().orElse(0));
  }

  /// A model's quality in per cent of the best single one's.
  double alone(String model) {
    return 100 * alone(tested, tested.models().indexOf(model)).quality() / best.quality();
  }

  /// Of best guesses.
  Hull curve(LearnedState state) {
    return ExpectedCurve.of(state, tested, tau, 0, WEIGHTS);
  }

  /// Of LLM Bandit's own chance.
  Hull chance(LearnedState state) {
    return ExpectedCurve.of(state, tested, tau, 1, STEPS);
  }

  /// Of LLM Bandit's own chance as published, whose dial has no steps.
  Hull publishedChance(LearnedState state) {
    return ExpectedCurve.of(state, tested, tau, 1, WEIGHTS);
  }

  private double height(Hull hull, double share) {
    return hull.quality(share * best.cost()).orElse(hull.corners().getFirst().quality()) / best.quality();
  }

  /// One curve over another, less 1, in per cent, by share.
  double[] differences(Hull one, Hull other) {
    return SHARES.stream().mapToDouble(share -> 100 * (height(one, share) / height(other, share) - 1)).toArray();
  }

  /// The head of a table of curves.
  static String head(String first) {
    StringBuilder head = new StringBuilder("| " + first);
    SHARES.forEach(share -> head.append(String.format(Locale.ROOT, " | at %.0f %%", 100 * share)));
    return head.append(" | cost for 99 % | peak |\n|---|").append("---|".repeat(SHARES.size() + 2)).append('\n')
        .toString();
  }

  /// Quality in per cent of the best single model's, by share of its cost.
  String row(String name, Hull hull) {
    return row(name, List.of(hull));
  }

  /// The same in the mean of several trainings, with standard errors.
  ///
  /// @param hulls one a training, at least one
  String row(String name, List<Hull> hulls) {
    StringBuilder row = new StringBuilder("| " + name);
    SHARES.forEach(share -> row.append(mean(hulls.stream().mapToDouble(hull -> 100 * height(hull, share)).toArray())));
    double[] costs = hulls.stream().map(hull -> hull.cost(0.99 * best.quality()))
        .flatMapToDouble(OptionalDouble::stream)
        .map(cost -> 100 * cost / best.cost()).toArray();
    row.append(costs.length == 0 ? " | -" : mean(costs) + " %");
    if (costs.length > 0 && costs.length < hulls.size()) {
      row.append(", ").append(costs.length).append(" of ").append(hulls.size());
    }
    return row.append(mean(hulls.stream().mapToDouble(hull -> 100 * hull.peak() / best.quality()).toArray()))
        .append(" |\n").toString();
  }

  private static String mean(double[] values) {
    return " | " + (values.length == 1
        ? String.format(Locale.ROOT, "%.1f", values[0])
        : CurveTable.told(values, 1));
  }
}
