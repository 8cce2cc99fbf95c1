package dev.pointsman.app;

import dev.pointsman.app.LlmBanditStudies.Parts;
import dev.pointsman.identity.Answered;
import dev.pointsman.lab.evaluate.Contender;
import dev.pointsman.lab.evaluate.Evaluation;
import dev.pointsman.lab.report.Hull;
import dev.pointsman.lab.run.ExpectedCurve;
import dev.pointsman.lab.train.ChoiceTrainer;
import dev.pointsman.lab.train.IdentityTrainer;
import dev.pointsman.lab.train.ResponseTrainer;
import dev.pointsman.lab.train.IdentityTrainer.Known;
import dev.pointsman.lab.train.TableTrainer;
import dev.pointsman.lab.train.BarpTrainer;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.CostModel;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.policy.PolicySpec.LlmBanditSpec;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Preference;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What LLM Bandit's policy makes of prompts, beside its own best guess and the strong baseline.
final class RoutingStudies {
  private static final double TAU_QUANTILE = 0.95;
  private static final List<Double> SHARES = List.of(0.1, 0.25, 0.5, 1.0);
  /// Cost weights that are deployed at, denser where quality counts most.
  private static final List<Double> WEIGHTS = List.of(0.0, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1,
      0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0);
  private static final LlmBanditSpec SPEC = (LlmBanditSpec) PolicySpec.named("llm-bandit").orElseThrow();
  private static final List<List<String>> SETS = List.of(
      List.of("gemini-1.5-pro-002", "Meta-Llama-3.1-8B-Instruct"),
      List.of("Meta-Llama-3.1-70B-Instruct", "Meta-Llama-3.1-8B-Instruct", "Meta-Llama-3-70B", "Meta-Llama-3.1-70B"));
  private static final List<String> NEWCOMERS = List.of("gemini-1.5-flash-002", "Meta-Llama-3.1-70B-Instruct",
      "gemini-1.5-pro-002");
  private static final int ASKED = 20;
  /// Quizzes of one newcomer, each on prompts drawn by a seed of its own.
  private static final int QUIZZES = 5;
  /// Prompts that a quiz may choose from.
  private static final int POOL = 500;
  /// Prompts that side studies test on, at most.
  private static final int FEW = 1000;
  /// What sums of probabilities are off by.
  private static final double ROUNDING = 1e-9;
  private static final int[] SIZES = {2, 2, 4, 8, 16};

  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private final LlmBanditStudies studies;
  private @Nullable Whole whole;

  /// @param studies whose tables are used
  RoutingStudies(LlmBanditStudies studies) {
    this.studies = studies;
  }

  /// All models of MMLU-Pro, and what was trained on them.
  private record Whole(Ready ready, CostModel costs, Known known, LearnedState state, double seconds) {}

  private Whole whole() {
    Whole known = whole;
    if (known != null) {
      return known;
    }
    Parts parts = studies.parts(LlmBanditStudies.MMLU);
    Ready ready = Ready.of(parts, runModels(parts));
    CostModel costs = new TableTrainer(ready.learned).costs();
    long start = System.nanoTime();
    Known identities = IdentityTrainer.known(SPEC, ResponseTrainer.Settings.DEFAULT, ready.learned, costs, List.of(), 1,
        () -> {});
    LearnedState state = chosen(ready, costs, identities, ChoiceTrainer.Settings.DEFAULT);
    known = new Whole(ready, costs, identities, state, (System.nanoTime() - start) / 1e9);
    whole = known;
    return known;
  }

  private static LearnedState chosen(Ready ready, CostModel costs, Known identities,
      ChoiceTrainer.Settings settings) {
    return new LearnedState(costs, IdentityTrainer.policy(SPEC, identities,
        Optional.of(ChoiceTrainer.train(settings, ready.learned, identities, costs, 1, () -> {}))));
  }

