package dev.pointsman.lab.estimate;

import dev.pointsman.lab.data.LogRow;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Values a target policy on a log, row by row. Mutable; not thread-safe; memory is bounded however many rows come.
///
/// - Used are rows that the chosen arm answered to the end. The values are those of answers: an arm that fails more often
///   than others is not charged for it.
/// - Cost is over all used rows, quality over those that were rated. Whether an answer is rated is taken to be independent of its
///   quality and of the arm, given the prompt; where users rate one arm's answers more often than another's, quality is off, so the
///   shares are reported.
/// - Rows on which the target would choose what the logging policy never did are left out: which ones they are is settled before
///   their outcome, so what is left is valued without bias, on those prompts.
/// - Rows are taken to be independent but for what policies learn.
public final class Valuation {
  /// The largest ratio of cost to expected cost that the model of costs learns from.
  private static final double MOST_RATIO = 1000;

  private final Target target;
  private final UnaryOperator<Context> asked;
  private final Measure quality = new Measure();
  private final Measure cost = new Measure();
  private final Support support = new Support();
  private final Map<LeftOut, Long> leftOut = new EnumMap<>(LeftOut.class);
  private Optional<Models> models = Optional.empty();
  private long read;

  /// What outcomes are expected to be, learned from the rows so far.
  private record Models(OutcomeModel quality, OutcomeModel costRatio) {}

  /// @param target the policy to be valued
  /// @param asked what requests ask of it instead of what they asked of the logging policy, such as another cost weight
  public Valuation(Target target, UnaryOperator<Context> asked) {
    this.target = target;
    this.asked = asked;
  }

  /// Counts a row that another router decided.
  public void skip() {
    read++;
    leave(LeftOut.OTHER_ROUTER);
  }

  /// Takes in the log's next row.
  public void add(LogRow row) {
    read++;
    switch (row) {
      case LogRow.Other other -> leave(LeftOut.of(other.reason()));
      case LogRow.Quizzed(LogRow.Answered answer) -> {
        leave(LeftOut.QUIZ);
        target.learn(answer);
      }
      case LogRow.Answered answered -> {
        value(answered);
        target.learn(answered);
      }
    }
  }

  private void leave(LeftOut reason) {
    leftOut.merge(reason, 1L, Long::sum);
  }

  private void value(LogRow.Answered row) {
    if (!row.hasPropensity()) {
      leave(LeftOut.FALLBACK);
      return;
    }
    List<Appraisal> wanted = target.appraisals(row, asked.apply(row.context()));
    if (support.sees(row.decision(), wanted)) {
      use(row, wanted);
    } else {
      leave(LeftOut.NO_OVERLAP);
    }
  }

  private void use(LogRow.Answered row, List<Appraisal> wanted) {
    double[] x = row.context().features().withIntercept();
    Models expecting = models(x.length - 1);
    Decision logged = row.decision();
    double[] dollars = logged.appraisals().stream().mapToDouble(a -> a.candidate().expectedCost().usd()).toArray();
    double[] ones = new double[dollars.length];
    Arrays.fill(ones, 1);
    int chosen = index(logged, row.served());
    Round paid = round(row, wanted, expecting.costRatio, dollars, x, row.cost().usd());
    cost.add(paid);
    support.uses(wanted, row.served(), paid.weight(), row.quality().isPresent());
    if (dollars[chosen] > 0) {
      expecting.costRatio.learn(row.served(), x, Math.min(MOST_RATIO, row.cost().usd() / dollars[chosen]));
    }
    row.quality().ifPresent(judged -> {
      quality.add(round(row, wanted, expecting.quality, ones, x, judged));
      expecting.quality.learn(row.served(), x, judged);
    });
  }

  private Models models(int features) {
    Models known = models
        .orElseGet(() -> new Models(OutcomeModel.ofQuality(features), OutcomeModel.ofCostRatio(features)));
    models = Optional.of(known);
    return known;
  }

  /// @param units what a prediction of 1 stands for, by candidate
  private static Round round(LogRow.Answered row, List<Appraisal> wanted, OutcomeModel model, double[] units,
      double[] x,
      double outcome) {
    double expected = 0;
    for (int i = 0; i < units.length; i++) {
      double probability = wanted.get(i).propensity();
      expected += probability == 0
          ? 0
          : probability * units[i] * model.predict(wanted.get(i).candidate().arm(), x);
    }
    int chosen = index(row.decision(), row.served());
    double probability = Math.min(1, wanted.get(chosen).propensity());
    return new Round(row.decision().propensity(), probability, outcome, units[chosen] * model.predict(row.served(), x),
        expected);
  }

  private static int index(Decision decision, Arm arm) {
    int index = 0;
    while (!decision.appraisals().get(index).candidate().arm().equals(arm)) {
      index++;
    }
    return index;
  }

  /// What the rows so far say of the target.
  ///
  /// @param seed of the bootstrap
  /// @throws Refusal if they can't support an answer
  public Findings findings(long seed) throws Refusal {
    Optional<String> refusal = support.refusal(quality.overlap(), cost.overlap());
    if (refusal.isPresent()) {
      throw new Refusal(refusal.get());
    }
    Findings.Outcome judged = Findings.Outcome.of(quality, 1, seed);
    Findings.Outcome paid = Findings.Outcome.of(cost, Double.POSITIVE_INFINITY, seed);
    if (judged.isFlat()) {
      throw new Refusal("every rating that counts is the same, so that nothing says how sure it is; give a longer log");
    }
    if (!paid.isBounded()) {
      throw new Refusal("the costs of too few rows differ to draw an interval from them; give a longer log");
    }
    return new Findings(judged, paid, read, cost.overlap().rounds(), leftOut, support.unsupported(), support.rated());
  }
}
