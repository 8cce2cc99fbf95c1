package dev.pointsman.app;

import dev.pointsman.app.Sections.Section;
import dev.pointsman.app.Sections.Told;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.lab.data.ScoreRow;
import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.data.ScoreTables;
import dev.pointsman.lab.data.ScoredModel;
import dev.pointsman.lab.data.Splitter;
import dev.pointsman.routing.FeatureVector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// LLM Bandit's studies: identities, quizzes, and the policy. Each section is kept when it is done, so that a run that was
/// killed goes on where it was.
final class LlmBanditStudies {
  static final String NAME = "llm-bandit";
  static final String OPENLLM = "openllm-v2-dev";
  static final String MMLU = "mmlu-pro-dev";
  static final String ALPACA = "alpacaeval2-dev";
  static final List<String> TABLES = List.of(OPENLLM, MMLU, ALPACA);
  private static final double LEARNED = 0.6;
  private static final long SPLIT_SEED = 1;

  private final Path data;
  private final Path work;
  private final Encoder encoder;
  private final Path cache;
  private final Map<String, Parts> parts = new LinkedHashMap<>();

  /// The two parts of a table, split by the hash of prompts' texts alone, so that a prompt falls into the same part in every
  /// table.
  ///
  /// @param learnedFeatures by row
  /// @param testedFeatures by row
  record Parts(ScoreTable learned, ScoreTable tested, List<FeatureVector> learnedFeatures,
      List<FeatureVector> testedFeatures) {
    List<String> models() {
      return learned.models().stream().map(ScoredModel::name).toList();
    }
  }

  /// @param data folder of the tables
  /// @param work where finished sections are kept
  LlmBanditStudies(Path data, Path work, Encoder encoder, Path cache) {
    this.data = data;
    this.work = work;
    this.encoder = encoder;
    this.cache = cache;
  }

  /// The parts of a table.
  Parts parts(String table) {
    return parts.computeIfAbsent(table, name -> {
      List<Splitter.Part> files = new Splitter(List.of(LEARNED, 1 - LEARNED), SPLIT_SEED)
          .split(data.resolve(name + ".scores.jsonl.gz"), work);
      ScoreTable learned = ScoreTables.read(files.get(0).file());
      ScoreTable tested = ScoreTables.read(files.get(1).file());
      return new Parts(learned, tested, encoded(learned), encoded(tested));
    });
  }

  private List<FeatureVector> encoded(ScoreTable table) {
    return TableEvaluation.encoded(encoder, cache, table.rows().stream().map(ScoreRow::prompt).toList());
  }

  /// All studies.
  ///
  /// @param told of each section when it is done
  void report(Told told) throws IOException, InterruptedException {
    var identities = new IdentityStudies(this);
    var routing = new RoutingStudies(this);
    SequencedMap<String, Section> sections = new LinkedHashMap<>();
    sections.put("routing", () -> routing.table(MMLU) + routing.table(ALPACA));
    sections.put("stability", routing::stability);
    sections.put("identities", identities::identities);
    sections.put("onboarding", identities::onboarding);
    sections.put("newcomer", new NewcomerStudies(routing)::report);
    sections.put("sets", routing::sets);
    sections.put("ablations", routing::ablations);
    sections.put("large", () -> "## Routing among 66 models\n\n" + routing.table(OPENLLM));
    StringBuilder inputs = new StringBuilder(encoder.fingerprint()).append(Fingerprints.code());
    TABLES.forEach(table -> inputs.append(Fingerprints.file(data.resolve(table + ".scores.jsonl.gz"))));
    new Sections(work).report(inputs.toString(), sections, told);
  }
}
