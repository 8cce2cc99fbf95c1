package dev.pointsman.app;

import dev.pointsman.encoder.Encoder;
import dev.pointsman.lab.data.Aliases;
import dev.pointsman.lab.data.Battles;
import dev.pointsman.lab.data.Encodings;
import dev.pointsman.lab.data.PreferenceReader;
import dev.pointsman.lab.data.ScoreRow;
import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.data.ScoreTables;
import dev.pointsman.lab.data.ScoredModel;
import dev.pointsman.lab.evaluate.Evaluation;
import dev.pointsman.lab.evaluate.Parts;
import dev.pointsman.lab.evaluate.Plan;
import dev.pointsman.lab.report.Plot;
import dev.pointsman.lab.report.ReportText;
import dev.pointsman.lab.report.Summary;
import dev.pointsman.lab.report.SummaryJson;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.lab.world.Scenario;
import dev.pointsman.routing.FeatureVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;

/// An evaluation from files to files: reads two tables, encodes their prompts, runs a plan, and writes `summary.json`,
/// `report.md` and `curves.svg`.
final class TableEvaluation {
  static final String VERSION = "0.1.0";
  private static final String PLOT = "curves.svg";

  private final Path trainFile;
  private final Path testFile;
  private final ScoreTable train;
  private final ScoreTable test;
  private final List<String> models;

  /// Reads the tables.
  ///
  /// @param asked names of models; all that both tables have if empty
  TableEvaluation(Path trainFile, Path testFile, List<String> asked) {
    this.trainFile = trainFile;
    this.testFile = testFile;
    this.train = ScoreTables.read(trainFile);
    this.test = ScoreTables.read(testFile);
    this.models = models(asked);
  }

  private List<String> models(List<String> asked) {
    List<String> both = train.models().stream().map(ScoredModel::name)
        .filter(name -> test.header().indexOf(name).isPresent()).toList();
    for (String name : asked) {
      if (!both.contains(name)) {
        throw new UserError("--models: '" + name + "' is not in both tables; these are: " + String.join(", ", both));
      }
    }
    List<String> chosen = asked.isEmpty() ? both : asked.stream().distinct().toList();
    if (chosen.isEmpty()) {
      throw new UserError(trainFile + " and " + testFile + " have no model in common; evaluate on parts of one table");
    }
    refuseWithoutOutcomes(trainFile, train, chosen);
    refuseWithoutOutcomes(testFile, test, chosen);
    for (String name : chosen) {
      if (hasNoOutcome(train, name) || hasNoOutcome(test, name)) {
        throw new UserError("model '" + name + "' has no prompt with both score and cost in one of the tables;"
            + " leave it out with --models");
      }
    }
    return chosen;
  }

  private static void refuseWithoutOutcomes(Path file, ScoreTable table, List<String> models) {
    if (models.stream().allMatch(name -> hasNoOutcome(table, name))) {
      throw new UserError(file + " has no prompt with both a score and a cost of these models; give it costs, or prices"
          + " with token counts");
    }
  }

  private static boolean hasNoOutcome(ScoreTable table, String name) {
    int model = table.header().indexOf(name).orElseThrow();
    return table.rows().stream().noneMatch(row -> row.wasRun(model) && row.hasCost(model));
  }

  /// The models that are evaluated.
  List<String> models() {
    return models;
  }

  /// Whether a train prompt has an outcome of a model that is there from the start.
  boolean isLearnable(Scenario scenario) {
    return models.stream().anyMatch(name -> scenario.isThereAtFirst(name) && !hasNoOutcome(train, name));
  }

  /// How many train prompts can be learned from: those with an outcome of one of the models.
  long learnable() {
    int[] columns = models.stream().mapToInt(name -> train.header().indexOf(name).orElseThrow()).toArray();
    return train.rows().stream()
        .filter(row -> IntStream.of(columns).anyMatch(model -> row.wasRun(model) && row.hasCost(model))).count();
  }

  /// How many test prompts stand in the train table too.
  long leaked() {
    Set<String> known = new HashSet<>(train.rows().stream().map(ScoreRow::prompt).toList());
    return test.rows().stream().filter(row -> known.contains(row.prompt())).count();
  }

  /// The preferences of a file between the models that are evaluated, none of them on a prompt of the test table.
  Battles battles(Path prefs, Aliases aliases) {
    Set<String> tested = new HashSet<>(test.rows().stream().map(ScoreRow::prompt).toList());
    try (PreferenceReader pairs = PreferenceReader.open(prefs)) {
      return Battles.of(pairs, models, name -> aliases.nameIn(train.header(), name),
          prompt -> !tested.contains(prompt));
    }
  }

  /// Runs and writes.
  ///
  /// @param settings told in the report
  /// @param cache where encodings are kept
  Summary run(Plan plan, SequencedMap<String, String> settings, Encoder encoder, Path cache, Path out)
      throws IOException, InterruptedException {
    List<FeatureVector> features = encoded(encoder, cache);
    Dataset learned = Dataset.of(train, models, features.subList(0, train.rows().size()));
    Dataset deployed = Dataset.of(test, models, features.subList(train.rows().size(), features.size()));
    String inputs = Fingerprints.of(Fingerprints.file(trainFile), Fingerprints.file(testFile), models.toString(),
        encoder.fingerprint(), Fingerprints.code(), plan.toString().replaceAll("contenders=.*?, costWeights", ""));
    var evaluation = new Evaluation(plan, learned, deployed, new Parts(out.resolve("parts"), inputs));
    SequencedMap<String, String> told = new LinkedHashMap<>(settings);
    if (leaked() > 0) {
      told.put("warning", leaked() + " test prompts stand in the train table too");
    }
    try (ProgressBar bar = Progress.bar("evaluating", evaluation.size())) {
      var provenance = new Evaluation.Provenance(told, encoder.fingerprint(), VERSION);
      Summary summary = evaluation.run(provenance, bar::step);
      write(summary, out);
      return summary;
    }
  }

  private List<FeatureVector> encoded(Encoder encoder, Path cache) {
    return encoded(encoder, cache,
        Stream.concat(train.rows().stream(), test.rows().stream()).map(ScoreRow::prompt).toList());
  }

  /// The features of prompts, in their order.
  static List<FeatureVector> encoded(Encoder encoder, Path cache, List<String> prompts) {
    var encodings = new Encodings(cache, encoder);
    long missing = encoder.length() == 0 ? 0 : encodings.missing(prompts);
    if (missing == 0) {
      return encodings.of(prompts, () -> {});
    }
    try (ProgressBar bar = Progress.bar("encoding", missing)) {
      return encodings.of(prompts, bar::step);
    }
  }

  private static void write(Summary summary, Path out) throws IOException {
    Files.createDirectories(out);
    Files.writeString(out.resolve("summary.json"), SummaryJson.text(summary));
    Files.writeString(out.resolve("report.md"), new ReportText(summary).text(PLOT));
    Files.writeString(out.resolve(PLOT), new Plot(summary).curves());
  }
}