  /// A table made ready.
  private record Ready(Dataset learned, Dataset tested, double tau, Hull.Corner best) {
    static Ready of(Parts parts, List<String> models) {
      Dataset learned = Dataset.of(parts.learned(), models, parts.learnedFeatures());
      Dataset tested = Dataset.of(parts.tested(), models, parts.testedFeatures());
      return new Ready(learned, tested, learned.costQuantile(TAU_QUANTILE), best(tested));
    }

    /// The same with few prompts to be tested on.
    Ready few() {
      Dataset some = tested.rows(IntStream.range(0, Math.min(FEW, tested.size())).toArray());
      return new Ready(learned, some, tau, best(some));
    }

    /// The same with some of the models.
    Ready of(List<String> models) {
      return new Ready(learned.only(models), tested.only(models), tau, best(tested.only(models)));
    }

    /// The best single model in hindsight.
    private static Hull.Corner best(Dataset data) {
      Hull.Corner best = new Hull.Corner(0, -1);
      for (int m = 0; m < data.models().size(); m++) {
        int model = m;
        int[] rows = IntStream.range(0, data.size()).filter(row -> data.isCandidate(row, model)).toArray();
        double quality = IntStream.of(rows).mapToDouble(row -> data.quality(row, model)).average().orElse(0);
        if (rows.length >= 0.9 * data.size() && quality > best.quality()) {
          best = new Hull.Corner(IntStream.of(rows).mapToDouble(row -> data.cost(row, model)).average().orElse(0),
              quality);
        }
      }
      return best;
    }

    Hull curve(LearnedState state, double exploration) {
      return ExpectedCurve.of(state, tested, tau, exploration, WEIGHTS);
    }
  }

  private static LearnedState trained(Dataset data, Optional<ChoiceTrainer.Settings> choice, long seed) {
    CostModel costs = new TableTrainer(data).costs();
    return new LearnedState(costs, IdentityTrainer.train(SPEC,
        new IdentityTrainer.Settings(IdentityTrainer.Settings.DEFAULT.responses(), choice), data, costs, List.of(),
        seed,
        () -> {}));
  }

  private static LearnedState trained(Dataset data, long seed) {
    return trained(data, IdentityTrainer.Settings.DEFAULT.choice(), seed);
  }

  private static LearnedState baseline(String name, Dataset data) {
    return Evaluation.learned(Contender.named(name).orElseThrow(), data, OptionalInt.empty(), 1, BarpTrainer.Log.NONE)
        .state();
  }

  private static String head(String first) {
    StringBuilder head = new StringBuilder("| " + first);
    SHARES.forEach(share -> head.append(String.format(Locale.ROOT, " | at %.0f %%", 100 * share)));
    return head.append(" | cost for 99 % | peak |\n|---|").append("---|".repeat(SHARES.size() + 2)).append('\n')
        .toString();
  }

  /// Quality in per cent of the best single model's, by share of its cost.
  private static String row(String name, Ready ready, Hull hull) {
    StringBuilder row = new StringBuilder("| " + name);
    SHARES.forEach(share -> row.append(String.format(Locale.ROOT, " | %.1f", 100 * height(ready, hull, share))));
    OptionalDouble cost = hull.cost(0.99 * ready.best.quality());
    row.append(cost.isPresent()
        ? String.format(Locale.ROOT, " | %.1f %%", 100 * cost.getAsDouble() / ready.best.cost())
        : " | -");
    return row.append(String.format(Locale.ROOT, " | %.1f |%n", 100 * hull.peak() / ready.best.quality())).toString();
  }

  private static double height(Ready ready, Hull hull, double share) {
    return hull.quality(share * ready.best.cost()).orElse(hull.corners().getFirst().quality()) / ready.best.quality();
  }

