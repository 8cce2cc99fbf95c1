package dev.pointsman.app;

import dev.pointsman.app.Sections.Section;
import dev.pointsman.app.Sections.Told;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.gateway.ShippedModels;
import dev.pointsman.identity.Identity;
import dev.pointsman.identity.KnownModel;
import dev.pointsman.identity.KnownModels;
import dev.pointsman.lab.data.ScoreRow;
import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.data.ScoredModel;
import dev.pointsman.lab.data.Spellings;
import dev.pointsman.lab.evaluate.ColdStart;
import dev.pointsman.lab.evaluate.Contender;
import dev.pointsman.lab.evaluate.Prior;
import dev.pointsman.lab.report.Curves.Spread;
import dev.pointsman.lab.train.KnownModelsTrainer;
import dev.pointsman.lab.train.KnownModelsTrainer.Source;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.IdentityPrior;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.FeatureVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What identities of known models are worth to the house policy before the first feedback and over the first few hundred: on
/// benchmarks that they were not fitted to, and on a table that they never saw. Fits are kept, so that a run that was killed goes
/// on where it was.
final class ColdStartStudies {
  static final String NAME = "cold-start";
  static final String MMLU = "mmlu-pro-dev";
  static final String ULAB = "ulab-llmrouter";
  static final String PARETO = "paretobandit-val";
  static final String PAIR = "routellm-pair";
  static final String STRANGE = "routerbench-dev";
  /// Those that identities are fitted to.
  static final List<String> FITTED = List.of(MMLU, PAIR, ULAB, PARETO);
  static final List<String> TABLES = List.of(MMLU, PAIR, ULAB, PARETO, STRANGE);
  private static final List<Integer> MARKS = List.of(30, 100, 300);
  private static final List<Double> WEIGHTS = List.of(0.0, 0.3);
  private static final int SEEDS = 10;
  private static final String BENCHMARKS = """
      ## Benchmarks that identities were not fitted to

      Every other task of a table is deployed on, in the alphabet's order; identities are fitted to the others and to the other
      tables that have a model of it. Wrong identities are the right ones but for two, or the contrary of them all.

      """;
  private static final String NEVER_SEEN = """
      ## A table that identities never saw

      The identities that ship, on routerbench-dev. Where one model alone is known, as on ulab-llmrouter and paretobandit-val
      without their own outcomes, identities say nothing: they tell arms apart.

      """;

  private final Map<String, ScoreTable> learned;
  private final Map<String, ScoreTable> deployed;
  private final Map<String, ScoreTable> whole;
  private final Encoder encoder;
  private final Path cache;
  private final Path work;
  private final String inputs;

  /// @param learned a part of each table, which identities are fitted to and constants were chosen by
  /// @param deployed the other part
  /// @param whole both
  /// @param work where fits are kept
  /// @param inputs names the tables
  ColdStartStudies(Map<String, ScoreTable> learned, Map<String, ScoreTable> deployed, Map<String, ScoreTable> whole,
      Encoder encoder, Path cache, Path work, String inputs) {
    this.learned = learned;
    this.deployed = deployed;
    this.whole = whole;
    this.encoder = encoder;
    this.cache = cache;
    this.work = work;
    this.inputs = inputs;
  }

  /// All studies.
  ///
  /// @param told of each section when it is done
  void report(Told told) throws IOException, InterruptedException {
    SequencedMap<String, Section> sections = new LinkedHashMap<>();
    sections.put(MMLU, () -> BENCHMARKS + benchmarks(MMLU));
    sections.put(ULAB, () -> benchmarks(ULAB));
    sections.put(PARETO, () -> benchmarks(PARETO));
    sections.put(STRANGE, this::strange);
    new Sections(work).report(inputs + encoder.fingerprint(), sections, told);
  }

  private String benchmarks(String table) throws IOException {
    ScoreTable left = only(deployed(table), task -> tasks(table).indexOf(task) % 2 == 0);
    return study(table, left, names(left), fitted(table), true);
  }

