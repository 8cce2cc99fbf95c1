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
import dev.pointsman.lab.evaluate.Evaluation;
import dev.pointsman.lab.evaluate.Prior;
import dev.pointsman.lab.train.TrainingLog;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.lab.world.Scenario;
import dev.pointsman.lab.world.Scenario.Change;
import dev.pointsman.lab.world.Scenario.Join;
import dev.pointsman.lab.world.Scenario.Price;
import dev.pointsman.lab.world.Scenario.Quality;
import dev.pointsman.policy.Learning;
import dev.pointsman.policy.PolicySpec.FrontierSpec;
import dev.pointsman.policy.PolicySpec.LinUcbSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/// The house policy's studies: what each of its ideas is worth, what preferences are worth, how honest its spreads are, and
/// ParetoBandit's experiments (arXiv 2604.00136) as scenarios.
final class FrontierStudies {
  static final String NAME = "frontier";
  static final List<String> TABLES = List.of("routerbench-dev", "mmlu-pro-dev", "paretobandit-val");
  private static final int SEEDS = 10;
  private static final long PRIOR_SEED = 1;
  private static final List<Double> CEILINGS = List.of(3e-4, 6.64e-4, 1.878e-3);
  private static final List<Double> MORE_CEILINGS = List.of(2.93e-5, 8.29e-5, 2.345e-4, 6.64e-4, 1.878e-3, 5.31e-3,
      1.5e-2);
  private static final String SMALL = "meta-llama/llama-3.1-8b-instruct";
  private static final String MIDDLE = "mistralai/mistral-large-2512";
  private static final String DEAREST = "google/gemini-2.5-pro";
  private static final String NEWCOMER = "google/gemini-2.5-flash";
  private static final List<String> THREE = List.of(SMALL, MIDDLE, DEAREST);
  private static final double THIRD = 1 / 3.0;
  /// Shares of the stream after a change at which its table begins a new column: 25, 100 and 150 prompts of 869.
  private static final List<Double> SOON = List.of(25 / 869.0, 100 / 869.0, 150 / 869.0);

  private final List<Halves> tables;
  private final Path prefs;
  private final Encoder encoder;
  private final Path cache;
  private final Path work;

  /// The parts of a table, learned from and deployed on.
  ///
  /// @param inputs names the data
  private record Halves(ScoreTable train, ScoreTable test, String inputs) {}

  /// Studies on parts of [#TABLES], in their order.
  ///
  /// @param learned the files that are learned from
  /// @param deployed the files that are deployed on
  /// @param work where finished parts are kept
  FrontierStudies(List<Path> learned, List<Path> deployed, Path prefs, Encoder encoder, Path cache, Path work) {
    this.tables = new ArrayList<>();
    for (int i = 0; i < learned.size(); i++) {
      tables.add(new Halves(ScoreTables.read(learned.get(i)), ScoreTables.read(deployed.get(i)),
          Fingerprints.of(Fingerprints.file(learned.get(i)), Fingerprints.file(deployed.get(i)), encoder.fingerprint(),
              Fingerprints.code())));
    }
    this.prefs = prefs;
    this.encoder = encoder;
    this.cache = cache;
    this.work = work;
  }

  /// All studies, as Markdown.
  ///
  /// @param told of each study when it is done
  String report(Consumer<String> told) throws InterruptedException {
    StringBuilder text = new StringBuilder("## What each idea is worth\n\n");
    Halves bench = tables.getFirst();
    Dataset train = data(bench.train, names(bench.train));
    Dataset test = data(bench.test, names(bench.train));
    text.append(trial(ablation(), bench, train, test));
    told.accept("ablation");
    Halves many = tables.get(1);
    text.append("## Many models, and the caller's group\n\n");
    text.append(trial(grouped(), many, data(many.train, names(many.train)), data(many.test, names(many.train))));
    told.accept("the caller's group");
    text.append(
        "## Other splits\n\nConstants were chosen inside the train part of the split that all other tables share, in which some"
            + " 60 % of the test prompts of each of these lie.\n\n");
    for (Halves table : tables.subList(0, 2)) {
      text.append(splits(table));
    }
    told.accept("other splits");
    text.append("## Preferences\n\n");
    for (Trial trial : preferences(bench)) {
      text.append(trial(trial, bench, train, test));
    }
    told.accept("preferences");
    Halves stream = tables.getLast();
    text.append("## Budgets\n\nparetobandit-val without ").append(NEWCOMER)
        .append(", halves: learned from the first by bandit feedback, learning goes on over the second, ")
        .append(2 * SEEDS)
        .append(" seeds. `predictor` learned every outcome of the first half. The second half is not unseen:"
            + " that exploring shrinks by its cost, the bound of the bank, the limits of trials and what a change drops were"
            + " found on it (ADR 15).\n\n");
    for (CeilingTable table : budgets()) {
      text.append(table.run(data(stream.train, THREE), data(stream.test, THREE), folder(table.title()),
          stream.inputs + THREE));
      told.accept(table.title());
    }
    text.append(
        "## Changes on a stream, under a ceiling\n\nparetobandit-val, halves as above, learning goes on, horizon unknown, ")
        .append(SEEDS).append(" seeds; costs as multiples of the ceiling.\n\n");
    for (PhaseTable table : phases()) {
      List<String> models = new ArrayList<>(THREE);
      table.followed().ifPresent(models::add);
      text.append(table.run(data(stream.train, models), data(stream.test, models), folder(table.title()),
          stream.inputs + models));
      told.accept(table.title());
    }
    text.append(
        "## Spread\n\nShare of 90 % intervals for the mean quality of an arm on a decile of test prompts, by predicted"
            + " quality, that hold the mean of the outcomes; mean over ")
        .append(2 * SEEDS).append(" splits as above, one order each, ± one standard error.\n\n");
    for (Halves table : tables.subList(0, 2)) {
      text.append("### ").append(name(table)).append("\n\n").append(coverage(table));
    }
    told.accept("spread");
    return text.toString();
  }