  /// The policy, its best guess, and the strong baseline on a whole table.
  String table(String table) {
    StringBuilder text = new StringBuilder();
    if (table.equals(LlmBanditStudies.MMLU)) {
      text.append(
          "## Routing\n\nQuality in per cent of the best single model's at a share of its cost, at "
              + WEIGHTS.size()
              + " cost weights; a mix of two operating points is one too. `llm-bandit` is the policy's own chance, in expectation;"
              + " `best guess` takes the best of what is predicted, as with `max_exploration: 0`. One training, on every outcome of the train part.\n\n");
    }
    boolean shared = table.equals(LlmBanditStudies.MMLU);
    Parts parts = studies.parts(table);
    Ready ready = shared ? whole().ready : Ready.of(parts, runModels(parts));
    ready = table.equals(LlmBanditStudies.OPENLLM) ? ready.few() : ready;
    long start = System.nanoTime();
    LearnedState state = shared ? whole().state : trained(ready.learned, 1);
    double seconds = shared ? whole().seconds : (System.nanoTime() - start) / 1e9;
    text.append(String.format(Locale.ROOT, "### %s: %d models%n%nBoth trainings took %.0f s.%n%n", table,
        ready.learned.models().size(), seconds)).append(head("policy"));
    text.append(row("llm-bandit", ready, ready.curve(state, 1)));
    text.append(row("llm-bandit, best guess", ready, ready.curve(state, 0)));
    text.append(row("predictor", ready, ready.curve(baseline("predictor", ready.learned), 0)));
    Ready blind = new Ready(ready.learned.blind(), ready.tested.blind(), ready.tau, ready.best);
    text.append(row("best-single", blind, blind.curve(baseline("best-single", blind.learned), 0)));
    return text.append('\n').toString();
  }

  /// Models with outcomes in both parts.
  private static List<String> runModels(Parts parts) {
    return parts.models().stream().filter(name -> {
      int model = parts.learned().header().indexOf(name).orElseThrow();
      return parts.learned().rows().stream().anyMatch(row -> row.wasRun(model) && row.hasCost(model))
          && parts.tested().rows().stream().anyMatch(row -> row.wasRun(model) && row.hasCost(model));
    }).toList();
  }

  /// One policy on several sets of candidates, beside policies trained for each.
  String sets() {
    Ready all = whole().ready.few();
    List<List<String>> sets = new ArrayList<>(SETS);
    var random = new Random(1);
    for (int size : SIZES) {
      List<String> names = new ArrayList<>(all.learned.models());
      Collections.shuffle(names, random);
      sets.add(names.subList(0, size));
    }
    StringBuilder text = new StringBuilder("## One policy, several sets of candidates\n\n" + LlmBanditStudies.MMLU
        + ", " + FEW
        + " prompts. Trained once, on random sets of all 29 models, and deployed on a set, which training met by chance at"
        + " most; beside it the policy whose net was trained for that very set, with the same identities. A pair, a family, and sets"
        + " drawn by size. The difference is that of the curves, in the mean of the four shares.\n\n");
    StringBuilder told = new StringBuilder();
    for (List<String> set : sets) {
      Ready ready = all.of(set);
      Hull once = ready.curve(whole().state, 1);
      Hull own = ready.curve(
          chosen(ready, whole().costs, whole().known.only(columns(all, set)), ChoiceTrainer.Settings.DEFAULT), 1);
      told.append("### ").append(set.size()).append(": ").append(String.join(", ", set)).append("\n\n")
          .append(head("policy")).append(row("trained once", ready, once))
          .append(row("trained for the set", ready, own))
          .append(row("predictor", ready, ready.curve(baseline("predictor", ready.learned), 0)))
          .append(difference(ready, once, own)).append('\n');
    }
    return text.append(told).toString();
  }

  private static int[] columns(Ready all, List<String> set) {
    return set.stream().mapToInt(all.learned.models()::indexOf).toArray();
  }

  /// In per cent, by share.
  private static double[] differences(Ready ready, Hull one, Hull other) {
    return SHARES.stream()
        .mapToDouble(share -> 100 * (height(ready, one, share) / height(ready, other, share) - 1)).toArray();
  }

  private static String difference(Ready ready, Hull one, Hull other) {
    double[] differences = differences(ready, one, other);
    return String.format(Locale.ROOT, "%nThe first less the second: %+.2f %% in the mean, %+.2f %% at worst.%n",
        DoubleStream.of(differences).average().orElse(0), DoubleStream.of(differences).min().orElse(0));
  }

