package dev.pointsman.policy;

import dev.pointsman.linear.RidgePrior;
import dev.pointsman.linear.RidgeRegression;
import dev.pointsman.linear.SharedShift;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.linear.SymmetricMatrix;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Grounds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/// Knows, per arm, how an outcome depends on the prompt: one ridge regression an arm on `(1, features)`, all from the
/// same prior. An arm it has not met answers from the prior.
///
/// Forgetting goes by position in the sequence of what was learned over all arms, so that an arm that is seldom chosen
/// forgets as fast as the others. Its regression is put right when it is next observed; until then each estimate goes
/// back to the prior's by as much as the evidence has faded, so that a rule that seeks the uncertain returns to it.
///
/// What arms have in common may be learned too ([SharedShift]): an observation of one arm then says something of all, and
/// an arm that was not met answers from what the others have shown.
///
/// An arm whose outcomes run away from its predictions ([Surprise]) has changed: what was learned of it is dropped at once,
/// which costs nothing while nothing changes.
public final class LinearArms {
  /// How many observations an arm's evidence still amounts to when the arm has changed.
  private static final double KEPT_AFTER_CHANGE = 0.5;

  private final RidgeRegression untrained;
  private final Optional<SharedShift> shared;
  private final double keep;
  /// Whether outcomes have no bounds and errors near normal; else they lie in `[0, 1]`.
  private final boolean normal;
  private final long position;
  private final PooledNoise pooled;
  private final SequencedMap<Arm, Learned> arms;
  /// Follow from all the rest.
  private final Optional<Coefficients> coefficients;

  private record Learned(RidgeRegression regression, long position, Surprise surprise) {}

  /// What predictions are made by, at hand.
  ///
  /// @param met of each arm that was observed, length `d + 1`
  /// @param unmet of any other, length `d + 1`
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Coefficients(Map<Arm, double[]> met, double[] unmet) {}

  private LinearArms(RidgeRegression untrained, Optional<SharedShift> shared, double keep, boolean normal,
      long position, PooledNoise pooled, SequencedMap<Arm, Learned> arms) {
    this(untrained, shared, keep, normal, position, pooled, arms, Optional.empty());
  }

  private LinearArms(RidgeRegression untrained, Optional<SharedShift> shared, double keep, boolean normal,
      long position, PooledNoise pooled, SequencedMap<Arm, Learned> arms, Optional<Coefficients> coefficients) {
    this.normal = normal;
    this.pooled = pooled;
    this.coefficients = coefficients;
    this.untrained = untrained;
    this.shared = shared;
    this.keep = keep;
    this.position = position;
    this.arms = arms;
  }

  /// Knows the prior only.
  ///
  /// @param prior over intercept and features, length `d + 1`
  /// @param keep what evidence still counts one observation later, in `(0, 1]`; 1 never forgets
  public static LinearArms of(RidgePrior prior, double keep) {
    return new LinearArms(RidgeRegression.of(prior), Optional.empty(), keep, false, 0, PooledNoise.TAKEN,
        new LinkedHashMap<>());
  }

  /// Knows the prior only, and will learn what arms have in common.
  ///
  /// @param prior of each arm around what they have in common, over intercept and features, length `d + 1`
  /// @param sharedPrecision of what they have in common around the prior's mean, length `d + 1`, above zero
  /// @param keep what evidence still counts one observation later, in `(0, 1]`; 1 never forgets
  public static LinearArms sharing(RidgePrior prior, double[] sharedPrecision, double keep) {
    return new LinearArms(RidgeRegression.of(prior), Optional.of(SharedShift.of(prior, sharedPrecision)), keep,
        false, 0, PooledNoise.TAKEN, new LinkedHashMap<>());
  }

  /// The same, for outcomes that have no bounds and whose errors are near normal, so that a price that jumps is found in a call
  /// or two; those of others lie in `[0, 1]`.
  LinearArms unbounded() {
    return new LinearArms(untrained, shared, keep, true, position, pooled, arms, coefficients);
  }

  /// The same, with other forgetting from now on.
  ///
  /// @param other what evidence still counts one observation later, in `(0, 1]`; 1 never forgets
  LinearArms keeping(double other) {
    return new LinearArms(untrained, shared, other, normal, position, pooled, arms, coefficients);
  }

  /// The same, by which a prior means the same in quality whether judgements are graded or pass and fail.
  LinearArms pooling() {
    return new LinearArms(untrained, shared, keep, normal, position, PooledNoise.of(untrained.noise()), arms,
        coefficients);
  }