  private static List<String> names(ScoreTable table) {
    return table.models().stream().map(ScoredModel::name).toList();
  }

  private Dataset data(ScoreTable table, List<String> models) {
    return Dataset.of(table, models,
        TableEvaluation.encoded(encoder, cache, table.rows().stream().map(ScoreRow::prompt).toList()));
  }

  private Path folder(String title) {
    return work.resolve(Fingerprints.of(title).substring(0, 12));
  }

  private String trial(Trial trial, Halves table, Dataset train, Dataset test) throws InterruptedException {
    return trial.run(train, test, folder(trial.title()), table.inputs);
  }

  private static Contender house() {
    return Contender.named("frontier").orElseThrow();
  }

  private static Contender knowing(String name, Learning... learning) {
    FrontierSpec spec = (FrontierSpec) house().spec().orElseThrow();
    return house().varied(name, new FrontierSpec(spec.optimism(), spec.temperature(), spec.elsewhere(), spec.floor(),
        List.of(learning)));
  }

  private static Trial ablation() {
    Contender house = house();
    Contender uniform = new Contender("explores all alike", house.spec(), house.feedback(),
        Contender.Choosing.BY_CHANCE,
        house.blind(), house.grouped(), house.exploration(), house.paying(), house.prior());
    return new Trial("Frozen deployment at every operating point", Conditions.PLAIN, "frontier",
        List.of(house, uniform,
            house.varied("explores for quality alone, by upper bounds", new LinUcbSpec(1, Learning.RIVALS.getFirst())),
            knowing("one prior: arms alike", Learning.RIVALS.getFirst()),
            knowing("one prior: arms differ", Learning.RIVALS.getLast()),
            knowing("nothing in common between arms", Learning.APART),
            Contender.named("thompson-shrunk").orElseThrow(), Contender.named("explore-only-shrunk").orElseThrow()),
        2 * SEEDS);
  }

  private static Trial grouped() {
    Contender house = house();
    return new Trial("MMLU-Pro's 29 models", Conditions.PLAIN, "frontier",
        List.of(house, new Contender("told the subject as `tags.task`", house.spec(), house.feedback(),
            house.learning(), house.blind(), true, house.exploration(), house.paying(), house.prior())),
        2 * SEEDS);
  }

  private String splits(Halves table) throws InterruptedException {
    List<Contender> contenders = new ArrayList<>(grouped().contenders());
    List.of("linucb", "thompson-shrunk", "predictor")
        .forEach(name -> contenders.add(Contender.named(name).orElseThrow()));
    ScoreTable whole = whole(table);
    var trial = new SplitTable(name(table), ResultsCommand.LEARNED, contenders, 2 * SEEDS);
    return trial.run(whole, part -> data(part, names(whole)), folder("splits of " + whole.name()), table.inputs);
  }

  private static String name(Halves table) {
    return table.train.name().replaceFirst("-1$", "");
  }

  private static ScoreTable whole(Halves table) {
    List<ScoreRow> rows = new ArrayList<>(table.train.rows());
    rows.addAll(table.test.rows());
    return new ScoreTable(table.train.header(), rows);
  }

