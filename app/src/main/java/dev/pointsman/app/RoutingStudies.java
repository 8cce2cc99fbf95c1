package dev.pointsman.app;

import dev.pointsman.app.LlmBanditStudies.Parts;
import dev.pointsman.lab.evaluate.Contender;
import dev.pointsman.lab.evaluate.Evaluation;
import dev.pointsman.lab.report.Hull;
import dev.pointsman.lab.run.ExpectedCurve;
import dev.pointsman.lab.train.ChoiceTrainer;
import dev.pointsman.lab.train.IdentityTrainer;
import dev.pointsman.lab.train.ResponseTrainer;
import dev.pointsman.lab.train.IdentityTrainer.Known;
import dev.pointsman.lab.train.TableTrainer;
import dev.pointsman.lab.train.TrainingLog;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.CostModel;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.policy.PolicySpec.LlmBanditSpec;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Decision;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/// What LLM Bandit's policy makes of prompts, beside its own best guess and the strong baseline.
final class RoutingStudies {
  private static final LlmBanditSpec SPEC = (LlmBanditSpec) PolicySpec.named("llm-bandit").orElseThrow();
  private static final LlmBanditSpec PUBLISHED = (LlmBanditSpec) PolicySpec.named("llm-bandit-paper").orElseThrow();
  private static final List<List<String>> SETS = List.of(
      List.of("gemini-1.5-pro-002", "Meta-Llama-3.1-8B-Instruct"),
      List.of("Meta-Llama-3.1-70B-Instruct", "Meta-Llama-3.1-8B-Instruct", "Meta-Llama-3-70B", "Meta-Llama-3.1-70B"));
  /// What sums of probabilities are off by.
  private static final double ROUNDING = 1e-9;
  private static final int TRAININGS = 3;
  private static final int[] SIZES = {2, 2, 4, 8, 16};

  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  private final LlmBanditStudies studies;
  private @Nullable Whole whole;
  private @Nullable Known published;

  /// @param studies whose tables are used
  RoutingStudies(LlmBanditStudies studies) {
    this.studies = studies;
  }

  /// All models of MMLU-Pro, and what was trained on them.
  record Whole(ReadyTable ready, CostModel costs, Known known, LearnedState state, double seconds) {}

  Whole whole() {
    Whole known = whole;
    if (known != null) {
      return known;
    }
    Parts parts = studies.parts(LlmBanditStudies.MMLU);
    ReadyTable ready = ReadyTable.of(parts, runModels(parts));
    CostModel costs = new TableTrainer(ready.learned()).costs();
    long start = System.nanoTime();
    Known identities = IdentityTrainer.known(SPEC, ResponseTrainer.Settings.DEFAULT, ready.learned(), costs, List.of(),
        1,
        () -> {});
    LearnedState state = chosen(SPEC, ready, costs, identities, ChoiceTrainer.Settings.DEFAULT);
    known = new Whole(ready, costs, identities, state, (System.nanoTime() - start) / 1e9);
    whole = known;
    return known;
  }

  /// All models of MMLU-Pro, as they are known by what is published.
  private Known publishedKnown() {
    Known trained = published;
    if (trained == null) {
      trained = IdentityTrainer.known(PUBLISHED, ResponseTrainer.Settings.PUBLISHED, whole().ready.learned(),
          whole().costs, List.of(), 1, () -> {});
      published = trained;
    }
    return trained;
  }

  private static LearnedState chosen(LlmBanditSpec spec, ReadyTable ready, CostModel costs, Known identities,
      ChoiceTrainer.Settings settings) {
    return new LearnedState(costs, IdentityTrainer.policy(spec, identities,
        Optional.of(ChoiceTrainer.train(settings, ready.learned(), identities, costs, 1, () -> {}))));
  }

  static LearnedState trained(Dataset data, long seed) {
    return trained(SPEC, data, seed);
  }

  private static LearnedState trained(LlmBanditSpec spec, Dataset data, long seed) {
    CostModel costs = new TableTrainer(data).costs();
    return new LearnedState(costs,
        IdentityTrainer.train(spec, IdentityTrainer.Settings.of(spec), data, costs, List.of(), seed, () -> {}));
  }

  private static LearnedState baseline(String name, Dataset data) {
    return Evaluation.learned(Contender.named(name).orElseThrow(), data, OptionalInt.empty(), 1, TrainingLog.NONE)
        .state();
  }

