package dev.pointsman.app;

import dev.pointsman.app.BarpStudies.Halves;
import dev.pointsman.lab.evaluate.Contender;
import dev.pointsman.lab.evaluate.CumulativeRegret;
import dev.pointsman.lab.evaluate.Evaluation;
import dev.pointsman.lab.evaluate.PreferenceAsFeature;
import dev.pointsman.lab.evaluate.Routed;
import dev.pointsman.lab.report.Curves.Spread;
import dev.pointsman.lab.train.BarpJoin;
import dev.pointsman.lab.train.BarpPlan;
import dev.pointsman.lab.train.BarpTrainer;
import dev.pointsman.lab.train.TrainingLog;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.BarpHead;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.policy.PolicySpec.BarpSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Tables of BaRP's studies that need what was routed, prompt by prompt.
///
/// @param halves what is learned from and deployed on
record BarpTables(Halves halves) {
  private static final double[] WEIGHTS = {0.2, 0.5, 0.8};
  private static final int PASSES = 5;
  private static final double TAU_MULTIPLE = 4;

  /// Something that routes at any cost weight, one for each seed.
  @FunctionalInterface
  private interface Router {
    Routed at(double weight);
  }

  private double percentile() {
    return halves.train().costQuantile(0.95);
  }

  private Evaluation.Learned learned(String policy, OptionalInt prompts, long seed) {
    return Evaluation.learned(Contender.named(policy).orElseThrow(), halves.train(), prompts, seed,
        TrainingLog.NONE);
  }

  private Router router(LearnedState state, double tau) {
    return weight -> Routed.by(state, halves.test(), weight, tau);
  }

  private static List<Router> seeds(LongFunction<Router> made) {
    return LongStream.rangeClosed(1, BarpStudies.SEEDS).mapToObj(made).toList();
  }

  private static double meanCost(Dataset data, int model) {
    return IntStream.range(0, data.size()).filter(row -> data.isCandidate(row, model))
        .mapToDouble(row -> data.cost(row, model)).average().orElse(0);
  }

  /// The dearest or the cheapest model of the train part.
  private int extreme(double sign) {
    IntToDoubleFunction cost = model -> sign * meanCost(halves.train(), model);
    return IntStream.range(0, halves.train().models().size()).boxed()
        .max((a, b) -> Double.compare(cost.applyAsDouble(a), cost.applyAsDouble(b))).orElseThrow();
  }

  /// Policies on tasks that they did not learn from.
  String shift(String tasks) {
    int largest = extreme(1);
    Routed reference = Routed.to(largest, halves.test());
    StringBuilder text = new StringBuilder(
        "### " + halves.table() + " without " + tasks + "\n\n" + halves.train().size()
            + " prompts of other tasks learned from, " + halves.test().size() + " of these deployed on. Means over "
            + BarpStudies.SEEDS + " seeds, 95 % intervals over prompts. The paper: 2.45 % above the largest model.\n\n"
            + "| policy | cost weight | quality | cost of the largest | above the largest |\n|---|---|---|---|---|\n");
    row(text, "largest, " + halves.test().models().get(largest), "", reference, reference);
    int smallest = extreme(-1);
    row(text, "smallest, " + halves.test().models().get(smallest), "", Routed.to(smallest, halves.test()), reference);
    for (String policy : List.of("barp", "barp-paper", "frontier", "knn", "predictor")) {
      List<Router> routers = seeds(seed -> router(learned(policy, OptionalInt.empty(), seed).state(), percentile()));
      for (double weight : new double[] {0, 0.2, 0.5}) {
        row(text, policy, Double.toString(weight), Routed.mean(routers.stream().map(r -> r.at(weight)).toList()),
            reference);
      }
    }
    return text.append('\n').toString();
  }

  private static void row(StringBuilder text, String policy, String weight, Routed routed, Routed reference) {
    Spread quality = Spread.of(routed.quality());
    Spread above = Spread.of(routed.above(reference));
    double half = above.reach();
    double base = reference.meanQuality();
    text.append(
        String.format(Locale.ROOT, "| %s | %s | %.4f ± %.4f | %.1f %% | %+.2f %% [%+.2f, %+.2f] |%n", policy, weight,
            quality.mean().orElse(0), quality.reach(),
            100 * routed.meanCost() / reference.meanCost(), 100 * above.mean().orElse(0) / base,
            100 * (above.mean().orElse(0) - half) / base, 100 * (above.mean().orElse(0) + half) / base));
  }

  /// What is compared with REINFORCE, section 4.6 of the paper.
  String learners() {
    StringBuilder text = new StringBuilder("## Learners\n\n" + halves.table()
        + ". Quality and cost in per cent of the best"
        + " single model's, mean over seeds ± one standard error. Linear learners with the preference as a feature learn the"
        + " reward at preferences drawn uniformly, from " + PASSES
        + " passes; `linucb` learns quality and cost apart, from one."
        + "\n\n" + heading("learner"));
    double tau = TAU_MULTIPLE * percentile();
    line(text, "REINFORCE-MLP: barp",
        seeds(seed -> router(learned("barp", OptionalInt.empty(), seed).state(), tau)));
    line(text, "REINFORCE-MLP: barp-paper",
        seeds(seed -> router(learned("barp-paper", OptionalInt.empty(), seed).state(), tau)));
    for (PreferenceAsFeature.Kind kind : PreferenceAsFeature.Kind.values()) {
      line(text, kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + ", preference as a feature", seeds(seed -> {
        var learner = new PreferenceAsFeature(kind, halves.train(), tau, PASSES, seed);
        return weight -> learner.routed(halves.test(), weight);
      }));
    }
    line(text, "linucb, quality and cost apart",
        seeds(seed -> router(learned("linucb", OptionalInt.empty(), seed).state(), tau)));
    return text.append('\n').toString();
  }

