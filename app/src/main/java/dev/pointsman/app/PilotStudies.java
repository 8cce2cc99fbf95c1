package dev.pointsman.app;

import dev.pointsman.app.Trial.Conditions;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.lab.data.Aliases;
import dev.pointsman.lab.data.Battles;
import dev.pointsman.lab.data.PreferenceReader;
import dev.pointsman.lab.data.ScoreRow;
import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.data.ScoreTables;
import dev.pointsman.lab.data.ScoredModel;
import dev.pointsman.lab.evaluate.Contender;
import dev.pointsman.lab.evaluate.CumulativeRegret;
import dev.pointsman.lab.evaluate.Prior;
import dev.pointsman.lab.evaluate.PriorDistance;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.PolicySpec.PilotSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/// PILOT's studies, on the table and the preferences that there are: what each part of it is worth.
final class PilotStudies {
  static final String NAME = "pilot";
  static final String TABLE = "routerbench-dev";
  static final String PREFERENCES = "alpacaeval.prefs.jsonl.gz";
  private static final int SEEDS = 20;
  /// Where little is learned from, seeds differ most.
  private static final int MORE = 40;
  private static final int FEWER = 10;
  private static final long PRIOR_SEED = 1;
  private static final List<String> TASKS = List.of("arc-challenge", "winogrande", "mbpp");
  private static final List<List<String>> PAIRS = List.of(
      List.of("gpt-4-1106-preview", "mistralai/mistral-7b-chat"),
      List.of("gpt-4-1106-preview", "mistralai/mixtral-8x7b-chat"),
      List.of("gpt-4-1106-preview", "meta/llama-2-70b-chat"), List.of("claude-v1", "mistralai/mixtral-8x7b-chat"));

  private static final List<Double> BUDGETS = List.of(1e-4, 2e-4, 4e-4, 8e-4, 1.6e-3);
  private static final List<Integer> MARKS = List.of(30, 100, 300, 1000);

  private final ScoreTable train;
  private final ScoreTable test;
  private final Path prefs;
  private final Encoder encoder;
  private final Path cache;
  private final Path work;
  private final String inputs;

  /// Studies on the two parts of a table.
  ///
  /// @param work where finished parts are kept
  PilotStudies(Path trainFile, Path testFile, Path prefs, Encoder encoder, Path cache, Path work) {
    this.train = ScoreTables.read(trainFile);
    this.test = ScoreTables.read(testFile);
    this.prefs = prefs;
    this.encoder = encoder;
    this.cache = cache;
    this.work = work;
    this.inputs = Fingerprints.of(Fingerprints.file(trainFile), Fingerprints.file(testFile), encoder.fingerprint(),
        Fingerprints.code());
  }

  /// The models of one run, their data, and contenders that know their preferences.
  private final class Pool {
    private final Dataset learned;
    private final Dataset deployed;
    private final PriorTraining training;
    private final String name;

    Pool(List<String> models) {
      this.name = models.toString();
      this.learned = Dataset.of(train, models, TableEvaluation.encoded(encoder, cache, prompts(train)));
      this.deployed = Dataset.of(test, models, TableEvaluation.encoded(encoder, cache, prompts(test)));
      Aliases names = Aliases.shipped();
      try (PreferenceReader pairs = PreferenceReader.open(prefs)) {
        Set<String> tested = Set.copyOf(prompts(test));
        this.training = new PriorTraining(Battles.of(pairs, models, pref -> names.nameIn(train.header(), pref),
            prompt -> !tested.contains(prompt)), encoder, cache, PRIOR_SEED);
      }
    }

    Contender with(String policy) {
      return training.informed(named(policy), Prior.Kind.PREFS);
    }

    Contender with(String policy, Prior.Kind kind) {
      Contender contender = training.informed(named(policy), kind);
      return contender.varied(policy + ", " + kind.name().toLowerCase(Locale.ROOT) + " prior",
          contender.spec().orElseThrow());
    }

    Contender without(String policy) {
      return named(policy).varied(policy + ", no prior", named(policy).spec().orElseThrow());
    }

