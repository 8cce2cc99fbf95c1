package dev.pointsman.app;

import dev.pointsman.app.config.Config;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.data.ScoreTables;
import dev.pointsman.lab.data.Splitter;
import dev.pointsman.lab.report.Plot;
import dev.pointsman.lab.report.ReportText;
import dev.pointsman.lab.report.Summary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `results`: the studies under `results/`, and the README's table.
@Command(name = "results", mixinStandardHelpOptions = true, description = {
    "Regenerates results/NAME.md and results/NAME.svg from recorded tables, and the README's table.",
    "A run that was killed goes on where it was."})
final class ResultsCommand implements Callable<Integer> {
  private static final long SPLIT_SEED = 1;
  /// The share of a table's prompts that is learned from.
  static final double LEARNED = 0.6;
  private static final double HALF = 0.5;
  private static final String TABLE_ENDING = ".scores.jsonl.gz";

  /// Studies with a file of their own, and the data that each needs.
  private static final SequencedMap<String, List<String>> APART = apart();

  @Option(names = "--only", paramLabel = "NAME", description = "this study alone")
  private @Nullable String only;

  @Option(names = "--data", paramLabel = "DIR", description = "the recorded tables (POINTSMAN_DATA, else ../shared/data beside the project)")
  private @Nullable Path data;

  @Option(names = "--root", paramLabel = "DIR", defaultValue = ".", description = "the project's root (${DEFAULT-VALUE})")
  private Path root = Path.of(".");

