package dev.pointsman.policy;

import dev.pointsman.neural.Softmax;
import dev.pointsman.policy.PolicySpec.BarpSpec;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Estimate;
import java.util.Arrays;
import java.util.List;

/// One step of BaRP while it serves: a policy gradient at a few preferences over the whole dial, from one judged answer.
///
/// Quality does not depend on the preference, so that one judgement teaches every trade-off. What each candidate's quality
/// would have been is told by the regressions, and for the one that was drawn corrected by the judgement over the logged
/// propensity, which makes it unbiased whatever the regressions say: `q_a = f_a(x) + 1[a = drawn] (q - f_a(x)) / p`. With
/// `r_a = (1 - w) q_a - w min(c_a / tau, 1)` the step ascends `sum_a pi(a) r_a + beta H(pi)`.
///
/// Source: BaRP's REINFORCE, arXiv 2510.07429, with importance weights and the control variate of Dudík, Langford and Li, ICML
/// 2011.
final class BarpStep {
  /// The most that a judgement counts for, whatever its propensity was.
  private static final double MOST_WEIGHT = 20;
  /// At how many preferences.
  private static final int PREFERENCES = 8;
  /// Their offset moves by this share of their distance each round, so that they cover the dial evenly.
  private static final double GOLDEN = 0.6180339887498949;
  /// After so many outcomes the rate has fallen to `1 / sqrt(2)` of its start.
  private static final double SETTLING = 1000;

  private final BarpSpec spec;
  private final Context context;
  private final List<Candidate> candidates;
  private final int drawn;
  private final double weight;

  /// A step from the answer of the candidate that was drawn.
  BarpStep(BarpSpec spec, Context context, Decision decision) {
    this.spec = spec;
    this.context = context;
    this.candidates = decision.appraisals().stream().map(appraisal -> appraisal.candidate()).toList();
    this.drawn = candidates.stream().map(Candidate::arm).toList().indexOf(decision.chosen().arm());
    this.weight = Math.min(1 / decision.propensity(), MOST_WEIGHT);
  }

  /// The net after a judgement.
  ///
  /// @param regressions of quality that have not learned it yet
  BarpArms rated(BarpArms before, LinearArms regressions, double judged) {
    List<Arm> arms = candidates.stream().map(Candidate::arm).toList();
    double[] quality = regressions.estimates(arms, context.features().withIntercept()).stream()
        .mapToDouble(Estimate::mean).map(mean -> Math.clamp(mean, 0, 1)).toArray();
    quality[drawn] += (judged - quality[drawn]) * weight;
    double tau = before.tauUsd().orElse(spec.tauMultiple() * context.preference().costScale().usd());
    double[] cost = candidates.stream().mapToDouble(c -> Math.min(c.expectedCost().usd() / tau, 1)).toArray();
    return stepped(before, quality, cost, spec.entropy());
  }

  /// The net, had a judgement been better by so much.
  BarpArms revised(BarpArms before, double better) {
    double[] quality = new double[candidates.size()];
    quality[drawn] = better * weight;
    return stepped(before, quality, new double[quality.length], 0);
  }

  private BarpArms stepped(BarpArms before, double[] quality, double[] cost, double entropy) {
    double[] x = BarpArms.doubles(context.features());
    BarpArms all = before.knowing(candidates, x.length);
    int[] rows = candidates.stream().mapToInt(c -> all.arms().indexOf(c.arm())).toArray();
    double offset = before.rounds() * GOLDEN % 1;
    PolicyNet downhill = all.net().zero();
    for (int i = 0; i < PREFERENCES; i++) {
      double w = (i + offset) / PREFERENCES;
      PolicyNet.Pass pass = all.net().pass(x, w);
      downhill = downhill.plus(-1.0 / PREFERENCES,
          pass.gradient(uphill(pass.logits(), rows, reward(w, quality, cost), entropy)));
    }
    return all.stepped(downhill, spec.rate() * Math.sqrt(SETTLING / (SETTLING + before.rounds())));
  }

  private static double[] reward(double w, double[] quality, double[] cost) {
    double[] reward = new double[quality.length];
    Arrays.setAll(reward, i -> (1 - w) * quality[i] - w * cost[i]);
    return reward;
  }

  /// The gradient of `sum_a pi(a) r_a + beta H(pi)` with respect to all logits, 0 at arms that were no candidates.
  private static double[] uphill(double[] logits, int[] rows, double[] reward, double entropy) {
    double[] p = Softmax.probabilities(Arrays.stream(rows).mapToDouble(row -> logits[row]).toArray());
    double mean = 0;
    for (int i = 0; i < p.length; i++) {
      mean += p[i] * reward[i];
    }
    double[] softer = Softmax.entropyGradient(p);
    double[] gradient = new double[logits.length];
    for (int i = 0; i < p.length; i++) {
      gradient[rows[i]] = p[i] * (reward[i] - mean) + entropy * softer[i];
    }
    return gradient;
  }
}