    Contender atAlpha(String policy, double alpha) {
      PilotSpec spec = (PilotSpec) named(policy).spec().orElseThrow();
      return with(policy).varied(policy + ", alpha " + alpha,
          new PilotSpec(spec.score(), spec.strength(), spec.perLogit(), alpha, spec.learning()));
    }

    String run(Trial trial) throws InterruptedException {
      return trial.run(learned, deployed, work.resolve(Fingerprints.of(name, trial.title()).substring(0, 12)),
          inputs + name);
    }
  }

  private static List<String> prompts(ScoreTable table) {
    return table.rows().stream().map(ScoreRow::prompt).toList();
  }

  private static Contender named(String policy) {
    return Contender.named(policy).orElseThrow();
  }

  /// All studies, as Markdown.
  ///
  /// @param told of each study when it is done
  String report(Consumer<String> told) throws InterruptedException {
    Pool all = new Pool(train.models().stream().map(ScoredModel::name).toList());
    StringBuilder text = new StringBuilder();
    text.append("Preferences: ").append(all.training.told()).append(".\n\n");
    section(text, "Eleven models, all tasks", all, List.of(multi(all)), told);
    section(text, "How much is learned from", all, sizes(all), told);
    section(text, "What a prior is worth", all, priors(all), told);
    section(text, "A known budget", all, List.of(budgets(all)), told);
    text.append(regret(all));
    told.accept("regret");
    section(text, "Optimism", all, alphas(all), told);
    section(text, "Judgements that err", all, noises(all), told);
    section(text, "One task", all, tasks(all), told);
    section(text, "Learned on one task, deployed on another", all, shifts(all), told);
    text.append("## Two models\n\n");
    for (List<String> pair : PAIRS) {
      Pool two = new Pool(pair);
      text.append(two.run(new Trial(String.join(" and ", pair), Conditions.PLAIN, "linucb",
          List.of(two.with("pilot"), two.without("pilot"), two.with("pilot-paper"), named("linucb"),
              named("explore-only"), named("predictor")),
          FEWER)));
      told.accept("two models");
    }
    return text.toString();
  }

  private static void section(StringBuilder text, String title, Pool pool, List<Trial> trials, Consumer<String> told)
      throws InterruptedException {
    text.append("## ").append(title).append("\n\n");
    for (Trial trial : trials) {
      text.append(pool.run(trial));
    }
    told.accept(title);
  }

  private static Trial multi(Pool pool) {
    return new Trial("Frozen deployment at every operating point", Conditions.PLAIN, "linucb",
        List.of(pool.with("pilot"), pool.without("pilot"), pool.with("pilot-paper"), pool.without("pilot-paper"),
            named("linucb"), named("epoch-greedy"), named("explore-only"), named("best-single"), named("predictor")),
        SEEDS);
  }

  private static List<Trial> sizes(Pool pool) {
    List<Trial> trials = new ArrayList<>();
    for (int prompts : new int[] {30, 100, 300}) {
      trials.add(new Trial("From " + prompts + " prompts", Conditions.PLAIN.prompts(prompts), "linucb",
          List.of(pool.with("pilot"), pool.without("pilot"), pool.with("pilot-paper"), pool.without("pilot-paper"),
              named("linucb"), named("epoch-greedy"), named("explore-only")),
          MORE));
    }
    return trials;
  }

  private static List<Trial> priors(Pool pool) {
    List<Trial> trials = new ArrayList<>();
    for (int prompts : new int[] {100, 300, 1100}) {
      List<Contender> contenders = new ArrayList<>();
      for (String policy : List.of("pilot", "pilot-paper")) {
        contenders.add(pool.with(policy));
        contenders.add(pool.with(policy, Prior.Kind.RANDOM));
        contenders.add(pool.with(policy, Prior.Kind.INVERTED));
        contenders.add(pool.without(policy));
      }
      trials.add(new Trial("From " + prompts + " prompts, beside none", Conditions.PLAIN.prompts(prompts),
          "pilot, no prior", contenders, SEEDS));
    }
    return trials;
  }