  /// Knows what was fitted to a table at once.
  ///
  /// @param prior the prior that the fits started from, over intercept and features, length `d + 1`
  /// @param fits by arm
  /// @param position how many observations they rest on together
  public static LinearArms fitted(RidgePrior prior, SequencedMap<Arm, RidgeRegression> fits, long position) {
    SequencedMap<Arm, Learned> arms = new LinkedHashMap<>();
    fits.forEach((arm, fit) -> arms.put(arm, new Learned(fit, position, Surprise.NONE)));
    return new LinearArms(RidgeRegression.of(prior), Optional.empty(), 1, false, position, PooledNoise.TAKEN,
        arms);
  }

  /// The predicted mean outcome of an arm, with its deviation.
  ///
  /// Of the precision `1 / v` that an arm's last observation left at `x`, a share `k` is kept since; the rest is the
  /// prior's, `1 / v0`. So the variance is now `1 / (k / v + (1 - k) / v0)`, and the mean mixes by the same shares:
  /// exact for a single feature, and else never more certain than the regression on the faded evidence would be.
  ///
  /// @param x the features behind an intercept, length `d + 1`
  public Estimate estimate(Arm arm, double[] x) {
    return estimates(List.of(arm), x).getFirst();
  }

  /// The same of several arms, in their order.
  ///
  /// @param x the features behind an intercept, length `d + 1`
  public List<Estimate> estimates(List<Arm> several, double[] x) {
    Prediction before = prediction(untrained, x);
    return several.stream().map(arm -> estimate(arm, x, before)).toList();
  }

  private Estimate estimate(Arm arm, double[] x, Prediction before) {
    Learned learned = learned(arm);
    double kept = Math.pow(keep, position - learned.position);
    Prediction now = learned.regression == untrained ? before : prediction(learned.regression, x);
    var grounds = Optional.of(new Grounds(before.mean, kept * learned.regression.rounds()));
    if (kept == 1) {
      return new Estimate(now.mean, Math.sqrt(learned.regression.noise() * now.variance), grounds);
    }
    double total = kept + (1 - kept) * now.variance / before.variance;
    double mean = kept / total * now.mean + (1 - kept / total) * before.mean;
    return new Estimate(mean, Math.sqrt(learned.regression.noise() * now.variance / total), grounds);
  }

  /// A predicted mean and its variance in units of the noise.
  private record Prediction(double mean, double variance) {}

  private Prediction prediction(RidgeRegression regression, double[] x) {
    double[] pull = regression.pull(x);
    double mean = regression.mean(x);
    double variance = Math.max(0, SymmetricMatrix.dot(x, pull));
    if (shared.isEmpty()) {
      return new Prediction(mean, variance);
    }
    SharedShift.Effect effect = shared.get().effect(pull);
    return new Prediction(mean + effect.mean(), variance + effect.leverage());
  }

  /// The predicted mean outcome of an arm as its last observation left it, in `O(d)` where [#prepared]; that of [#estimate]
  /// where nothing is forgotten.
  ///
  /// @param x the features behind an intercept, length `d + 1`
  /// @throws IllegalArgumentException if it has another length
  double mean(Arm arm, double[] x) {
    untrained.checkLength(x);
    double[] known = coefficients.isPresent()
        ? coefficients.get().met.getOrDefault(arm, coefficients.get().unmet)
        : coefficients(learned(arm).regression);
    return SymmetricMatrix.dot(known, x);
  }

  private double[] coefficients(RidgeRegression regression) {
    return shared.map(shift -> shift.coefficients(regression)).orElseGet(regression::theta);
  }

  /// The same, all that [#mean] needs being at hand.
  LinearArms prepared() {
    Map<Arm, double[]> prepared = new LinkedHashMap<>();
    arms.forEach((arm, learned) -> prepared.put(arm, coefficients(learned.regression)));
    return new LinearArms(untrained, shared, keep, normal, position, pooled, arms,
        Optional.of(new Coefficients(prepared, coefficients(untrained))));
  }

  /// The log density that is given to an outcome of an arm before it is learned.
  double logDensity(Arm arm, FeatureVector features, double outcome) {
    Estimate estimate = estimate(arm, features.withIntercept());
    double variance = estimate.deviation() * estimate.deviation() + noise(arm);
    double error = outcome - estimate.mean();
    return -(error * error / variance + Math.log(2 * Math.PI * variance)) / 2;
  }

  /// The variance of an arm's single outcomes around their mean.
  public double noise(Arm arm) {
    return learned(arm).regression.noise() / pooled.weight();
  }

  /// How many observations of an arm its evidence still amounts to.
  double evidence(Arm arm) {
    return learned(arm).regression.rounds();
  }

  /// How many observations have been learned, over all arms.
  public long position() {
    return position;
  }

  /// The same of arms under other ids.
  LinearArms renamed(UnaryOperator<Arm> names) {
    SequencedMap<Arm, Learned> renamed = new LinkedHashMap<>();
    arms.forEach((arm, learned) -> renamed.put(names.apply(arm), learned));
    return new LinearArms(untrained, shared, keep, normal, position, pooled, renamed);
  }

