package dev.pointsman.lab.train;

import dev.pointsman.lab.report.Curves.Spread;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.policy.CostModel;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.LinearArms;
import dev.pointsman.policy.PolicyNet;
import dev.pointsman.policy.PolicySpec.BarpSpec;
import dev.pointsman.routing.Money;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Trains BaRP's net from simulated bandit feedback: of each prompt it knows the outcomes that it paid for, and no other.
///
/// As published there is one fit of all epochs. Recommended is a fit that buys outcomes; then one without each of a few parts of
/// the prompts, to choose on what they did not learn from how many epochs are best and the cost that counts as 1 where it serves:
/// the least at which weight 0.2 keeps 98 % of the quality of the best single model with a confidence of 95 %; then a fit to all
/// prompts.
///
/// Source: arXiv 2510.07429.
public final class BarpTrainer {
  private static final double TAU_WEIGHT = 0.2;
  private static final double TAU_QUALITY = 0.98;
  /// Standard errors below a mean that it is above with a confidence of 95 %.
  private static final double ONE_SIDED_95 = 1.645;

  private final BarpSpec spec;
  private final BarpPlan plan;
  private final Dataset data;
  private final long seed;
  private final TrainingLog log;
  private final Purchases purchases;
  private final int[] all;
  private final Folds folds;
  private final OutOfFold outOfFold;
  private Stage stage = new Stage(0, 0, 0);

  /// What was trained.
  ///
  /// @param tauUsd the cost that counts as 1 where it serves
  /// @param tauMultiple the same as a multiple of the 95th percentile of costs
  /// @param epochs of the last fit
  /// @param calls paid for
  /// @param costUsd their price
  /// @param bought which outcomes
  public record Trained(LearnedState state, PolicyNet net, double tauUsd, double tauMultiple, int epochs, long calls,
      double costUsd, BarpPlan plan, Dataset.Outcomes bought) {
    /// How many times the cost that counts as 1 where it serves is that of training.
    double dial() {
      return plan.trainedMultiple() / tauMultiple;
    }

    /// Its numbers in a line.
    public String told() {
      return String.format(Locale.ROOT, "tau %.3g USD, %.0f x the 95th percentile of costs; %d epochs; %s", tauUsd,
          tauMultiple, epochs, plan.told());
    }
  }

  /// How far it is.
  ///
  /// @param fit the one at work: the first buys, the next leave a part out, the last is what is made
  /// @param look the chosen one, once there is one
  /// @param multiple the chosen one; 0 before
  private record Stage(int fit, int look, double multiple) {}

  /// A training.
  ///
  /// @param data rows in the order of no meaning
  public BarpTrainer(BarpSpec spec, BarpPlan plan, Dataset data, long seed, TrainingLog log) {
    this.spec = spec;
    this.plan = plan;
    this.data = data;
    this.seed = seed;
    this.log = log;
    this.purchases = new Purchases(data);
    this.all = IntStream.range(0, data.size()).toArray();
    this.folds = Folds.of(data.size(), plan.folds(), seed);
    this.outOfFold = new OutOfFold(data, purchases, folds, plan.looks().size());
  }

  /// Trains, from where the log left off.
  public Trained train() {
    Optional<StateReader> left = log.last().map(StateReader::new);
    left.ifPresent(this::restore);
    while (plan.folds() > 0 && stage.fit <= plan.folds()) {
      if (stage.fit == 0) {
        fitted(all, plan.looks().getFirst(), false, left);
      } else {
        fitted(folds.without(stage.fit - 1), plan.epochs(), true, left);
      }
      left = Optional.empty();
      stage = new Stage(stage.fit + 1, 0, 0);
    }
    if (stage.multiple == 0) {
      stage = plan.folds() > 0
          ? chosen()
          : new Stage(stage.fit, plan.looks().size() - 1, plan.tauMultiples().getFirst());
    }
    return trained(fitted(all, plan.looks().get(stage.look), false, left));
  }