  private String strange() {
    ScoreTable table = deployed(STRANGE);
    KnownModels known = ShippedModels.all();
    List<String> some = names(table).stream().filter(name -> known.find(name).isPresent()).toList();
    return NEVER_SEEN + study(STRANGE + ", the known models alone", table, some, known, false)
        + study(STRANGE + ", all models", table, names(table), known, false);
  }

  private ScoreTable deployed(String table) {
    return has(deployed, table);
  }

  private static ScoreTable has(Map<String, ScoreTable> tables, String name) {
    ScoreTable table = tables.get(name);
    if (table == null) {
      throw new IllegalArgumentException(name);
    }
    return table;
  }

  private static List<String> names(ScoreTable table) {
    return table.models().stream().map(ScoredModel::name).toList();
  }

  private List<String> tasks(String table) {
    return has(whole, table).rows().stream().map(ScoreRow::task).distinct().sorted().toList();
  }

  private static ScoreTable only(ScoreTable table, Predicate<String> tasks) {
    return new ScoreTable(table.header(), table.rows().stream().filter(row -> tasks.test(row.task())).toList());
  }

  private List<FeatureVector> features(ScoreTable table) {
    return TableEvaluation.encoded(encoder, cache, table.rows().stream().map(ScoreRow::prompt).toList());
  }

  /// Identities from every other task of a table, and from all of the other tables that share a model with it, but for prompts
  /// that are deployed on.
  private KnownModels fitted(String table) throws IOException {
    Path file = work.resolve(table + "-" + Fingerprints.of(inputs, encoder.fingerprint()).substring(0, 12) + ".bin");
    if (Files.isRegularFile(file)) {
      return KnownModels.parse(Files.readAllBytes(file));
    }
    Set<String> met = deployed(table).rows().stream().map(ScoreRow::prompt).collect(Collectors.toSet());
    List<Source> sources = new ArrayList<>();
    for (String name : FITTED) {
      ScoreTable source = name.equals(table)
          ? only(has(learned, name), task -> tasks(table).indexOf(task) % 2 == 1)
          : has(whole, name);
      if (sharesModel(source, deployed(table))) {
        var kept = new ScoreTable(source.header(),
            source.rows().stream().filter(row -> !met.contains(row.prompt())).toList());
        sources.add(new Source(kept, features(kept)));
      }
    }
    KnownModels known = new KnownModelsTrainer(Spellings.shipped(), sources).train(encoder.fingerprint(),
        new LinkedHashMap<>(), 1, () -> {});
    Files.createDirectories(work);
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.write(draft, known.toBytes());
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return known;
  }

  private static boolean sharesModel(ScoreTable one, ScoreTable other) {
    Spellings spellings = Spellings.shipped();
    Set<Optional<String>> known = names(other).stream().map(spellings::nameOf).collect(Collectors.toSet());
    return names(one).stream().map(spellings::nameOf).anyMatch(name -> name.isPresent() && known.contains(name));
  }

  /// What a policy starts from.
  ///
  /// @param data what it meets, at the list prices that it sees
  private record Start(String name, Contender contender, Dataset data) {}

