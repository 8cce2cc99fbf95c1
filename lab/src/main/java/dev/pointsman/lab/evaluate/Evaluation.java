package dev.pointsman.lab.evaluate;

import dev.pointsman.lab.report.Curves;
import dev.pointsman.lab.report.ExactSum;
import dev.pointsman.lab.report.Point;
import dev.pointsman.lab.report.Summary;
import dev.pointsman.lab.train.TrainingLog;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.lab.world.Scenario;
import dev.pointsman.policy.LearnedState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs a plan: every contender under every seed, several at a time, each on one thread with streams of chance of its own,
/// so that neither their number nor their order changes a bit of what comes out.
public final class Evaluation {
  /// A model counts as a best single model only if it was run on this share of the prompts, where any was.
  private static final double COVERAGE = 0.9;

  private final Plan plan;
  private final Dataset train;
  private final Dataset test;
  private final Parts parts;
  private final double tau;

  public Evaluation(Plan plan, Dataset train, Dataset test, Parts parts) {
    this.plan = plan;
    this.train = train;
    this.test = test;
    this.parts = parts;
    this.tau = train.tau();
  }

  /// What a contender that has a spec has learned after one pass over a table, from bandit feedback or, where that is its way,
  /// from every outcome.
  ///
  /// @param prompts how many to learn from, of the seed's order; all if empty
  /// @param log is told how far it is, where that takes long
  public static Learned learned(Contender contender, Dataset data, OptionalInt prompts, long seed,
      TrainingLog log) {
    var plan = new Plan(List.of(contender), List.of(seed), List.of(), List.of(), false, prompts, Optional.empty(),
        Scenario.CALM, false, false);
    Training.Trained trained = new SeedRun(plan, data, data, data.tau(), seed)
        .trained(contender, log);
    return new Learned(trained.state(), trained.calls(), trained.costUsd(), trained.told());
  }

  /// What was learned.
  ///
  /// @param calls paid for
  /// @param costUsd their price
  /// @param told what else is to be known of it, in a line; empty if nothing
  public record Learned(LearnedState state, long calls, double costUsd, String told) {}

  /// How many parts there are to be told of.
  public int size() {
    return plan.contenders().size() * plan.seeds().size();
  }

  /// What names the run beside its results.
  ///
  /// @param settings told in the report
  /// @param encoder fingerprint of what made the features
  /// @param version of the program
  public record Provenance(SequencedMap<String, String> settings, String encoder, String version) {}

  /// Runs what is not yet there.
  ///
  /// @param finished told after each part, from several threads
  /// @throws InterruptedException if the caller is interrupted; finished parts are kept
  public Summary run(Provenance provenance, Runnable finished) throws InterruptedException {
    long start = System.nanoTime();
    List<Part> all = allParts(finished);
    Summary.Test tested = tested();
    var curves = new Curves(tested.bestSingle());
    List<Summary.Curve> told = new ArrayList<>();
    double calls = 0;
    double cost = 0;
    for (Contender contender : plan.contenders()) {
      List<Part> own = all.stream().filter(part -> part.policy().equals(contender.name())).toList();
      double meanCalls = own.stream().mapToDouble(Part::calls).average().orElse(0);
      double meanCost = own.stream().mapToDouble(Part::costUsd).average().orElse(0);
      calls += meanCalls;
      cost += meanCost;
      told.add(curves.curve(own.stream().flatMap(part -> part.points().stream()).toList(), meanCalls, meanCost));
    }
    List<Point> points = all.stream().flatMap(part -> part.points().stream()).toList();
    int prompts = Math.min(train.size(), plan.learnPrompts().orElse(Integer.MAX_VALUE));
    return new Summary(new Summary.Train(train.name(), prompts, calls, cost), tested, points, told,
        provenance.settings, tau, provenance.encoder, provenance.version,
        Math.round((System.nanoTime() - start) / 1e6) / 1e3);
  }

  /// Every part, by contender and seed as in the plan.
  private List<Part> allParts(Runnable finished) throws InterruptedException {
    Map<String, Future<Part>> firsts = new LinkedHashMap<>();
    List<Future<Part>> futures = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (long seed : plan.seeds()) {
        for (Contender contender : plan.contenders()) {
          Future<Part> first = firsts.get(contender.name());
          Future<Part> future = first != null && plan.isSeedless(contender)
              ? pool.submit(() -> told(first.get().under(seed), finished))
              : pool.submit(() -> told(part(contender, seed), finished));
          firsts.putIfAbsent(contender.name(), future);
          futures.add(future);
        }
      }
      List<Part> all = new ArrayList<>();
      for (Future<Part> future : futures) {
        all.add(got(future, pool));
      }
      List<String> order = plan.contenders().stream().map(Contender::name).toList();
      all.sort(Comparator.comparingInt((Part part) -> order.indexOf(part.policy())).thenComparingInt(
          part -> plan.seeds().indexOf(part.seed())));
      return all;
    }
  }

  private static Part got(Future<Part> future, ExecutorService pool) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      pool.shutdownNow();
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      pool.shutdownNow();
      throw e;
    }
  }

  private static Part told(Part part, Runnable finished) {
    finished.run();
    return part;
  }

  private Part part(Contender contender, long seed) {
    return parts.find(contender, seed).orElseGet(() -> {
      Part made = new SeedRun(plan, train, test, tau, seed).part(contender);
      parts.keep(contender, made);
      return made;
    });
  }

  private Summary.Test tested() {
    List<Summary.Model> models = new ArrayList<>();
    List<Summary.Model> eligible = new ArrayList<>();
    var oracle = new ExactSum();
    for (int row = 0; row < test.size(); row++) {
      double best = 0;
      for (int m = 0; m < test.models().size(); m++) {
        best = test.isCandidate(row, m) ? Math.max(best, test.quality(row, m)) : best;
      }
      oracle.add(best);
    }
    for (int m = 0; m < test.models().size(); m++) {
      var quality = new ExactSum();
      var cost = new ExactSum();
      int runs = 0;
      for (int row = 0; row < test.size(); row++) {
        if (test.isCandidate(row, m)) {
          quality.add(test.quality(row, m));
          cost.add(test.cost(row, m));
          runs++;
        }
      }
      models.add(new Summary.Model(test.models().get(m), quality.mean(), cost.mean()));
      if (runs >= COVERAGE * test.size()) {
        eligible.add(models.getLast());
      }
    }
    Summary.Model best = (eligible.isEmpty() ? models : eligible).stream().max(Comparator
        .comparingDouble(Summary.Model::quality)
        .thenComparing(Comparator.comparingDouble(Summary.Model::cost).reversed()))
        .orElseThrow();
    return new Summary.Test(test.name(), test.size(), models, best, oracle.mean());
  }
}