  /// The policy, its best guess, and the strong baseline on a whole table.
  String table(String table) {
    StringBuilder text = new StringBuilder();
    if (table.equals(LlmBanditStudies.MMLU)) {
      text.append(
          "## Routing\n\nQuality in per cent of the best single model's, of those that were run on nine prompts in ten, at a share of its cost, at "
              + ReadyTable.WEIGHTS.size()
              + " cost weights; a mix of two operating points is one too. `llm-bandit` is the policy's own chance, in expectation,"
              + " at the six places of its dial between which it is a mix;"
              + " `best guess` takes the best of what is predicted, as with `max_exploration: 0`; `llm-bandit-paper` is as published. Mean over "
              + TRAININGS
              + " trainings on every outcome of the train part ± one standard error; later sections take the first.\n\n");
    }
    boolean shared = table.equals(LlmBanditStudies.MMLU);
    Parts parts = studies.parts(table);
    ReadyTable ready = shared ? whole().ready : ReadyTable.of(parts, runModels(parts));
    List<LearnedState> states = new ArrayList<>();
    List<LearnedState> published = new ArrayList<>();
    long start = System.nanoTime();
    for (long seed = 1; seed <= TRAININGS; seed++) {
      states.add(shared && seed == 1 ? whole().state : trained(SPEC, ready.learned(), seed));
    }
    double seconds = shared ? whole().seconds : (System.nanoTime() - start) / 1e9 / TRAININGS;
    for (long seed = 1; seed <= TRAININGS; seed++) {
      published.add(shared && seed == 1
          ? chosen(PUBLISHED, ready, whole().costs, publishedKnown(), ChoiceTrainer.Settings.PUBLISHED)
          : trained(PUBLISHED, ready.learned(), seed));
    }
    text.append(String.format(Locale.ROOT, "### %s: %d models%n%nBoth stages of a training took %.0f s.%n%n", table,
        ready.learned().models().size(), seconds)).append(ReadyTable.head("policy"));
    text.append(ready.row("llm-bandit", states.stream().map(ready::chance).toList()));
    text.append(ready.row("llm-bandit, best guess", states.stream().map(ready::curve).toList()));
    text.append(ready.row("llm-bandit-paper", published.stream().map(ready::publishedChance).toList()));
    text.append(ready.row("predictor", ready.curve(baseline("predictor", ready.learned()))));
    ReadyTable blind = ready.blind();
    text.append(blind.row("best-single", blind.curve(baseline("best-single", blind.learned()))));
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
    ReadyTable all = whole().ready;
    List<List<String>> sets = new ArrayList<>(SETS);
    var random = new Random(1);
    for (int size : SIZES) {
      List<String> names = new ArrayList<>(all.learned().models());
      Collections.shuffle(names, random);
      sets.add(names.subList(0, size));
    }
    StringBuilder text = new StringBuilder("## One policy, several sets of candidates\n\n" + LlmBanditStudies.MMLU
        + ". Trained once, on random sets of all 29 models, and deployed on a set, which training met by chance at"
        + " most; beside it the policy whose net was trained for that very set, with the same identities. A pair, a family, and sets"
        + " drawn by size. The difference is that of the curves, in the mean of the four shares.\n\n");
    StringBuilder told = new StringBuilder();
    for (List<String> set : sets) {
      ReadyTable ready = all.of(set);
      Hull once = ready.chance(whole().state);
      Hull own = ready.chance(
          chosen(SPEC, ready, whole().costs, whole().known.only(columns(all, set)), ChoiceTrainer.Settings.DEFAULT));
      told.append("### ").append(set.size()).append(": ").append(String.join(", ", set)).append("\n\n")
          .append(ReadyTable.head("policy")).append(ready.row("trained once", once))
          .append(ready.row("trained for the set", own))
          .append(ready.row("predictor", ready.curve(baseline("predictor", ready.learned()))))
          .append(difference(ready, once, own)).append('\n');
    }
    return text.append(told).toString();
  }

  private static int[] columns(ReadyTable all, List<String> set) {
    return set.stream().mapToInt(all.learned().models()::indexOf).toArray();
  }