  @Option(names = "--cache", paramLabel = "DIR", description = "where encodings are kept (the user's folder for caches)")
  private @Nullable Path cache;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Study> studies = studies();
    Path readme = root.resolve("README.md");
    if (!Files.isRegularFile(readme)) {
      throw new UserError(readme + " does not exist; run this in the project's root, or name it with --root");
    }
    try (Encoder encoder = Encoders.load(Config.ENCODERS.getFirst())) {
      beside(List.of(() -> shorter(studies, encoder), () -> llmBandit(encoder)));
    }
    return 0;
  }

  /// Something that is run beside something else.
  @FunctionalInterface
  private interface Lane {
    void run() throws IOException, InterruptedException;
  }

  /// Runs lanes side by side: LLM Bandit's trainings take one processor, and nearly half of the time of all studies. Where one
  /// fails the others stop with the section or the evaluation that they are at.
  private static void beside(List<Lane> lanes) throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(lanes.size())) {
      var running = new ExecutorCompletionService<Boolean>(threads);
      lanes.forEach(lane -> running.submit(() -> {
        lane.run();
        return true;
      }));
      try {
        for (int done = 0; done < lanes.size(); done++) {
          running.take().get();
        }
      } finally {
        threads.shutdownNow();
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failed -> throw failed;
        case InterruptedException stopped -> throw stopped;
        case RuntimeException failed -> throw failed;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  private void shorter(List<Study> studies, Encoder encoder) throws IOException, InterruptedException {
    PrintWriter print = spec.commandLine().getOut();
    for (Study study : studies) {
      Summary summary = run(study, encoder);
      write(study, summary);
      print.println(study.name() + ": " + root.resolve("results").resolve(study.name() + ".md") + ", "
          + String.format(Locale.ROOT, "%.1f s", summary.seconds()));
      print.flush();
    }
    frontier(encoder);
    pilot(encoder);
    barp(encoder);
    coldStart(encoder);
  }

  private boolean isWanted(String name) {
    return only == null || name.equals(only);
  }

  /// The studies of the house policy, in a file of their own.
  private void frontier(Encoder encoder) throws IOException, InterruptedException {
    if (!isWanted(FrontierStudies.NAME)) {
      return;
    }
    List<Path> learned = new ArrayList<>();
    List<Path> deployed = new ArrayList<>();
    for (String table : FrontierStudies.TABLES) {
      double share = table.equals(FrontierStudies.TABLES.getLast()) ? HALF : LEARNED;
      List<Splitter.Part> parts = parted(table, share, work(FrontierStudies.NAME).resolve(table));
      learned.add(parts.get(0).file());
      deployed.add(parts.get(1).file());
    }
    String told = new FrontierStudies(learned, deployed, folder().resolve(PilotStudies.PREFERENCES), encoder,
        CacheFolder.of(cache), work(FrontierStudies.NAME)).report(done -> progress(FrontierStudies.NAME, done));
    publish(FrontierStudies.NAME, head(FrontierStudies.NAME,
        "The house policy: ideas, preferences, budgets, changes, spread",
        inputs(FrontierStudies.TABLES) + "; split by hash, seed " + SPLIT_SEED + ".",
        "Quality in per cent of the best single model's at a share of its cost, mean over seeds ± one standard error;"
            + " differences seed by seed with a 95 % interval. How it works:"
            + " [ADR 15](../docs/adr/0015-frontier-exploration.md).")
        + told);
  }

  /// The studies of PILOT, in a file of their own.
  private void pilot(Encoder encoder) throws IOException, InterruptedException {
    if (!isWanted(PilotStudies.NAME)) {
      return;
    }
    Path prefs = folder().resolve(PilotStudies.PREFERENCES);
    List<Splitter.Part> parts = parted(PilotStudies.TABLE, LEARNED, work(PilotStudies.NAME));
    String told = new PilotStudies(parts.get(0).file(), parts.get(1).file(), prefs, encoder, CacheFolder.of(cache),
        work(PilotStudies.NAME)).report(done -> progress(PilotStudies.NAME, done));
    publish(PilotStudies.NAME, head(PilotStudies.NAME, "PILOT: preferences before judgements, thresholds for a budget",
        inputs(List.of(PilotStudies.TABLE)) + ", split by hash, seed " + SPLIT_SEED + ", share learned from " + LEARNED
            + "; " + PilotStudies.PREFERENCES + ", SHA-256 " + Fingerprints.file(prefs).substring(0, 12) + "....",
        "Quality in per cent of the best single model's at a share of its cost, mean over seeds ± one standard"
            + " error; differences seed by seed with a 95 % interval. `best-single` is the static mix of single models;"
            + " `predictor` learns from every outcome. What differs between `pilot` and `pilot-paper`:"
            + " [ADR 14](../docs/adr/0014-pilot.md).")
        + told);
  }

  /// The studies of BaRP, in a file of their own.
  private void barp(Encoder encoder) throws IOException, InterruptedException {
    if (!isWanted(BarpStudies.NAME)) {
      return;
    }
    Map<String, List<Splitter.Part>> parts = new LinkedHashMap<>();
    for (String table : BarpStudies.TABLES) {
      parts.put(table, parted(table, LEARNED, work(BarpStudies.NAME).resolve(table)));
    }
    String told = new BarpStudies(parts, encoder, CacheFolder.of(cache), work(BarpStudies.NAME))
        .report(done -> progress(BarpStudies.NAME, done));
    publish(BarpStudies.NAME, head(BarpStudies.NAME, "BaRP: one net for every trade-off, from bandit feedback",
        inputs(BarpStudies.TABLES) + "; split by hash, seed " + SPLIT_SEED + ", share learned from " + LEARNED + ".",
        "Quality and cost in per cent of the best single model's, mean over seeds ± one standard error. What differs"
            + " between `barp` and `barp-paper`: [ADR 16](../docs/adr/0016-barp.md).")
        + told);
  }

  /// The studies of LLM Bandit, in a file of their own, which grows with each.
  private void llmBandit(Encoder encoder) throws IOException, InterruptedException {
    if (!isWanted(LlmBanditStudies.NAME)) {
      return;
    }
    String head = head(LlmBanditStudies.NAME, "LLM Bandit: identities, quizzes, and a policy over any set of models",
        inputs(LlmBanditStudies.TABLES) + "; split by hash, seed " + SPLIT_SEED + ", share learned from " + LEARNED
            + ".",
        "What is ours and what is the paper's: [ADR 17](../docs/adr/0017-llm-bandit.md). Times are the clock's; a whole"
            + " `./pointsman results` runs other studies beside these.");
    new LlmBanditStudies(folder(), work(LlmBanditStudies.NAME), encoder, CacheFolder.of(cache))
        .report((section, text) -> {
          save(LlmBanditStudies.NAME, head + text.strip() + "\n");
          progress(LlmBanditStudies.NAME, section);
        });
    written(LlmBanditStudies.NAME);
  }

  /// What identities of known models are worth at the start, in a file of its own.
  private void coldStart(Encoder encoder) throws IOException, InterruptedException {
    if (!isWanted(ColdStartStudies.NAME)) {
      return;
    }
    Map<String, ScoreTable> learned = new LinkedHashMap<>();
    Map<String, ScoreTable> deployed = new LinkedHashMap<>();
    Map<String, ScoreTable> whole = new LinkedHashMap<>();
    for (String table : ColdStartStudies.TABLES) {
      List<Splitter.Part> parts = parted(table, LEARNED, work(ColdStartStudies.NAME).resolve(table));
      learned.put(table, ScoreTables.read(parts.get(0).file()));
      deployed.put(table, ScoreTables.read(parts.get(1).file()));
      whole.put(table, ScoreTables.read(folder().resolve(table + TABLE_ENDING)));
    }
    String inputs = inputs(ColdStartStudies.TABLES);
    String head = head(ColdStartStudies.NAME, "Known models start known",
        inputs + "; split by hash, seed " + SPLIT_SEED + ", share learned from " + LEARNED + ".",
        "`frontier` serves and learns from its first request on, knowing nothing or what identities foretell. Rewards are"
            + " `(1 - w) quality - w cost / tau`, tau being the 95th percentile of the costs: the best guesses over all prompts"
            + " before the first feedback, and means over the first requests, exploration included, with one standard error;"
            + " differences to starting from nothing seed by seed, with a 95 % interval. How it works:"
            + " [ADR 18](../docs/adr/0018-known-models.md).");
    new ColdStartStudies(learned, deployed, whole, encoder, CacheFolder.of(cache), work(ColdStartStudies.NAME),
        inputs + Fingerprints.code()).report((section, text) -> {
          save(ColdStartStudies.NAME, head + text.strip() + "\n");
          progress(ColdStartStudies.NAME, section);
        });
    written(ColdStartStudies.NAME);
  }

  private Path work(String name) {
    return root.resolve("target").resolve("results").resolve(name);
  }

  private List<Splitter.Part> parted(String table, double share, Path into) {
    return new Splitter(List.of(share, 1 - share), SPLIT_SEED).split(folder().resolve(table + TABLE_ENDING), into);
  }

  private String inputs(List<String> tables) {
    return tables.stream().map(table -> table + ", SHA-256 "
        + Fingerprints.file(folder().resolve(table + TABLE_ENDING)).substring(0, 12) + "...")
        .collect(Collectors.joining("; "));
  }

  private static String head(String name, String title, String inputs, String meaning) {
    return "# " + title + "\n\n`./pointsman results --only " + name + "`, version " + TableEvaluation.VERSION + ". "
        + inputs + "\n\n" + meaning + "\n\n";
  }

  private void progress(String name, String done) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(name + ": " + done);
    err.flush();
  }

  private void publish(String name, String text) throws IOException {
    save(name, text);
    written(name);
  }

  private void save(String name, String text) throws IOException {
    Files.createDirectories(root.resolve("results"));
    Files.writeString(file(name), text);
  }

  private void written(String name) {
    spec.commandLine().getOut().println(name + ": " + file(name));
  }

  private Path file(String name) {
    return root.resolve("results").resolve(name + ".md");
  }

  private List<Study> studies() {
    List<Study> chosen = Study.ALL.stream().filter(study -> isWanted(study.name())).toList();
    if (chosen.isEmpty() && APART.keySet().stream().noneMatch(this::isWanted)) {
      throw new UserError("--only is unknown: " + only + "; there are "
          + Stream.concat(Study.ALL.stream().map(Study::name), APART.keySet().stream())
              .collect(Collectors.joining(", ")));
    }
    APART.forEach((name, files) -> {
      if (isWanted(name)) {
        files.forEach(file -> need(folder().resolve(file)));
      }
    });
    for (Study study : chosen) {
      need(table(study));
    }
    return chosen;
  }

  private static SequencedMap<String, List<String>> apart() {
    SequencedMap<String, List<String>> apart = new LinkedHashMap<>();
    apart.put(FrontierStudies.NAME, files(FrontierStudies.TABLES, PilotStudies.PREFERENCES));
    apart.put(PilotStudies.NAME, files(List.of(PilotStudies.TABLE), PilotStudies.PREFERENCES));
    apart.put(BarpStudies.NAME, files(BarpStudies.TABLES));
    apart.put(LlmBanditStudies.NAME, files(LlmBanditStudies.TABLES));
    apart.put(ColdStartStudies.NAME, files(ColdStartStudies.TABLES));
    return apart;
  }

  private static List<String> files(List<String> tables, String... others) {
    return Stream.concat(tables.stream().map(table -> table + TABLE_ENDING), Stream.of(others)).toList();
  }

  private static void need(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UserError(file + " does not exist; name the folder of the recorded tables with --data");
    }
  }

  private Path table(Study study) {
    return folder().resolve(study.table() + TABLE_ENDING);
  }

  private Path folder() {
    if (data != null) {
      return data;
    }
    String named = System.getenv("POINTSMAN_DATA");
    return named == null || named.isBlank() ? root.resolve("..").resolve("shared").resolve("data") : Path.of(named);
  }

  private Summary run(Study study, Encoder encoder) throws IOException, InterruptedException {
    Path work = root.resolve("target").resolve("results").resolve(study.name());
    List<Splitter.Part> parts = new Splitter(List.of(study.learned(), 1 - study.learned()), SPLIT_SEED)
        .split(table(study), work);
    var evaluation = new TableEvaluation(parts.get(0).file(), parts.get(1).file(), study.models());
    return evaluation.run(study.plan(), settings(study), encoder, CacheFolder.of(cache), work);
  }

  private SequencedMap<String, String> settings(Study study) {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("command", "`./pointsman results --only " + study.name() + "`");
    settings.put("data",
        study.table() + ", SHA-256 " + Fingerprints.file(table(study)).substring(0, 12) + "..., split by"
            + " hash, seed " + SPLIT_SEED + ", share learned from " + study.learned());
    settings.put("seeds", "1 to " + study.seeds());
    settings.put("deployment", study.online() ? "online, still learning" : "frozen");
    return settings;
  }

  private void write(Study study, Summary summary) throws IOException {
    Path results = root.resolve("results");
    Files.createDirectories(results);
    var report = new ReportText(summary);
    Files.writeString(results.resolve(study.name() + ".svg"), new Plot(summary).curves());
    Files.writeString(results.resolve(study.name() + ".md"), report.text(study.name() + ".svg").replaceFirst("# .*",
        "# " + Matcher.quoteReplacement(study.title())));
    if (study.inReadme()) {
      Path readme = root.resolve("README.md");
      String block = "**" + study.title() + "** ([all of it](results/" + study.name() + ".md)): "
          + summary.test().prompts() + " test prompts, learned from " + summary.train().prompts() + ", "
          + study.seeds() + " seeds.\n\n" + report.brief();
      Files.writeString(readme, placed(Files.readString(readme), study.name(), block));
    }
  }

  /// A text with a study's block between its markers.
  static String placed(String text, String study, String block) {
    String begin = "<!-- results: " + study + " -->\n";
    String end = "<!-- end of " + study + " -->";
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new UserError(
          "README.md has no markers " + begin.strip() + " and " + end + "; put them where the table goes");
    }
    return text.substring(0, from + begin.length()) + block + text.substring(to);
  }
}
