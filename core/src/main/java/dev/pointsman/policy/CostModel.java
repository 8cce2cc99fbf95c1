package dev.pointsman.policy;

import dev.pointsman.linear.RidgePrior;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// Knows what calls cost: per arm a regression of `log(cost / listed cost)` on the prompt, so that a new price list
/// needs no learning, and where costs lie over all candidates. What makes an answer long is learned of all arms together
/// ([SharedShift][dev.pointsman.linear.SharedShift]). Immutable.
///
/// A cost is predicted as `listed exp(m + s^2 / 2)`, the mean of a log-normal with the regression's mean `m` and its
/// noise `s^2`.
public final class CostModel {
  /// The factor by which a prediction may differ from the list.
  private static final double MOST_CORRECTION = 1000;
  private static final double SCALE_QUANTILE = 0.95;
  private static final double LEVEL_PRECISION = 0.5;
  private static final double SLOPE_PRECISION = 10;
  private static final double SHARED_SLOPE_PRECISION = 3;
  private static final double NOISE = 0.25;

  private final LinearArms corrections;
  private final CostHistogram offered;

  private CostModel(LinearArms corrections, CostHistogram offered) {
    this.corrections = corrections;
    this.offered = offered;
  }

  /// Knows the list only.
  ///
  /// @param features length `d` of the feature vectors it will see
  public static CostModel untrained(int features) {
    double[] shared = new double[features + 1];
    Arrays.fill(shared, SHARED_SLOPE_PRECISION);
    shared[0] = LEVEL_PRECISION;
    return new CostModel(LinearArms.sharing(prior(features), shared, 1).unbounded(),
        CostHistogram.empty());
  }

  /// Knows what was fitted to a table: regressions of `log(cost / listed cost)`, all from [#prior].
  public static CostModel fitted(LinearArms corrections) {
    return new CostModel(corrections.unbounded(), CostHistogram.empty());
  }

  /// The belief that regressions of `log(cost / listed cost)` start from.
  ///
  /// @param features length `d` of the feature vectors they will see
  public static RidgePrior prior(int features) {
    return RidgePrior.withIntercept(features, 0, LEVEL_PRECISION, SLOPE_PRECISION, NOISE);
  }

  /// The candidates with the costs that are expected for this prompt.
  ///
  /// @param features length `d`
  /// @throws IllegalArgumentException if they have another length
  public List<Candidate> price(FeatureVector features, List<Candidate> listed) {
    double[] x = features.withIntercept();
    return listed.stream().map(candidate -> {
      double log = corrections.mean(candidate.arm(), x) + corrections.noise(candidate.arm()) / 2;
      double correction = Math.clamp(Math.exp(log), 1 / MOST_CORRECTION, MOST_CORRECTION);
      return candidate.expecting(Money.roundedUp(candidate.listedCost().usd() * correction));
    }).toList();
  }

  /// The cost that a preference is measured against: the 95th percentile of what candidates were expected to cost,
  /// lately; before the first call, the dearest of those at hand.
  public Money scale(List<Candidate> priced) {
    long nanos = offered.isEmpty()
        ? priced.stream().mapToLong(c -> c.expectedCost().nanoUsd()).max().orElse(1)
        : offered.quantile(SCALE_QUANTILE).nanoUsd();
    return new Money(Math.max(1, nanos));
  }

  CostModel renamed(UnaryOperator<Arm> names) {
    return new CostModel(corrections.renamed(names).prepared(), offered);
  }

  void save(StateWriter out) {
    corrections.save(out);
    offered.save(out);
  }

  CostModel restored(StateReader in) {
    return new CostModel(corrections.restored(in).prepared(), offered.restored(in));
  }

  /// A call of which nothing but its cost is known.
  ///
  /// @param cost what it cost in the end
  public record Paid(Candidate candidate, FeatureVector features, Money cost) {}

  /// The same after several calls were paid for.
  public CostModel learn(List<Paid> calls) {
    LinearArms learned = corrections;
    for (Paid call : calls) {
      if (call.candidate.listedCost().nanoUsd() > 0) {
        learned = learned.observe(call.candidate.arm(), call.features, logCorrection(call.candidate, call.cost));
      }
    }
    return new CostModel(learned.prepared(), offered);
  }

  private static double logCorrection(Candidate candidate, Money cost) {
    return Math.log(
        Math.clamp(cost.usd() / candidate.listedCost().usd(), 1 / MOST_CORRECTION, MOST_CORRECTION));
  }

  /// The same after one more call was paid for.
  public CostModel learn(Observation.Served served) {
    Candidate candidate = served.decision().appraisal(served.served()).candidate();
    CostHistogram costs = offered.adding(served.decision().appraisals().stream()
        .mapToLong(a -> a.candidate().expectedCost().nanoUsd()).toArray());
    if (candidate.listedCost().nanoUsd() == 0) {
      return new CostModel(corrections, costs);
    }
    return new CostModel(corrections.observe(served.served(), served.context().features(),
        logCorrection(candidate, served.cost())).prepared(), costs);
  }
}