  /// A table of what identities add on some prompts.
  ///
  /// @param wrong whether wrong ones are tried as well
  private String study(String title, ScoreTable table, List<String> models, KnownModels known, boolean wrong) {
    List<FeatureVector> features = features(table);
    Dataset data = Dataset.of(table, models, features);
    IdentityPrior prior = prior(models, known);
    Contender house = Contender.named("frontier").orElseThrow();
    Contender right = house.informed(new Prior.Beliefs(prior, Prior.Kind.PREFS));
    List<Start> starts = new ArrayList<>(List.of(new Start("nothing", house, data),
        new Start("identities", right, data)));
    if (models.stream().filter(name -> verbosity(known, name).isPresent()).count() > 1) {
      starts.add(new Start("identities and lengths", right,
          Dataset.of(table, models, features, name -> verbosity(known, name).orElse(1))));
    }
    if (wrong) {
      starts.add(new Start("identities, the best's and the worst's exchanged",
          house.informed(new Prior.Beliefs(exchanged(prior, models, known, data), Prior.Kind.PREFS)), data));
      starts.add(new Start("inverted identities", house.informed(new Prior.Beliefs(prior, Prior.Kind.INVERTED)), data));
    }
    StringBuilder text = new StringBuilder("### ").append(title).append("\n\n").append(data.size())
        .append(" prompts, ").append(models.size()).append(" models, of which ").append(prior.size())
        .append(" are known; ").append(SEEDS).append(" seeds.\n\n| cost weight | starts from | before the first |");
    MARKS.forEach(mark -> text.append(" first ").append(mark).append(" |"));
    text.append("\n|---|---|---|").append("---|".repeat(MARKS.size())).append('\n');
    WEIGHTS.forEach(weight -> rows(text, weight, starts));
    return text.append('\n').toString();
  }

  /// The same where the model that is foretold to be the best is said to be the one foretold to be the worst, and the other way
  /// round.
  private static IdentityPrior exchanged(IdentityPrior prior, List<String> models, KnownModels known, Dataset data) {
    List<Arm> arms = models.stream().filter(name -> known.find(name).isPresent()).map(Arm::new).toList();
    double[] sums = new double[arms.size()];
    for (int row = 0; row < data.size(); row++) {
      double[] advantages = prior.advantages(arms, data.features(row));
      for (int m = 0; m < sums.length; m++) {
        sums[m] += advantages[m];
      }
    }
    Comparator<Integer> bySum = Comparator.comparingDouble(m -> sums[m]);
    Arm best = arms.get(IntStream.range(0, sums.length).boxed().max(bySum).orElseThrow());
    Arm worst = arms.get(IntStream.range(0, sums.length).boxed().min(bySum).orElseThrow());
    return prior.renamed(arm -> arm.equals(best) ? worst : arm.equals(worst) ? best : arm);
  }

  private static OptionalDouble verbosity(KnownModels known, String name) {
    return known.find(name).map(KnownModel::verbosity).orElse(OptionalDouble.empty());
  }

  private static void rows(StringBuilder text, double weight, List<Start> starts) {
    double before = 0;
    double[][] base = new double[0][];
    for (Start start : starts) {
      var cold = new ColdStart(start.data, weight);
      double own = cold.before(start.contender);
      double[][] rewards = cold.rewards(start.contender, MARKS, SEEDS);
      boolean first = base.length == 0;
      before = first ? own : before;
      base = first ? rewards : base;
      text.append(String.format(Locale.ROOT, first ? "| %.1f | %s | %.3f |" : "| %.1f | %s | %+.3f |", weight,
          start.name, first ? own : own - before));
      for (int mark = 0; mark < MARKS.size(); mark++) {
        text.append(first ? told(rewards[mark]) : compared(rewards[mark], base[mark]));
      }
      text.append('\n');
    }
  }

  private static String told(double... means) {
    Spread spread = Spread.of(means);
    return String.format(Locale.ROOT, " %.3f ± %.3f |", spread.mean().orElse(0), spread.standardError().orElse(0));
  }

  private static String compared(double[] one, double... other) {
    Spread spread = Spread.of(IntStream.range(0, one.length).mapToDouble(i -> one[i] - other[i]).toArray());
    double mean = spread.mean().orElse(0);
    double half = spread.reach();
    return String.format(Locale.ROOT, " %+.3f [%+.3f, %+.3f] |", mean, mean - half, mean + half);
  }

  private static IdentityPrior prior(List<String> models, KnownModels known) {
    SequencedMap<Arm, Identity> identities = new LinkedHashMap<>();
    models.forEach(name -> known.find(name).ifPresent(model -> identities.put(new Arm(name), model.identity())));
    return IdentityPrior.of(known.responses(), identities);
  }
}
