package dev.pointsman.lab.evaluate;

import dev.pointsman.lab.report.ExactSum;
import dev.pointsman.lab.run.Choice;
import dev.pointsman.lab.run.Episode;
import dev.pointsman.lab.run.Learner;
import dev.pointsman.lab.run.Player;
import dev.pointsman.lab.run.Weighed;
import dev.pointsman.lab.train.BarpPlan;
import dev.pointsman.lab.train.BarpTrainer;
import dev.pointsman.lab.train.TrainingLog;
import dev.pointsman.lab.train.IdentityTrainer;
import dev.pointsman.lab.train.TableTrainer;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.lab.world.Replay;
import dev.pointsman.linear.RidgePrior;
import dev.pointsman.policy.CostModel;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.Learning;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Preference;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// One pass of learning over a table, in a seed's order.
final class Training {
  /// Slope precisions among which a table decides when regressions are fitted to it.
  private static final List<Double> PRECISIONS = List.of(3.0, 10.0, 30.0, 100.0, 300.0);

  /// The share of prompts for which money has no price, and the range of its price for others, in quality per `tau`.
  private static final double UNPRICED = 0.15;
  private static final double LEAST_PRICE = 0.02;
  private static final double MOST_PRICE = 3;

  private final Plan plan;
  private final double tau;
  private final long seed;
  private final TrainingLog log;

  /// What came of it.
  ///
  /// @param calls paid for
  /// @param costUsd their price
  /// @param told what else is to be known of it, in a line; empty if nothing
  record Trained(LearnedState state, long calls, double costUsd, String told) {
    Trained(LearnedState state, long calls, double costUsd) {
      this(state, calls, costUsd, "");
    }
  }

  Training(Plan plan, double tau, long seed, TrainingLog log) {
    this.log = log;
    this.plan = plan;
    this.tau = tau;
    this.seed = seed;
  }

  /// Trains a contender that has a spec.
  ///
  /// @param data with or without features, as the contender sees it
  /// @param world chance of the order and of judgements
  /// @param chance the policy's own
  Trained train(Contender contender, Dataset data, RandomGenerator world, RandomGenerator chance) {
    PolicySpec spec = contender.spec().orElseThrow();
    boolean labelled = plan.labelled() || contender.grouped();
    Replay replay = Replay.learning(data, plan.scenario(), plan.learnPrompts().orElse(Integer.MAX_VALUE), world);
    if (spec instanceof PolicySpec.BarpSpec barp && contender.learning() == Contender.Choosing.BY_ITS_TRAINER) {
      return fromPaidOutcomes(barp, replay);
    }
    return plan.feedback(contender) == Feedback.FULL
        ? fromAllOutcomes(contender, spec, replay, labelled)
        : fromChosenOutcomes(contender, replay, labelled, chance);
  }

  /// BaRP's passes over the prompts of a replay, each outcome being asked and paid for.
  private Trained fromPaidOutcomes(PolicySpec.BarpSpec spec, Replay replay) {
    Dataset data = replay.data().rows(IntStream.range(0, replay.size()).map(replay::row).toArray());
    BarpTrainer.Trained trained = new BarpTrainer(spec, BarpPlan.of(spec.recipe()), data, seed, log).train();
    return new Trained(trained.state(), trained.calls(), trained.costUsd(), trained.told());
  }

  private Trained fromChosenOutcomes(Contender contender, Replay replay, boolean labelled,
      RandomGenerator chance) {
    Optional<Policy> collector = contender.learning() == Contender.Choosing.BY_CHANCE
        ? Optional.of(new PolicySpec.RandomSpec().create(0))
        : Optional.empty();
    var settings = new Learner.Settings(tau, 1, labelled, true, collector);
    int features = replay.data().features();
    var state = new LearnedState(CostModel.untrained(features), contender.exploring().untrained(features, seed));
    var costs = new ExactSum();
    Learner learner = new Learner(replay, state, new Weighed(0, tau, false), settings);
    Player player = switch (contender.learning()) {
      case AT_DRAWN_PRICES -> new Varying(learner);
      case FOR_QUALITY, BY_CHANCE, BY_ITS_TRAINER -> learner;
    };
    new Episode(replay, (_, _, _) -> 0).play(player, chance, step -> costs.add(step.cost()));
    var deployed = new LearnedState(CostModel.untrained(features), contender.untrained(features, seed));
    LearnedState learned = deployed.restored(learner.state().toBytes());
    return new Trained(learned, replay.size(), costs.total());
  }

  /// The cost weight of a price drawn by chance.
  private static double atPrice(RandomGenerator random) {
    if (random.nextDouble() < UNPRICED) {
      return 0;
    }
    double price = LEAST_PRICE * Math.pow(MOST_PRICE / LEAST_PRICE, random.nextDouble());
    return price / (1 + price);
  }

  /// A learner that is asked at another price of money each time.
  private record Varying(Learner learner) implements Player {
    @Override
    public Choice choose(Replay.Round round, RandomGenerator random) {
      return learner.choose(round, atPrice(random), random);
    }

    @Override
    public void paid(Replay.Round round, Choice choice, double usd) {
      learner.paid(round, choice, usd);
    }

    @Override
    public void judged(Replay.Round round, Choice choice, double quality) {
      learner.judged(round, choice, quality);
    }
  }

  private Trained fromAllOutcomes(Contender contender, PolicySpec spec, Replay replay, boolean labelled) {
    int[] rows = IntStream.range(0, replay.size()).map(replay::row).toArray();
    Dataset data = plan.isSeedless(contender) ? replay.data() : replay.data().rows(rows);
    var trainer = new TableTrainer(data);
    CostModel costs = trainer.costs();
    Optional<Policy> fitted = switch (spec) {
      case PolicySpec.PredictorSpec predictor ->
        Optional.of(predictor.fitted(trainer.quality(priors(data.features()), costs)));
      case PolicySpec.LlmBanditSpec bandit ->
        Optional.of(IdentityTrainer.train(bandit, IdentityTrainer.Settings.of(bandit),
            data, costs, contender.pairs(seed), seed, log::stepped));
      default -> Optional.empty();
    };
    Policy policy = fitted.orElseGet(() -> contender.untrained(data.features(), seed));
    long calls = 0;
    var spent = new ExactSum();
    for (int row = 0; row < data.size(); row++) {
      for (int m = 0; m < data.models().size(); m++) {
        if (data.isCandidate(row, m)) {
          calls++;
          spent.add(data.cost(row, m));
          policy = fitted.isPresent() ? policy : policy.learn(judged(data, row, m, labelled));
        }
      }
    }
    String told = spec instanceof PolicySpec.LlmBanditSpec bandit
        ? IdentityTrainer.told(IdentityTrainer.Settings.of(bandit), data)
        : "";
    return new Trained(new LearnedState(costs, policy), calls, spent.total(), told);
  }

  private static List<RidgePrior> priors(int features) {
    return PRECISIONS.stream().map(precision -> new Learning(precision, Double.POSITIVE_INFINITY, 1).prior(features))
        .toList();
  }

  private static Observation judged(Dataset data, int row, int model, boolean labelled) {
    var preference = new Preference(0, new Money(1));
    var context = new Context(data.features(row), preference, 0, labelled ? data.task(row) : "");
    Candidate candidate = data.listed(row, model);
    var decision = new Decision(candidate, 1, List.of(new Appraisal(candidate, new Estimate(0.5, 0), 0.5, 1)));
    return new Observation.Rated(context, decision, candidate.arm(), data.quality(row, model));
  }
}