  /// A model that training did not know, in the pool after a quiz of 20.
  String newcomer() {
    Ready ready = whole().ready.few();
    List<String> models = ready.learned.models();
    Hull known = ready.curve(whole().state, 1);
    StringBuilder text = new StringBuilder("## A newcomer in the pool\n\n" + LlmBanditStudies.MMLU + ", " + FEW
        + " prompts. Each of three models is left out of both trainings, quizzed with " + ASKED
        + " prompts (adaptive, out of " + POOL + " of the train part), and then offered with the others; "
        + QUIZZES + " times, with prompts drawn anew.\n\n");
    DoubleStream.Builder all = DoubleStream.builder();
    for (String name : NEWCOMERS) {
      List<String> others = models.stream().filter(other -> !other.equals(name)).toList();
      LearnedState state = trained(ready.learned.only(others), 1);
      var start = new LearnedState(whole().costs, state.policy());
      Ready fewer = new Ready(ready.learned.only(others), ready.tested.only(others), ready.tau, ready.best);
      text.append("### ").append(name).append("\n\n").append(head("policy")).append(row("known fully", ready, known))
          .append(row("without it", ready, fewer.curve(state, 1)));
      double[] losses = new double[QUIZZES];
      for (int quiz = 0; quiz < QUIZZES; quiz++) {
        Hull joined = ready.curve(quizzed(start, ready, name, quiz + 1), 1);
        text.append(row("after quiz " + (quiz + 1), ready, joined));
        losses[quiz] = DoubleStream.of(differences(ready, joined, known)).average().orElseThrow();
      }
      DoubleStream.of(losses).forEach(all::add);
      text.append(String.format(Locale.ROOT, "%nAfter a quiz less known fully, in the mean of the four shares: %s.%n%n",
          spread(losses)));
    }
    return text.append("All quizzes: ").append(spread(all.build().toArray())).append(".\n\n").toString();
  }

  /// A mean, its standard error and the range.
  private static String spread(double... values) {
    var statistics = DoubleStream.of(values).summaryStatistics();
    double variance = DoubleStream.of(values).map(value -> Math.pow(value - statistics.getAverage(), 2)).sum()
        / (values.length - 1);
    return String.format(Locale.ROOT, "%+.2f %% (standard error %.2f, %+.2f to %+.2f)", statistics.getAverage(),
        Math.sqrt(variance / values.length), statistics.getMin(), statistics.getMax());
  }