  private static String difference(ReadyTable ready, Hull one, Hull other) {
    double[] differences = ready.differences(one, other);
    return String.format(Locale.ROOT, "%nThe first less the second: %+.2f %% in the mean, %+.2f %% at worst.%n",
        DoubleStream.of(differences).average().orElse(0), DoubleStream.of(differences).min().orElse(0));
  }

  /// What each part of the recipe is worth.
  String ablations() {
    ReadyTable ready = whole().ready;
    ChoiceTrainer.Settings full = ChoiceTrainer.Settings.DEFAULT;
    StringBuilder text = new StringBuilder("## Ablations\n\n" + LlmBanditStudies.MMLU
        + ", 29 models. Identities and corrections are the same; the net is trained otherwise.\n\n"
        + ReadyTable.head("net"));
    text.append(ready.row("as it is", ready.chance(whole().state)));
    text.append(ready.row("none: best guesses, between the same prices", ready.chance(new LearnedState(whole().costs,
        IdentityTrainer.policy(SPEC, whole().known, Optional.empty())))));
    for (var variant : List.of(
        new Variant("with mixup",
            new ChoiceTrainer.Settings(0, full.steps(), full.least(), full.entropy(), true, true, false)),
        new Variant("without context features",
            new ChoiceTrainer.Settings(0, full.steps(), full.least(), full.entropy(), false, false, false)))) {
      text.append(ready.row(variant.name,
          ready.chance(chosen(SPEC, ready, whole().costs, whole().known, variant.settings))));
    }
    return text + "\n" + publishedAblations();
  }

  private String publishedAblations() {
    ReadyTable ready = whole().ready;
    ChoiceTrainer.Settings full = ChoiceTrainer.Settings.PUBLISHED;
    Known known = publishedKnown();
    StringBuilder text = new StringBuilder(
        "As published (`llm-bandit-paper`), and without each of its parts; identities are"
            + " the same.\n\n" + ReadyTable.head("net"));
    for (var variant : List.of(new Variant("as published", full),
        new Variant("without mixup",
            new ChoiceTrainer.Settings(full.imitation(), full.steps(), full.least(), full.entropy(), false, true,
                true)),
        new Variant("without pre-training",
            new ChoiceTrainer.Settings(0, full.steps(), full.least(), full.entropy(), true, true, true)),
        new Variant("without context features",
            new ChoiceTrainer.Settings(full.imitation(), full.steps(), full.least(), full.entropy(), true, false,
                true)))) {
      text.append(ready.row(variant.name,
          ready.publishedChance(chosen(PUBLISHED, ready, whole().costs, known, variant.settings))));
    }
    return text.append('\n').toString();
  }

  private record Variant(String name, ChoiceTrainer.Settings settings) {}

  /// How far probabilities move with the dial, and how long a decision takes.
  String stability() {
    Parts parts = studies.parts(LlmBanditStudies.MMLU);
    ReadyTable ready = whole().ready;
    LearnedState state = whole().state;
    int prompts = Math.min(1000, ready.tested().size());
    double most = 0;
    double sum = 0;
    int within = 0;
    for (int i = 0; i < prompts; i++) {
      int row = (int) ((long) i * ready.tested().size() / prompts);
      double weight = i % 99 / 100.0;
      double moved = distance(ExpectedCurve.decided(state, ready.tested(), row, weight, ready.tau(), 1),
          ExpectedCurve.decided(state, ready.tested(), row, weight + 0.01, ready.tau(), 1));
      most = Math.max(most, moved);
      sum += moved;
      within += moved <= 0.05 + ROUNDING ? 1 : 0;
    }
    return String.format(Locale.ROOT,
        "## Stability%n%nChoice probabilities of %,d prompts, evenly out of the test part, as the dial moves by 0.01, at weights from"
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

  private static double micros(LearnedState state, ReadyTable ready, Parts parts, int models) {
    Dataset some = Dataset.of(parts.tested(), parts.models().subList(0, models), parts.testedFeatures());
    int rounds = Math.min(500, some.size());
    for (int row = 0; row < rounds; row++) {
      ExpectedCurve.decided(state, some, row, 0.3, ready.tau(), 1);
    }
    long start = CPU.getCurrentThreadCpuTime();
    for (int row = 0; row < rounds; row++) {
      ExpectedCurve.decided(state, some, row, 0.3, ready.tau(), 1);
    }
    return (CPU.getCurrentThreadCpuTime() - start) / 1e3 / rounds;
  }
}
