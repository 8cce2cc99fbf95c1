package dev.pointsman.lab.evaluate;

import dev.pointsman.budget.Pacer;
import dev.pointsman.lab.report.Point;
import dev.pointsman.lab.run.AllKnowing;
import dev.pointsman.lab.run.Appraisals;
import dev.pointsman.lab.run.Episode;
import dev.pointsman.lab.run.Frozen;
import dev.pointsman.lab.run.Hindsight;
import dev.pointsman.lab.run.Learner;
import dev.pointsman.lab.run.Paced;
import dev.pointsman.lab.run.Player;
import dev.pointsman.lab.run.Spending;
import dev.pointsman.lab.run.Weighed;
import dev.pointsman.lab.train.TrainingLog;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.lab.world.Replay;
import dev.pointsman.lab.world.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// One contender under one seed: learns once, and is deployed at every operating point.
final class SeedRun {
  private static final int FORESEEN = 600;

  private final Plan plan;
  private final Dataset train;
  private final Dataset test;
  private final double tau;
  private final long seed;

  /// The streams of chance of a seed; each is the same for every contender.
  private enum Chance {
    LEARNING_WORLD(0), LEARNING_POLICY(1), DEPLOYMENT_WORLD(2), DEPLOYMENT_POLICY(3);

    private final int before;

    Chance(int before) {
      this.before = before;
    }
  }

  SeedRun(Plan plan, Dataset train, Dataset test, double tau, long seed) {
    this.plan = plan;
    this.train = train;
    this.test = test;
    this.tau = tau;
    this.seed = seed;
  }

  private RandomGenerator chance(Chance purpose) {
    var streams = new SplittableRandom(seed);
    for (int i = 0; i < purpose.before; i++) {
      streams.split();
    }
    return streams.split();
  }

  /// How a contender plays the deployment at an operating point; asked anew for each.
  private interface Deployment {
    Player player(Replay replay, Spending spending);
  }

  Part part(Contender contender) {
    if (contender.spec().isEmpty()) {
      return part(contender, 0, 0, test, AllKnowing::new, Optional.empty(), Optional.empty());
    }
    Dataset seenTrain = contender.blind() ? train.blind() : train;
    Dataset seenTest = contender.blind() ? test.blind() : test;
    Training.Trained trained = trained(contender, TrainingLog.NONE);
    boolean labelled = plan.labelled() || contender.grouped();
    Optional<Appraisals> learned = plan.budgets().isEmpty()
        ? Optional.empty()
        : Optional.of(Appraisals.of(trained.state(), last(seenTrain), labelled));
    Optional<Rations> rations = plan.budgets().isEmpty() || contender.paying() == Contender.Paying.BY_PACER
        ? Optional.empty()
        : Optional.of(new Rations(Appraisals.of(trained.state(), drawn(seenTrain), labelled),
            Appraisals.of(trained.state(), seenTest, labelled)));
    Deployment deployment;
    if (plan.online() || contender.isRandom() || !trained.state().policy().isAppraisedOnce()) {
      double exploration = plan.online() || contender.isRandom() ? contender.exploration() : 0;
      var settings = new Learner.Settings(tau, exploration, labelled, plan.online(), Optional.empty());
      deployment = (replay, spending) -> new Learner(replay, trained.state(), spending, settings);
    } else {
      Appraisals appraisals = Appraisals.of(trained.state(), seenTest, labelled);
      deployment = (_, spending) -> new Frozen(trained.state().policy(), appraisals, spending);
    }
    return part(contender, trained.calls(), trained.costUsd(), seenTest, deployment, learned, rations);
  }

  /// What a contender that has a spec learns.
  ///
  /// @param log is told how far it is, where that takes long
  Training.Trained trained(Contender contender, TrainingLog log) {
    return new Training(plan, tau, seed, log).train(contender, contender.blind() ? train.blind() : train,
        chance(Chance.LEARNING_WORLD), chance(Chance.LEARNING_POLICY));
  }

  /// The rows in an order drawn by chance, as a stream would bring them.
  private Dataset drawn(Dataset data) {
    Replay replay = Replay.deployment(data, Scenario.CALM, chance(Chance.LEARNING_WORLD));
    return data.rows(IntStream.range(0, replay.size()).map(replay::row).toArray());
  }

  private static Dataset last(Dataset data) {
    int from = Math.max(0, data.size() - FORESEEN);
    return data.rows(IntStream.range(from, data.size()).toArray());
  }

  private Part part(Contender contender, long calls, double costUsd, Dataset data, Deployment deployment,
      Optional<Appraisals> foreseen, Optional<Rations> rations) {
    String feedback = plan.feedback(contender).toString();
    List<Point> points = new ArrayList<>();
    Replay replay = Replay.deployment(data, plan.scenario(), chance(Chance.DEPLOYMENT_WORLD));
    var hindsight = new Hindsight(replay);
    boolean capped = contender.spec().isEmpty();
    for (double weight : plan.costWeights()) {
      points.add(point(contender, feedback, Point.Knob.weight(weight), replay,
          deployment.player(replay, new Weighed(weight, tau, capped)), hindsight.atWeight(weight, tau)));
    }
    for (double budget : plan.budgets()) {
      Pacer paced = plan.knownHorizon()
          ? Pacer.known(budget * replay.size(), replay.size())
          : Pacer.open(budget);
      foreseen.ifPresent(appraisals -> appraisals.foreseenBy(paced, FORESEEN));
      Spending spending = rations.<Spending>map(r -> r.spending(contender.paying(), budget, replay))
          .orElseGet(() -> new Paced(paced, plan.knownHorizon()));
      points.add(point(contender, feedback, Point.Knob.budget(budget), replay,
          deployment.player(replay, spending), hindsight.within(budget, plan.knownHorizon() || rations.isPresent())));
    }
    return new Part(contender.name(), seed, feedback, calls, costUsd, points);
  }

  private Point point(Contender contender, String feedback, Point.Knob knob, Replay replay, Player player,
      Episode.Regret regret) {
    var tally = new Tally(replay.data().models());
    new Episode(replay, regret).play(player, chance(Chance.DEPLOYMENT_POLICY), tally);
    return tally.point(contender.name(), seed, feedback, knob, plan.scenario().phases());
  }
}
