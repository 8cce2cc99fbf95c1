package dev.pointsman.policy;

import dev.pointsman.linear.RidgePrior;
import dev.pointsman.linear.RidgeRegression;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.linear.SymmetricMatrix;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Estimate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/// Knows quality as published: a ridge regression an arm of judgements on `x = psi(q) / ||psi(q)||`, which starts at the
/// arm's preference embedding, `A = lambda I`, `b = lambda theta_pref`. What it believes is `cos(x, theta)`, with the
/// deviation `sqrt(x' A^-1 x)`; it forgets nothing. A model without preferences starts at the mean of the others'
/// embeddings, with `lambda = 1`.
///
/// Source: PILOT, arXiv 2508.21141, algorithm 1.
final class CosineArms implements Knowledge {
  private final PriorStrength strength;
  private final PreferencePrior prior;
  private final SequencedMap<Arm, RidgeRegression> arms;
  private final long rounds;

  private CosineArms(PriorStrength strength, PreferencePrior prior, SequencedMap<Arm, RidgeRegression> arms,
      long rounds) {
    this.strength = strength;
    this.prior = prior;
    this.arms = arms;
    this.rounds = rounds;
  }

  /// Knows the prior only.
  static CosineArms of(PreferencePrior prior, PriorStrength strength) {
    return new CosineArms(strength, prior, new LinkedHashMap<>(), 0);
  }

  private RidgeRegression untrained(Arm arm) {
    double[] theta = prior.belief(arm).map(PreferencePrior.Belief::embedding).orElseGet(this::mean);
    double lambda = prior.belief(arm).map(belief -> strength.observations(belief.accuracy())).orElse(1.0);
    double[] precision = new double[theta.length];
    Arrays.fill(precision, lambda);
    return RidgeRegression.of(new RidgePrior(theta, precision, 1, 1));
  }

  private double[] mean() {
    double[] mean = new double[prior.projection().outputs()];
    for (PreferencePrior.Belief belief : prior.beliefs().values()) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += belief.embedding()[i] / prior.beliefs().size();
      }
    }
    return mean;
  }

  private RidgeRegression regression(Arm arm) {
    RidgeRegression known = ((Map<Arm, RidgeRegression>) arms).get(arm);
    return known == null ? untrained(arm) : known;
  }

  @Override
  public List<Estimate> estimates(Context context, List<Candidate> candidates) {
    double[] x = prior.projection().direction(context.features());
    return candidates.stream().map(candidate -> {
      RidgeRegression regression = regression(candidate.arm());
      double cosine = SymmetricMatrix.dot(x, QueryProjection.unit(regression.theta()));
      return new Estimate(cosine, Math.sqrt(regression.leverage(x)));
    }).toList();
  }

  @Override
  public double rounds() {
    return rounds;
  }

  @Override
  public CosineArms rated(Context context, Arm arm, double quality) {
    double[] x = prior.projection().direction(context.features());
    return with(arm, regression(arm).observe(x, quality, 1), rounds + 1);
  }

  @Override
  public CosineArms revised(Context context, Arm arm, double before, double quality) {
    double[] x = prior.projection().direction(context.features());
    return arms.containsKey(arm)
        ? with(arm, regression(arm).revise(x, before, quality, 1), rounds)
        : rated(context, arm, quality);
  }

  private CosineArms with(Arm arm, RidgeRegression regression, long judged) {
    SequencedMap<Arm, RidgeRegression> updated = new LinkedHashMap<>(arms);
    updated.put(arm, regression);
    return new CosineArms(strength, prior, updated, judged);
  }

  @Override
  public CosineArms renamed(UnaryOperator<Arm> names) {
    SequencedMap<Arm, RidgeRegression> renamed = new LinkedHashMap<>();
    arms.forEach((arm, regression) -> renamed.put(names.apply(arm), regression));
    return new CosineArms(strength, prior.renamed(names), renamed, rounds);
  }

  @Override
  public void save(StateWriter out) {
    prior.save(out);
    out.put(rounds).put((long) arms.size());
    arms.forEach((arm, regression) -> {
      out.put(arm.id());
      regression.save(out);
    });
  }

  @Override
  public CosineArms restored(StateReader in) {
    CosineArms start = of(PreferencePrior.read(in), strength);
    long judged = in.whole();
    SequencedMap<Arm, RidgeRegression> restored = new LinkedHashMap<>();
    for (long left = in.whole(); left > 0; left--) {
      var arm = new Arm(in.text());
      restored.put(arm, start.untrained(arm).restored(in));
    }
    return new CosineArms(strength, start.prior, restored, judged);
  }
}