  /// @param looked whether its nets are kept to choose by
  private PolicyNet fitted(int[] rows, int epochs, boolean looked, Optional<StateReader> left) {
    try (BarpFit fit = fit(rows)) {
      left.ifPresent(fit::restore);
      while (fit.epoch() < epochs) {
        fit.pass();
        if (looked && plan.looks().contains(fit.epoch())) {
          outOfFold.keep(fit.net());
        }
        log.epoch(() -> saved(fit));
      }
      return fit.net();
    }
  }

  /// The look of the highest mean reward, and the least multiple at which weight 0.2 keeps the quality of the best single model.
  private Stage chosen() {
    double[] rewards = IntStream.range(0, plan.looks().size()).mapToDouble(l -> outOfFold.reward(l, trainedTau()))
        .toArray();
    int look = IntStream.range(0, rewards.length).boxed().max(Comparator.comparingDouble(l -> rewards[l]))
        .orElseThrow();
    int best = outOfFold.bestSingle();
    for (double multiple : plan.tauMultiples()) {
      double price = TAU_WEIGHT / (1 - TAU_WEIGHT) * plan.trainedMultiple() / multiple;
      Spread above = outOfFold.above(look, price / (1 + price), TAU_QUALITY, best);
      if (above.mean().orElse(0) >= ONE_SIDED_95 * above.standardError().orElse(0)) {
        return new Stage(stage.fit, look, multiple);
      }
    }
    return new Stage(stage.fit, look, plan.tauMultiples().getLast());
  }

  private BarpFit fit(int[] rows) {
    PolicyNet start = spec.net(data.features(), data.models().size(), new SplittableRandom(seed));
    return new BarpFit(plan, start, data, purchases, rows, trainedTau(), seed);
  }

  private double trainedTau() {
    return plan.trainedMultiple() * data.tau();
  }

  private Trained trained(PolicyNet net) {
    Dataset known = data.knowing(purchases::has);
    LinearArms quality = regressions(spec, known);
    var policy = spec.trained(net, data.arms(), trainedTau(), plan.trainedMultiple() / stage.multiple,
        purchases.calls(),
        quality);
    return new Trained(new LearnedState(costs(known), policy), net, stage.multiple * data.tau(),
        stage.multiple, plan.looks().get(stage.look), purchases.calls(), purchases.costUsd(), plan,
        purchases::has);
  }

  /// What the calls of a data set cost.
  static CostModel costs(Dataset known) {
    List<CostModel.Paid> calls = new ArrayList<>();
    for (int row = 0; row < known.size(); row++) {
      for (int m = 0; m < known.models().size(); m++) {
        if (known.isCandidate(row, m)) {
          calls.add(new CostModel.Paid(known.listed(row, m), known.features(row),
              Money.roundedUp(known.cost(row, m))));
        }
      }
    }
    return CostModel.untrained(known.features()).learn(calls);
  }

  /// Regressions of quality that have learned every outcome of a data set.
  static LinearArms regressions(BarpSpec spec, Dataset known) {
    LinearArms quality = spec.regressions(known.features());
    for (int row = 0; row < known.size(); row++) {
      for (int m = 0; m < known.models().size(); m++) {
        if (known.isCandidate(row, m)) {
          quality = quality.observe(known.arms().get(m), known.features(row), known.quality(row, m));
        }
      }
    }
    return quality;
  }

  private byte[] saved(BarpFit fit) {
    var out = new StateWriter().put((long) stage.fit).put((long) stage.look).put(stage.multiple);
    purchases.save(out);
    outOfFold.save(out);
    fit.save(out);
    return out.toBytes();
  }

  private void restore(StateReader in) {
    stage = new Stage((int) in.whole(), (int) in.whole(), in.number());
    purchases.restore(in);
    outOfFold.restore(in);
  }
}