  private static String heading(String first) {
    StringBuilder text = new StringBuilder("| " + first);
    for (double weight : WEIGHTS) {
      text.append(" | quality at ").append(weight).append(" | cost");
    }
    return text.append(" |\n|---").append("|---|---".repeat(WEIGHTS.length)).append("|\n").toString();
  }

  private Routed best() {
    List<Routed> alone = IntStream.range(0, halves.test().models().size())
        .mapToObj(model -> Routed.to(model, halves.test())).toList();
    return alone.stream().max((a, b) -> Double.compare(a.meanQuality(), b.meanQuality())).orElseThrow();
  }

  private void line(StringBuilder text, String name, List<Router> routers) {
    Routed best = best();
    text.append("| ").append(name);
    for (double weight : WEIGHTS) {
      List<Routed> routed = routers.stream().map(router -> router.at(weight)).toList();
      text.append(" | ").append(told(routed.stream().mapToDouble(r -> 100 * r.meanQuality() / best.meanQuality())
          .toArray())).append(" | ").append(told(routed.stream()
              .mapToDouble(r -> 100 * r.meanCost() / best.meanCost()).toArray()));
    }
    text.append(" |\n");
  }

  private static String told(double[] values) {
    Spread spread = Spread.of(values);
    return String.format(Locale.ROOT, "%.1f ± %.1f", spread.mean().orElse(0), spread.standardError().orElse(0));
  }

  private static BarpSpec spec() {
    return (BarpSpec) PolicySpec.named("barp").orElseThrow();
  }

  private static BarpTrainer.Trained trained(BarpSpec spec, Dataset data, long seed) {
    return new BarpTrainer(spec, BarpPlan.of(spec.recipe()), data, seed, TrainingLog.NONE).train();
  }

  /// The decision head, section 4.5 of the paper.
  String heads() {
    StringBuilder text = new StringBuilder(
        "## Heads\n\n" + halves.table() + ", the recommended recipe. Quality and cost in per"
            + " cent of the best single model's, mean over seeds ± one standard error.\n\n" + heading("head"));
    for (BarpHead head : BarpHead.values()) {
      line(text, head.name().toLowerCase(Locale.ROOT),
          seeds(seed -> router(trained(spec().with(head), halves.train(), seed).state(), percentile())));
    }
    return text.append('\n').toString();
  }

  /// The variant that learns while it serves, from one pass.
  String online() {
    StringBuilder text = new StringBuilder("## One pass: `barp-online`\n\n" + halves.table()
        + ", untrained at first, each"
        + " prompt asked one model. Quality and cost in per cent of the best single model's, mean over seeds ± one standard"
        + " error.\n\n" + heading("prompts learned from"));
    for (int prompts : new int[] {30, 100, 300, 1000}) {
      line(text, Integer.toString(prompts),
          seeds(seed -> router(learned("barp-online", OptionalInt.of(prompts), seed).state(), percentile())));
    }
    text.append(
        "\n| cumulative regret while learning, for quality alone | after 100 | 300 | 1000 |\n|---|---|---|---|\n");
    for (String policy : List.of("barp-online", "linucb", "frontier", "random")) {
      text.append("| ").append(policy);
      for (CumulativeRegret.At at : CumulativeRegret.of(Contender.named(policy).orElseThrow(), halves.train(),
          List.of(100, 300, 1000), BarpStudies.SEEDS)) {
        text.append(String.format(Locale.ROOT, " | %.1f ± %.1f", at.mean(), at.standardError()));
      }
      text.append(" |\n");
    }
    return text.append('\n').toString();
  }

  /// The last model of the data joins.
  String joins() {
    int newcomer = halves.train().models().size() - 1;
    Dataset all = halves.train().rows(IntStream.range(0, halves.train().size())
        .filter(row -> IntStream.range(0, newcomer).anyMatch(m -> halves.train().isCandidate(row, m))).toArray());
    Dataset others = all.first(newcomer);
    List<BarpTrainer.Trained> before = LongStream.rangeClosed(1, BarpStudies.SEEDS)
        .mapToObj(seed -> trained(spec(), others, seed)).toList();
    StringBuilder text = new StringBuilder("### " + halves.train().models().get(newcomer) + "\n\n" + heading("row"));
    line(text, "none", seeds(seed -> router(before.get((int) seed - 1).state(), percentile())));
    for (int asked : new int[] {50, 200}) {
      for (BarpJoin.Start start : BarpJoin.Start.values()) {
        List<String> likes = new ArrayList<>();
        List<Router> joined = seeds(seed -> {
          BarpJoin.Joined join = BarpJoin.join(spec(), before.get((int) seed - 1), all, asked, start, seed);
          join.like().filter(like -> !likes.contains(like)).ifPresent(likes::add);
          return router(join.state(), percentile());
        });
        line(text,
            (start == BarpJoin.Start.SIMILAR ? "as " + String.join(" or ", likes) : "at 0") + ", " + asked + " calls",
            joined);
      }
    }
    line(text, "trained anew", seeds(seed -> router(trained(spec(), all, seed).state(), percentile())));
    long[] calls = before.stream().mapToLong(BarpTrainer.Trained::calls).toArray();
    return text.append(String.format(Locale.ROOT, "%nTraining on the others took %,.0f calls.%n%n",
        Arrays.stream(calls).average().orElse(0))).toString();
  }
}
