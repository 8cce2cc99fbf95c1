package dev.pointsman.app;

import dev.pointsman.encoder.Encoder;
import dev.pointsman.lab.data.ScoreRow;
import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.data.ScoreTables;
import dev.pointsman.lab.data.ScoredModel;
import dev.pointsman.lab.data.Splitter;
import dev.pointsman.routing.FeatureVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /// A section of the report.
  interface Section {
    String text() throws IOException;
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

  /// Hears of finished sections.
  interface Told {
    /// A section is done.
    ///
    /// @param section its name
    /// @param text of all that are, as Markdown
    void done(String section, String text) throws IOException;
  }

  /// All studies.
  ///
  /// @param told of each section when it is done
  void report(Told told) throws IOException {
    var identities = new IdentityStudies(this);
    var routing = new RoutingStudies(this);
    Map<String, Section> sections = new LinkedHashMap<>();
    sections.put("routing", () -> routing.table(MMLU) + routing.table(ALPACA));
    sections.put("stability", routing::stability);
    sections.put("identities", identities::identities);
    sections.put("onboarding", identities::onboarding);
    sections.put("newcomer", routing::newcomer);
    sections.put("sets", routing::sets);
    sections.put("ablations", routing::ablations);
    sections.put("large", () -> routing.table(OPENLLM));
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Section> section : sections.entrySet()) {
      text.append(kept(section.getKey(), section.getValue()));
      told.done(section.getKey(), text.toString());
    }
  }

  private String kept(String name, Section section) throws IOException {
    StringBuilder inputs = new StringBuilder(encoder.fingerprint()).append(Fingerprints.code());
    for (String table : TABLES) {
      inputs.append(Fingerprints.file(data.resolve(table + ".scores.jsonl.gz")));
    }
    Path file = work.resolve(name + "-" + Fingerprints.of(inputs.toString()).substring(0, 12) + ".md");
    if (Files.isRegularFile(file)) {
      return Files.readString(file);
    }
    String text = section.text();
    Files.createDirectories(work);
    Path draft = work.resolve(name + ".draft");
    Files.writeString(draft, text);
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    return text;
  }
}