  /// Writes all that was learned; the prior is not written.
  void save(StateWriter out) {
    out.put(position).put(shared.isPresent() ? 1L : 0L);
    shared.ifPresent(shift -> shift.save(out));
    pooled.save(out);
    out.put((long) arms.size());
    arms.forEach((arm, learned) -> {
      out.put(arm.id()).put(learned.position).put(learned.surprise.above()).put(learned.surprise.below());
      learned.regression.save(out);
    });
  }

  /// What was saved, around this one's prior; what was fitted at once has nothing in common between arms.
  LinearArms restored(StateReader in) {
    long at = in.whole();
    Optional<SharedShift> shift = in.whole() == 1
        ? Optional
            .of(shared.orElseThrow(() -> new IllegalArgumentException("arms that are learned apart")).restored(in))
        : Optional.empty();
    PooledNoise noise = pooled.restored(in);
    SequencedMap<Arm, Learned> restored = new LinkedHashMap<>();
    for (long left = in.whole(); left > 0; left--) {
      var arm = new Arm(in.text());
      long last = in.whole();
      var surprise = new Surprise(in.number(), in.number());
      restored.put(arm, new Learned(untrained.restored(in), last, surprise));
    }
    return new LinearArms(untrained, shift, keep, normal, at, noise, restored);
  }

  /// The same after one more outcome of an arm.
  public LinearArms observe(Arm arm, FeatureVector features, double outcome) {
    return observe(arm, features, outcome, 0);
  }

  /// The same after one more outcome of an arm.
  ///
  /// @param foretold what the outcome is beyond; this learns the difference
  LinearArms observe(Arm arm, FeatureVector features, double outcome, double foretold) {
    Learned before = learned(arm);
    double[] x = features.withIntercept();
    double weight = pooled.weight();
    double beyond = outcome - foretold;
    Prediction expected = prediction(before.regression, x);
    double spread = Math.sqrt(before.regression.noise() * (1 / weight + expected.variance));
    Surprise surprise = normal
        ? before.surprise.after((beyond - expected.mean) / spread)
        : before.surprise.after(beyond, expected.mean, spread, -foretold);
    double root = Math.sqrt(weight);
    double[] weighed = weighed(root, x);
    RidgeRegression regression = before.regression.observe(weighed, root * beyond, kept(before, surprise.isChange()),
        root * expected.mean, weight * expected.variance);
    var learned = new Learned(regression, position + 1, surprise.isChange() ? Surprise.NONE : surprise);
    return with(arm, learned, pooled.after(beyond - expected.mean, weight * expected.variance),
        (shift, all) -> shift.observed(before.regression, regression, weighed, all));
  }

  /// What an arm's evidence still counts at its next observation, in `(0, 1]`.
  private double kept(Learned before, boolean changed) {
    double rounds = before.regression.rounds();
    if (rounds == 0) {
      return 1;
    }
    double kept = changed ? Math.min(1, KEPT_AFTER_CHANGE / rounds) : Math.pow(keep, position + 1 - before.position);
    return Math.max(1e-9, kept);
  }

  private static double[] weighed(double root, double[] x) {
    if (root == 1) {
      return x;
    }
    double[] weighed = x.clone();
    for (int i = 0; i < weighed.length; i++) {
      weighed[i] *= root;
    }
    return weighed;
  }

  /// The same, had a recent outcome been another. It counts as much as one that is observed now.
  public LinearArms revise(Arm arm, FeatureVector features, double before, double outcome) {
    Learned learned = arms.get(arm);
    double root = Math.sqrt(pooled.weight());
    return learned == null
        ? observe(arm, features, outcome)
        : with(arm, new Learned(learned.regression.revise(weighed(root, features.withIntercept()), root * before,
            root * outcome, 1), learned.position, learned.surprise), pooled, SharedShift::centred);
  }

  private LinearArms with(Arm arm, Learned learned, PooledNoise noise,
      BiFunction<SharedShift, List<RidgeRegression>, SharedShift> sharing) {
    SequencedMap<Arm, Learned> updated = new LinkedHashMap<>(arms);
    updated.put(arm, learned);
    Optional<SharedShift> shift = shared
        .map(s -> sharing.apply(s, updated.values().stream().map(Learned::regression).toList()));
    return new LinearArms(untrained, shift, keep, normal, Math.max(position, learned.position), noise, updated);
  }

  private Learned learned(Arm arm) {
    Learned learned = ((Map<Arm, Learned>) arms).get(arm);
    return learned == null ? new Learned(untrained, position, Surprise.NONE) : learned;
  }
}
