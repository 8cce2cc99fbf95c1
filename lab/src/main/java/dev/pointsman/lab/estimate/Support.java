package dev.pointsman.lab.estimate;

import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Decision;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether a log can support an answer: what the target would choose, against what the logging policy could and did.
/// Mutable; not thread-safe.
final class Support {
  /// The smallest effective sample size.
  static final int LEAST_EFFECTIVE = 100;
  /// The smallest effective sample size among the rows of each arm that matters.
  static final int LEAST_BY_ARM = 60;
  /// An arm matters if the target gives it at least this share of its choices.
  static final double MATTERS = 0.01;
  /// The largest share of rows whose target has choices of propensity 0.
  static final double MOST_WITHOUT_OVERLAP = 0.1;
  /// Probability below which a choice is rounding.
  private static final double ROUNDING = 1e-6;

  private final Map<Arm, OfArm> arms = new LinkedHashMap<>();
  private long rows;
  private long without;
  private double unsupported;
  private boolean random;

  /// What is known of one arm.
  private static final class OfArm {
    private final Weights answered = new Weights();
    private final Weights rated = new Weights();
    private double mass;
  }

  /// Takes in a row, whether it is used or not.
  ///
  /// @param wanted what the target thinks of the candidates, in the decision's order
  /// @return whether every choice of the target had a propensity
  boolean sees(Decision logged, List<Appraisal> wanted) {
    double lost = 0;
    for (int i = 0; i < wanted.size(); i++) {
      double propensity = logged.appraisals().get(i).propensity();
      lost += propensity == 0 ? wanted.get(i).propensity() : 0;
      random |= propensity > 0 && propensity < 1;
    }
    rows++;
    unsupported += lost;
    without += lost > ROUNDING ? 1 : 0;
    return lost <= ROUNDING;
  }

  /// Takes in a row that is used.
  void uses(List<Appraisal> wanted, Arm served, double weight, boolean rated) {
    wanted.forEach(a -> arm(a.candidate().arm()).mass += a.propensity());
    arm(served).answered.add(weight);
    if (rated) {
      arm(served).rated.add(weight);
    }
  }

  private OfArm arm(Arm arm) {
    return arms.computeIfAbsent(arm, _ -> new OfArm());
  }

  /// The share of the target's probability that lies on candidates of propensity 0, in `[0, 1]`.
  double unsupported() {
    return rows == 0 ? 0 : unsupported / rows;
  }

  /// Why the log can't support an answer, with what would help; empty if it can.
  Optional<String> refusal(Overlap quality, Overlap cost) {
    if (rows == 0) {
      return Optional.of("no row has an answer by the arm that a policy chose; let requests go through a router");
    }
    if (without > 0 && !random) {
      return Optional
          .of(("the log is deterministic: every propensity is 1, and the target would choose otherwise on %s "
              + "of the rows; let the router explore (max_exploration above 0 and a policy that draws, such as frontier)")
              .formatted(Figures.share((double) without / rows)));
    }
    if (without > MOST_WITHOUT_OVERLAP * rows) {
      return Optional.of(("no overlap: on %s of the rows the target would choose what had propensity 0, %s of all its "
          + "choices; at most %s of the rows are left out for that; let the router explore, or value a policy nearer to the "
          + "log's").formatted(Figures.share((double) without / rows), Figures.share(unsupported()),
              Figures.share(MOST_WITHOUT_OVERLAP)));
    }
    return few(quality, cost).or(this::fewOfAnArm);
  }

  private static Optional<String> few(Overlap quality, Overlap cost) {
    if (quality.rounds() < LEAST_EFFECTIVE) {
      return Optional.of("too few rated rows: %d of %d; at least %d are needed; post feedback, or give a longer log"
          .formatted(quality.rounds(), cost.rounds(), LEAST_EFFECTIVE));
    }
    if (Math.min(quality.effective(), cost.effective()) < LEAST_EFFECTIVE) {
      return Optional
          .of(("too little overlap: %d rated rows say as much as %.1f of the target's own, %d answers as much as "
              + "%.1f (effective sample size, (sum w)^2 / sum w^2); at least %d are needed; give a longer log, or let the router "
              + "explore more").formatted(quality.rounds(), quality.effective(), cost.rounds(), cost.effective(),
                  LEAST_EFFECTIVE));
    }
    return Optional.empty();
  }

  /// How unevenly the answers of the arms that matter were rated.
  Findings.Rated rated() {
    DoubleSummaryStatistics shares = mattering().map(Map.Entry::getValue)
        .mapToDouble(a -> (double) a.rated.overlap().rounds() / a.answered.overlap().rounds()).summaryStatistics();
    return new Findings.Rated(shares.getMin(), shares.getMax());
  }

  private long used() {
    return arms.values().stream().mapToLong(a -> a.answered.overlap().rounds()).sum();
  }

  private Stream<Map.Entry<Arm, OfArm>> mattering() {
    double least = MATTERS * used();
    return arms.entrySet().stream().filter(e -> e.getValue().mass >= least);
  }

  private Optional<String> fewOfAnArm() {
    long used = used();
    return mattering()
        .filter(e -> effective(e.getValue()) < LEAST_BY_ARM).findFirst()
        .map(
            e -> ("too few rows of %s: the target would choose it for %s, and its %d rated rows say as much as %.1f of the "
                + "target's own; at least %d are needed; give a longer log, or let the router explore more")
                .formatted(e.getKey(),
                    Figures.share(e.getValue().mass / used), e.getValue().rated.overlap().rounds(),
                    effective(e.getValue()),
                    LEAST_BY_ARM));
  }

  private static double effective(OfArm arm) {
    return Math.min(arm.answered.overlap().effective(), arm.rated.overlap().effective());
  }
}
