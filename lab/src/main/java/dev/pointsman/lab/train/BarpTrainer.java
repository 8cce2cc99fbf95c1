package dev.pointsman.lab.train;

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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Trains BaRP's net from simulated bandit feedback: of each prompt it knows the outcomes that it paid for, and no other.
///
/// As published there is one fit of all epochs. Recommended is a fit that is stopped when prompts that it does not learn from
/// gain no more; on those the cost that counts as 1 where it serves is chosen, the least at which weight 0.2 keeps the quality
/// of the best single model; then a fit to all prompts, for as many epochs, with what was bought.
///
/// Source: arXiv 2510.07429.
public final class BarpTrainer {
  private static final double TAU_QUANTILE = 0.95;
  private static final double TAU_WEIGHT = 0.2;
  /// A little more than the 98 % that are wanted, since the prompts held out are few.
  private static final double TAU_QUALITY = 0.99;
  private static final int FIRST_LOOK = 20;
  private static final int LOOK_EVERY = 5;
  private static final int PATIENCE = 4;

  private final BarpSpec spec;
  private final BarpPlan plan;
  private final Dataset data;
  private final long seed;
  private final Log log;
  private final Purchases purchases;
  private final int[] all;
  private final int[] learned;
  private final HeldOut heldOut;
  private Stage stage = new Stage(0, -1, 0, 0);

  /// Where a training stands is told here, so that it can be seen and gone on with.
  public interface Log {
    /// Nobody listens.
    Log NONE = new Log() {};

    /// What was last written of this very training; empty to start anew.
    default Optional<byte[]> last() {
      return Optional.empty();
    }

    /// An epoch is over.
    ///
    /// @param state what to write for [#last], made when it is asked for
    default void epoch(Supplier<byte[]> state) {}
  }

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
  /// @param bestEpoch of the first fit so far
  /// @param best mean reward then, below that of any policy before the first look
  /// @param epochs of the last fit, when they were chosen; 0 before
  /// @param multiple the chosen one; 0 before
  private record Stage(int bestEpoch, double best, int epochs, double multiple) {
    Stage seen(int epoch, double reward) {
      return reward > best ? new Stage(epoch, reward, 0, 0) : this;
    }
  }

  /// A training.
  ///
  /// @param data rows in the order of no meaning
  public BarpTrainer(BarpSpec spec, BarpPlan plan, Dataset data, long seed, Log log) {
    this.spec = spec;
    this.plan = plan;
    this.data = data;
    this.seed = seed;
    this.log = log;
    this.purchases = new Purchases(data);
    this.all = IntStream.range(0, data.size()).toArray();
    int held = (int) Math.round(plan.heldOut() * data.size());
    int[] shuffled = shuffled(data.size(), new SplittableRandom(seed));
    this.learned = Arrays.copyOfRange(shuffled, held, shuffled.length);
    this.heldOut = new HeldOut(data, purchases, Arrays.copyOf(shuffled, held));
  }

  private static int[] shuffled(int size, SplittableRandom random) {
    int[] order = IntStream.range(0, size).toArray();
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  /// Trains, from where the log left off.
  public Trained train() {
    Optional<StateReader> left = log.last().map(StateReader::new);
    left.ifPresent(this::restore);
    if (plan.heldOut() == 0) {
      stage = new Stage(0, 0, plan.epochs(), plan.tauMultiples().getFirst());
    }
    if (stage.epochs == 0) {
      choose(left);
      left = Optional.empty();
    }
    try (BarpFit fit = fit(all)) {
      left.ifPresent(fit::restore);
      while (fit.epoch() < stage.epochs) {
        fit.pass();
        tell(fit);
      }
      return trained(fit.net());
    }
  }

  private void choose(Optional<StateReader> left) {
    try (BarpFit fit = fit(learned)) {
      left.ifPresent(fit::restore);
      PolicyNet net = fit.net();
      while (fit.epoch() < plan.epochs()
          && fit.epoch() - Math.max(stage.bestEpoch, FIRST_LOOK) < PATIENCE * LOOK_EVERY) {
        fit.pass();
        if (fit.epoch() >= FIRST_LOOK && fit.epoch() % LOOK_EVERY == 0) {
          net = fit.net();
          stage = stage.seen(fit.epoch(), heldOut.reward(net, trainedTau()));
        }
        tell(fit);
      }
      stage = new Stage(stage.bestEpoch, stage.best, Math.max(stage.bestEpoch, FIRST_LOOK), multiple(net));
    }
  }

  /// The least multiple at which weight 0.2 keeps the quality of the best single model.
  private double multiple(PolicyNet net) {
    double wanted = TAU_QUALITY * heldOut.bestSingle(learned);
    for (double multiple : plan.tauMultiples()) {
      double price = TAU_WEIGHT / (1 - TAU_WEIGHT) * plan.trainedMultiple() / multiple;
      if (heldOut.quality(net, price / (1 + price)) >= wanted) {
        return multiple;
      }
    }
    return plan.tauMultiples().getLast();
  }

  private BarpFit fit(int[] rows) {
    PolicyNet start = spec.net(data.features(), data.models().size(), new SplittableRandom(seed));
    return new BarpFit(plan, start, data, purchases, rows, trainedTau(), seed);
  }

  private double trainedTau() {
    return plan.trainedMultiple() * data.costQuantile(TAU_QUANTILE);
  }

  private Trained trained(PolicyNet net) {
    Dataset known = data.knowing(purchases::has);
    LinearArms quality = regressions(spec, known);
    var policy = spec.trained(net, data.arms(), trainedTau(), plan.trainedMultiple() / stage.multiple,
        purchases.calls(),
        quality);
    return new Trained(new LearnedState(costs(known), policy), net, stage.multiple * data.costQuantile(TAU_QUANTILE),
        stage.multiple, stage.epochs, purchases.calls(), purchases.costUsd(), plan,
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

  private void tell(BarpFit fit) {
    log.epoch(() -> {
      var out = new StateWriter().put((long) stage.bestEpoch).put(stage.best).put((long) stage.epochs)
          .put(stage.multiple);
      purchases.save(out);
      fit.save(out);
      return out.toBytes();
    });
  }

  private void restore(StateReader in) {
    stage = new Stage((int) in.whole(), in.number(), (int) in.whole(), in.number());
    purchases.restore(in);
  }
}