  private static Trial budgets(Pool pool) {
    return new Trial("By thresholds, evenly, and at the price that hindsight tells",
        Conditions.PLAIN.budgets(BUDGETS), "pilot-fixed",
        List.of(pool.with("pilot"), pool.with("pilot-fixed"), pool.with("pilot-overflow"), pool.with("pilot-hindsight"),
            pool.with("pilot-paper")),
        SEEDS);
  }

  private String regret(Pool pool) {
    List<Contender> contenders = List.of(pool.with("pilot"), pool.without("pilot"), pool.with("pilot-paper"),
        pool.without("pilot-paper"), named("linucb"));
    StringBuilder table = new StringBuilder("## Cumulative regret while learning, for quality alone\n\n| policy |");
    MARKS.forEach(mark -> table.append(" after ").append(mark).append(" |"));
    table.append("\n|---|").append("---|".repeat(MARKS.size())).append('\n');
    for (Contender contender : contenders) {
      table.append("| ").append(contender.name());
      for (CumulativeRegret.At at : CumulativeRegret.of(contender, pool.learned, MARKS, SEEDS)) {
        table.append(String.format(Locale.ROOT, " | %.1f ± %.1f", at.mean(), at.standardError()));
      }
      table.append(" |\n");
    }
    table.append("\nAgainst the best model for each prompt in hindsight; ").append(SEEDS).append(" seeds.\n\n");
    return table.append(bound(pool)).toString();
  }

  private static String bound(Pool pool) {
    StringBuilder table = new StringBuilder(
        """
            ### The condition of the regret bound

            PILOT's bound is no worse than LinUCB's where `||theta_pref - theta*|| <= ||theta*||`, with `theta*` fitted to every
            outcome.

            | model | pilot-paper: distance | norm | holds |
            |---|---|---|---|
            """);
    PriorDistance.of(pool.with("pilot-paper"), pool.learned).forEach((model, d) -> table.append(String.format(
        Locale.ROOT, "| %s | %.2f | %.2f | %s |%n", model, d.distance(), d.norm(), d.holds() ? "yes" : "no")));
    return table.append('\n').toString();
  }

  private static List<Trial> alphas(Pool pool) {
    List<Trial> trials = new ArrayList<>();
    for (String policy : List.of("pilot", "pilot-paper")) {
      List<Contender> contenders = new ArrayList<>(List.of(pool.with(policy)));
      for (double alpha : new double[] {0, 0.1, 0.3, 1, 3}) {
        contenders.add(pool.atAlpha(policy, alpha));
      }
      trials.add(new Trial(policy, Conditions.PLAIN, policy, contenders, FEWER));
    }
    return trials;
  }

  private static List<Trial> noises(Pool pool) {
    List<Trial> trials = new ArrayList<>();
    for (double noise : new double[] {0.05, 0.2}) {
      trials.add(new Trial(Math.round(100 * noise) + " % of the judgements turned round", Conditions.PLAIN.noise(noise),
          "linucb", List.of(pool.with("pilot"), pool.with("pilot-paper"), named("linucb")), FEWER));
    }
    return trials;
  }

  private static List<Trial> tasks(Pool pool) {
    return TASKS.stream().map(task -> new Trial(task, Conditions.PLAIN.tasks(Set.of(task), Set.of(task)), "linucb",
        List.of(pool.with("pilot"), pool.without("pilot"), pool.with("pilot-paper"), named("linucb"),
            named("predictor")),
        FEWER)).toList();
  }

  private static List<Trial> shifts(Pool pool) {
    List<Trial> trials = new ArrayList<>();
    for (boolean online : new boolean[] {false, true}) {
      Conditions shift = Conditions.PLAIN.tasks(Set.of("winogrande"), Set.of("arc-challenge"));
      trials.add(new Trial("From winogrande to arc-challenge, " + (online ? "learning on" : "frozen"),
          online ? shift.learningOn() : shift, "linucb",
          List.of(pool.with("pilot"), pool.without("pilot"), pool.with("pilot-paper"), named("linucb")), FEWER));
    }
    return trials;
  }
}
