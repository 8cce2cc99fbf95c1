package dev.pointsman.app;

import dev.pointsman.app.Sections.Section;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.lab.data.ScoreRow;
import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.data.ScoreTables;
import dev.pointsman.lab.data.ScoredModel;
import dev.pointsman.lab.data.Splitter;
import dev.pointsman.lab.evaluate.Contender;
import dev.pointsman.lab.evaluate.Evaluation;
import dev.pointsman.lab.evaluate.Parts;
import dev.pointsman.lab.evaluate.Plan;
import dev.pointsman.lab.report.Summary;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.lab.world.Scenario;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// BaRP's studies: the dial, in and out of distribution, what training costs, learners, heads, the single-pass variant, and a
/// model that joins. Each is kept when it is done, so that a run that was killed goes on.
final class BarpStudies {
  static final String NAME = "barp";
  static final String ROUTERBENCH = "routerbench-dev";
  static final String MMLU_PRO = "mmlu-pro-dev";
  static final String ULAB = "ulab-llmrouter";
  static final List<String> TABLES = List.of(ROUTERBENCH, MMLU_PRO, ULAB);
  static final int SEEDS = 3;
  /// Every third of the tasks by name.
  private static final int THIRD = 3;

  private final Map<String, List<Splitter.Part>> parts;
  private final Encoder encoder;
  private final Path cache;
  private final Path work;

  /// Two parts of a table, all of its models or some.
  ///
  /// @param inputs names the data
  record Halves(String table, Dataset train, Dataset test, String inputs) {
    Halves only(Set<String> tasks) {
      return new Halves(table, rows(train, tasks, false), rows(test, tasks, true), inputs + tasks);
    }

    private static Dataset rows(Dataset data, Set<String> tasks, boolean in) {
      return data.rows(IntStream.range(0, data.size()).filter(row -> tasks.contains(data.task(row)) == in).toArray());
    }
  }

  /// Studies on parts of tables.
  ///
  /// @param parts by table, the one that is learned from first
  /// @param work where finished sections are kept
  BarpStudies(Map<String, List<Splitter.Part>> parts, Encoder encoder, Path cache, Path work) {
    this.parts = parts;
    this.encoder = encoder;
    this.cache = cache;
    this.work = work;
  }

  /// All studies, as Markdown.
  ///
  /// @param told of each when it is done
  String report(Consumer<String> told) throws InterruptedException {
    StringBuilder text = new StringBuilder();
    Halves routerbench = halves(ROUTERBENCH, Optional.empty());
    for (Halves halves : List.of(routerbench, halves(MMLU_PRO, Optional.empty()))) {
      text.append(kept("the dial on " + halves.table(), halves.inputs(), () -> dial(halves), told));
    }
    text.append("## Out of distribution\n\n");
    Halves ulab = halves(ULAB, Optional.empty());
    List<String> tasks = IntStream.range(0, ulab.train().size()).mapToObj(ulab.train()::task).distinct().sorted()
        .toList();
    Set<String> third = Set.copyOf(IntStream.range(0, tasks.size()).filter(i -> i % THIRD == THIRD - 1)
        .mapToObj(tasks::get).toList());
    for (Halves shifted : List.of(routerbench.only(Set.of("mbpp")), ulab.only(third))) {
      String left = shifted.table().equals(ULAB) ? String.join(", ", third.stream().sorted().toList()) : "mbpp";
      text.append(kept("out of distribution on " + shifted.table(), shifted.inputs(),
          () -> new BarpTables(shifted).shift(left), told));
    }
    var tables = new BarpTables(routerbench);
    text.append(kept("learners", routerbench.inputs(), tables::learners, told));
    text.append(kept("heads", routerbench.inputs(), tables::heads, told));
    text.append(kept("one pass", routerbench.inputs(), tables::online, told));
    text.append(
        "## A model joins\n\nThe head is fixed: BaRP can't route to a model that it was not trained with, and gives it"
            + " probability 0. The way round: a row more, started as the row of the model whose judgements are most nearly the"
            + " same on the prompts that the new one is asked, and 20 epochs on what was bought.\n\n");
    for (String newcomer : List.of("gpt-4-1106-preview", "mistralai/mixtral-8x7b-chat")) {
      Halves last = halves(ROUTERBENCH, Optional.of(newcomer));
      text.append(kept(newcomer + " joins", last.inputs(), () -> new BarpTables(last).joins(), told));
    }
    return text.toString();
  }

  private Halves halves(String table, Optional<String> last) {
    ScoreTable train = ScoreTables.read(part(table, 0));
    ScoreTable test = ScoreTables.read(part(table, 1));
    List<String> models = train.models().stream().map(ScoredModel::name)
        .sorted(Comparator.comparing(name -> last.filter(name::equals).isPresent())).toList();
    String inputs = Fingerprints.of(Fingerprints.file(part(table, 0)),
        Fingerprints.file(part(table, 1)), models.toString(), encoder.fingerprint(),
        Fingerprints.code());
    return new Halves(table, data(train, models), data(test, models), inputs);
  }

  private Path part(String table, int which) {
    return Objects.requireNonNull(parts.get(table)).get(which).file();
  }

  private Dataset data(ScoreTable table, List<String> models) {
    return Dataset.of(table, models, TableEvaluation.encoded(encoder, cache,
        table.rows().stream().map(ScoreRow::prompt).toList()));
  }

  private String kept(String name, String inputs, Section section, Consumer<String> told) throws InterruptedException {
    String text = new Sections(work).kept(name, inputs, section);
    told.accept(name);
    return text;
  }

  private String dial(Halves halves) throws InterruptedException {
    List<String> policies = halves.table().equals(ROUTERBENCH)
        ? List.of("barp", "barp-paper", "barp-online", "frontier", "linucb", "predictor", "knn", "best-single",
            "oracle")
        : List.of("barp", "barp-paper", "frontier", "predictor", "knn", "best-single", "oracle");
    var plan = new Plan(policies.stream().map(policy -> Contender.named(policy).orElseThrow()).toList(),
        LongStream.rangeClosed(1, SEEDS).boxed().toList(), EvaluateCommand.dial(), List.of(), false,
        OptionalInt.empty(), Optional.empty(), Scenario.CALM, false, false);
    Summary summary = new Evaluation(plan, halves.train(), halves.test(),
        new Parts(work.resolve("parts-" + halves.table()), halves.inputs() + plan.costWeights()))
        .run(new Evaluation.Provenance(new LinkedHashMap<>(), "", ""), () -> {});
    return new BarpDial(halves.table(), summary).text();
  }
}