  private List<Trial> preferences(Halves table) {
    Set<String> tested = Set.copyOf(table.test.rows().stream().map(ScoreRow::prompt).toList());
    PriorTraining training;
    try (PreferenceReader pairs = PreferenceReader.open(prefs)) {
      training = new PriorTraining(Battles.of(pairs, names(table.train),
          name -> Aliases.shipped().nameIn(table.train.header(), name), prompt -> !tested.contains(prompt)), encoder,
          cache, PRIOR_SEED);
    }
    List<Trial> trials = new ArrayList<>();
    for (int prompts : new int[] {100, 300, 1100}) {
      trials.add(new Trial("From " + prompts + " prompts", Conditions.PLAIN.prompts(prompts), "no preferences",
          List.of(house().varied("no preferences", house().spec().orElseThrow()),
              preferring(training, Prior.Kind.PREFS, "preferences"),
              preferring(training, Prior.Kind.RANDOM, "preferences about other models"),
              preferring(training, Prior.Kind.INVERTED, "inverted preferences")),
          2 * SEEDS));
    }
    return trials;
  }

  private static Contender preferring(PriorTraining training, Prior.Kind kind, String name) {
    Contender informed = training.informed(house(), kind);
    return informed.varied(name, informed.spec().orElseThrow());
  }

  private static List<CeilingTable> budgets() {
    List<Contender> contenders = new ArrayList<>(List.of(house()));
    List.of("linucb", "thompson-shrunk", "predictor", "cheapest")
        .forEach(name -> contenders.add(Contender.named(name).orElseThrow()));
    return List.of(new CeilingTable("The horizon is unknown", false, contenders, MORE_CEILINGS, 2 * SEEDS),
        new CeilingTable("The horizon is known", true, contenders, MORE_CEILINGS, 2 * SEEDS));
  }

  private static List<PhaseTable> phases() {
    List<PhaseTable> tables = new ArrayList<>();
    tables.add(table("The dearest model's price falls to a 150th, and is restored", Optional.empty(),
        new Price(THIRD, DEAREST, 1 / 150.0), new Price(2 * THIRD, DEAREST, 1)));
    tables.add(table("The middle model's quality falls to 0.75, and is restored", Optional.empty(),
        new Quality(THIRD, MIDDLE, OptionalDouble.of(0.75)), new Quality(2 * THIRD, MIDDLE, OptionalDouble.empty())));
    tables.add(
        new PhaseTable("The same, from 0, 25, 100 and 150 prompts after each change", recovering(), Optional.empty(),
            List.of(house()), CEILINGS, 2 * SEEDS));
    tables.add(joining("as it is"));
    tables.add(joining("at a tenth of its cost", new Price(0, NEWCOMER, 0.1)));
    tables.add(joining("at a tenth of its cost, quality 0.5", new Price(0, NEWCOMER, 0.1),
        new Quality(0, NEWCOMER, OptionalDouble.of(0.5))));
    tables.add(joining("at 20 times its cost", new Price(0, NEWCOMER, 20)));
    return tables;
  }

  private static Scenario recovering() {
    List<Change> changes = new ArrayList<>();
    for (Quality change : List.of(new Quality(THIRD, MIDDLE, OptionalDouble.of(0.75)),
        new Quality(2 * THIRD, MIDDLE, OptionalDouble.empty()))) {
      changes.add(change);
      SOON.forEach(later -> changes.add(new Quality(change.at() + later, MIDDLE, change.value())));
    }
    return new Scenario(changes, 0, 0, 0);
  }

  private static PhaseTable joining(String how, Change... changes) {
    List<Change> all = new ArrayList<>(List.of(changes));
    all.add(new Join(THIRD, NEWCOMER));
    return table("A fourth model joins " + how, Optional.of(NEWCOMER), all.toArray(Change[]::new));
  }

  private static PhaseTable table(String title, Optional<String> followed, Change... changes) {
    return new PhaseTable(title, new Scenario(List.of(changes), 0, 0, 0), followed,
        List.of(house(), Contender.named("linucb").orElseThrow()), CEILINGS, SEEDS);
  }

  private String coverage(Halves table) {
    ScoreTable whole = whole(table);
    var coverage = new Coverage();
    for (long seed = 1; seed <= 2 * SEEDS; seed++) {
      Dataset train = data(SplitTable.part(whole, ResultsCommand.LEARNED, 0, seed), names(whole));
      coverage.add(Evaluation.learned(house(), train, OptionalInt.empty(), seed, TrainingLog.NONE).state().policy(),
          data(SplitTable.part(whole, ResultsCommand.LEARNED, 1, seed), names(whole)));
    }
    return coverage.table();
  }
}