  private static LearnedState quizzed(LearnedState start, Ready ready, String name, long seed) {
    Dataset data = ready.learned;
    int model = data.models().indexOf(name);
    List<Integer> order = new ArrayList<>(
        IntStream.range(0, data.size()).filter(row -> data.isCandidate(row, model)).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    List<Integer> rows = order.subList(0, Math.min(POOL, order.size()));
    List<Answered> answers = new ArrayList<>();
    Set<Integer> asked = new HashSet<>();
    var examiner = start.policy().examiner().orElseThrow();
    var features = rows.stream().map(data::features).toList();
    LearnedState learned = start;
    while (answers.size() < ASKED) {
      int next = examiner.next(features, answers, asked);
      asked.add(next);
      double score = data.quality(rows.get(next), model);
      answers.add(new Answered(features.get(next), score));
      var candidate = learned.price(features.get(next), List.of(data.listed(rows.get(next), model))).getFirst();
      var context = new Context(features.get(next), new Preference(0, new Money(1)), 0);
      var decision = learned.policy().decide(context, List.of(candidate), new SplittableRandom(0));
      learned = learned.learn(new Observation.Rated(context, decision, candidate.arm(), score));
    }
    return learned;
  }

  /// What each part of the recipe is worth.
  String ablations() {
    Ready ready = whole().ready.few();
    ChoiceTrainer.Settings full = ChoiceTrainer.Settings.DEFAULT;
    StringBuilder text = new StringBuilder("## Ablations\n\n" + LlmBanditStudies.MMLU + ", 29 models, " + FEW
        + " prompts. Identities and corrections are the same; the net is trained otherwise.\n\n" + head("net"));
    text.append(row("as it is", ready, ready.curve(whole().state, 1)));
    text.append(row("none: best guesses, between the same prices", ready, ready.curve(new LearnedState(whole().costs,
        IdentityTrainer.policy(SPEC, whole().known, Optional.empty())), 1)));
    for (var variant : List.of(
        new Variant("with mixup", new ChoiceTrainer.Settings(0, full.steps(), full.entropy(), true, true, false)),
        new Variant("without context features",
            new ChoiceTrainer.Settings(0, full.steps(), full.entropy(), false, false, false)),
        new Variant("as published: identities alone, pairs first, mixup",
            new ChoiceTrainer.Settings(500, 500, 0.01, true, true, true)),
        new Variant("as published, without mixup", new ChoiceTrainer.Settings(500, 500, 0.01, false, true, true)),
        new Variant("as published, without pre-training", new ChoiceTrainer.Settings(0, 500, 0.01, true, true, true)),
        new Variant("as published, without context features",
            new ChoiceTrainer.Settings(500, 500, 0.01, true, false, true)))) {
      text.append(
          row(variant.name, ready, ready.curve(chosen(ready, whole().costs, whole().known, variant.settings), 1)));
    }
    return text.append('\n').toString();
  }

  private record Variant(String name, ChoiceTrainer.Settings settings) {}

  /// How far probabilities move with the dial, and how long a decision takes.
  String stability() {
    Parts parts = studies.parts(LlmBanditStudies.MMLU);
    Ready ready = whole().ready;
    LearnedState state = whole().state;
    int prompts = Math.min(1000, ready.tested.size());
    double most = 0;
    double sum = 0;
    int within = 0;
    for (int row = 0; row < prompts; row++) {
      double weight = row % 99 / 100.0;
      double moved = distance(ExpectedCurve.decided(state, ready.tested, row, weight, ready.tau, 1),
          ExpectedCurve.decided(state, ready.tested, row, weight + 0.01, ready.tau, 1));
      most = Math.max(most, moved);
      sum += moved;
      within += moved <= 0.05 + ROUNDING ? 1 : 0;
    }
    return String.format(Locale.ROOT,
        "## Stability%n%nChoice probabilities of %,d prompts as the dial moves by 0.01, at weights from"
            + " 0 to 0.98: total variation %.4f in the mean, %.3f at most; at most 0.05 for %.1f %% of them.%n%n",
        prompts,
        sum / prompts, most, 100.0 * within / prompts)
        + String.format(Locale.ROOT,
            "A decision takes %.0f us over 11 models, and %.0f us over 64 that training did not know (a thread's own time).%n%n",
            micros(state, ready, parts, 11), micros(state, ready, studies.parts(LlmBanditStudies.OPENLLM), 64));
  }

  private static double distance(Decision one, Decision other) {
    double sum = 0;
    for (Appraisal appraisal : one.appraisals()) {
      sum += Math.abs(appraisal.propensity() - other.appraisal(appraisal.candidate().arm()).propensity());
    }
    return sum / 2;
  }

  private static double micros(LearnedState state, Ready ready, Parts parts, int models) {
    Dataset some = Dataset.of(parts.tested(), parts.models().subList(0, models), parts.testedFeatures());
    int rounds = Math.min(500, some.size());
    for (int row = 0; row < rounds; row++) {
      ExpectedCurve.decided(state, some, row, 0.3, ready.tau, 1);
    }
    long start = CPU.getCurrentThreadCpuTime();
    for (int row = 0; row < rounds; row++) {
      ExpectedCurve.decided(state, some, row, 0.3, ready.tau, 1);
    }
    return (CPU.getCurrentThreadCpuTime() - start) / 1e3 / rounds;
  }
}
