package dev.pointsman.app;

import dev.pointsman.app.config.Config;
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
import dev.pointsman.lab.train.BarpPlan;
import dev.pointsman.lab.train.TrainingLog;
import dev.pointsman.lab.train.IdentityTrainer;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.Checkpoint;
import dev.pointsman.policy.CostModel;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.PolicySpec.BarpSpec;
import dev.pointsman.policy.PolicySpec.LlmBanditSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `train`: what a policy learns from a table, and from preferences, as a checkpoint that a router can start from.
@Command(name = "train", mixinStandardHelpOptions = true, description = {
    "Learns a policy from a score table, and from preferences if it has a prior, and writes what it knows to a checkpoint.",
    "A router starts from it (checkpoint: FILE in its configuration); its models are those that go by the table's names."})
final class TrainCommand implements Callable<Integer> {
  /// Fewer leave nothing to choose a cost scale by.
  private static final int LEAST_PROMPTS = 50;

  @Option(names = "--policy", required = true, paramLabel = "P", description = "the policy")
  private String policy = "";

  @Option(names = "--train", required = true, paramLabel = "T", description = "the table to learn from")
  private Path table = Path.of("");

  @Option(names = "--prefs", paramLabel = "F", description = "preference pairs, for policies that start from them or, as llm-bandit, train on them")
  private @Nullable Path prefs;

  @Option(names = "--aliases", paramLabel = "A", description = "CSV of preference name, table name; with --prefs")
  private @Nullable Path aliases;

  @Option(names = "--learn-prompts", paramLabel = "N", description = "learn from the first N prompts of the seed's order; 0: from preferences alone")
  private @Nullable Integer learnPrompts;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of the order and of chance (${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--encoder", paramLabel = "NAME", defaultValue = "minilm", description = "what makes features of prompts (${DEFAULT-VALUE})")
  private String encoder = "minilm";

  @Option(names = "--cache", paramLabel = "DIR", description = "where encodings are kept (the user's folder for caches)")
  private @Nullable Path cache;

  @Option(names = "--out", required = true, paramLabel = "CHECKPOINT", description = "where to write")
  private Path out = Path.of("");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Contender contender = Contender.named(policy).filter(c -> c.spec().isPresent()).orElseThrow(
        () -> new UserError("--policy is unknown, or nothing that learns: " + policy + "; there are "
            + Contender.names().stream().filter(name -> Contender.named(name).orElseThrow().spec().isPresent())
                .collect(Collectors.joining(", "))));
    check(contender);
    Outputs.file(out);
    try (Encoder loaded = Encoders.load(encoder)) {
      Checkpoint checkpoint = checkpoint(contender, loaded);
      Files.write(out, checkpoint.toBytes());
      Files.deleteIfExists(BarpLog.beside(out));
      spec.commandLine().getOut().println("wrote " + out + ": " + checkpoint.provenance());
    } catch (IOException e) {
      throw Outputs.unwritable(out, e);
    }
    return 0;
  }

  private void check(Contender contender) {
    boolean bandit = contender.spec().orElse(null) instanceof LlmBanditSpec;
    if (bandit && encoder.equals("none")) {
      throw new UserError("--policy " + policy + " needs features of prompts; take another --encoder than none");
    }
    if (!contender.isInformable() && (prefs != null || aliases != null)) {
      throw new UserError("--prefs and --aliases are for policies that make something of preferences; " + policy
          + " makes nothing of them, so leave them out");
    }
    if (prefs == null && aliases != null) {
      throw new UserError("--aliases says what to make of preferences; name a file of them with --prefs");
    }
    if (learnPrompts != null && learnPrompts < LEAST_PROMPTS && contender.spec().orElse(null) instanceof BarpSpec) {
      throw new UserError(
          "--learn-prompts must be at least " + LEAST_PROMPTS + " for " + policy + ", not " + learnPrompts);
    }
    if (learnPrompts != null && learnPrompts < 0) {
      throw new UserError("--learn-prompts must be at least 0, not " + learnPrompts);
    }
    if (!Config.ENCODERS.contains(encoder)) {
      throw new UserError("--encoder is unknown: " + encoder + "; there are " + String.join(", ", Config.ENCODERS));
    }
  }

  private Checkpoint checkpoint(Contender contender, Encoder loaded) {
    ScoreTable scores = ScoreTables.read(table);
    SequencedMap<String, String> provenance = new LinkedHashMap<>();
    provenance.put("command", "train --policy " + policy + " --seed " + seed
        + (learnPrompts == null ? "" : " --learn-prompts " + learnPrompts) + " --encoder " + encoder);
    provenance.put("version", TableEvaluation.VERSION);
    provenance.put("table", scores.name() + ", SHA-256 " + Fingerprints.file(table));
    Contender informed = informed(contender, scores, loaded, provenance);
    Dataset data = Dataset.of(scores, scores.models().stream().map(ScoredModel::name).toList(),
        TableEvaluation.encoded(loaded, CacheFolder.of(cache), scores.rows().stream().map(ScoreRow::prompt).toList()));
    if (data.size() == 0) {
      throw new UserError(
          table + " has no prompt with both a score and a cost; give it costs, or prices with token counts");
    }
    if (learnPrompts != null && learnPrompts > data.size()) {
      spec.commandLine().getErr().println("warning: --learn-prompts " + learnPrompts + " is more than the "
          + data.size() + " prompts of " + table + " that can be learned from; " + policy + " learns from all of them");
    }
    Evaluation.Learned learned = learned(informed, data, loaded);
    if (!learned.told().isEmpty()) {
      provenance.put("training", learned.told());
    }
    provenance.put("learning",
        String.format(Locale.ROOT, "%d calls, %.6f USD", learned.calls(), learned.costUsd()));
    boolean priced = scores.models().stream().allMatch(model -> model.pricing().isPresent());
    provenance.put("costs", priced ? "learned against the table's prices" : "not learned: the table has no price list");
    provenance.put("time", Instant.now().toString());
    LearnedState state = learned.state();
    return Checkpoint.of(contender.spec().orElseThrow(), loaded.length(), loaded.fingerprint(), provenance,
        priced ? state : new LearnedState(CostModel.untrained(loaded.length()), state.policy()));
  }

  private Evaluation.Learned learned(Contender contender, Dataset data, Encoder loaded) {
    OptionalInt prompts = learnPrompts == null ? OptionalInt.empty() : OptionalInt.of(learnPrompts);
    if (contender.spec().orElseThrow() instanceof LlmBanditSpec bandit) {
      return identified(contender, bandit, data, prompts);
    }
    if (contender.learning() != Contender.Choosing.BY_ITS_TRAINER
        || !(contender.spec().orElseThrow() instanceof BarpSpec barp)) {
      return Evaluation.learned(contender, data, prompts, seed, TrainingLog.NONE);
    }
    if (loaded.length() == 0) {
      throw new UserError("--policy " + policy + " needs features of prompts; take another --encoder than none");
    }
    String inputs = Fingerprints.of(Fingerprints.file(table), contender.spec().toString(), prompts.toString(),
        Long.toString(seed), loaded.fingerprint(), Fingerprints.code());
    try (var log = new BarpLog(BarpLog.beside(out), inputs,
        BarpPlan.of(barp.recipe()).mostEpochs())) {
      return Evaluation.learned(contender, data, prompts, seed, log);
    }
  }

  private Evaluation.Learned identified(Contender contender, LlmBanditSpec bandit, Dataset data, OptionalInt prompts) {
    Dataset some = data.rows(IntStream.range(0, Math.min(data.size(), prompts.orElse(data.size()))).toArray());
    try (ProgressBar bar = Progress.bar("training",
        IdentityTrainer.steps(IdentityTrainer.Settings.of(bandit), some))) {
      return Evaluation.learned(contender, data, prompts, seed, new TrainingLog() {
        @Override
        public void stepped() {
          bar.step();
        }
      });
    }
  }

  private Contender informed(Contender contender, ScoreTable scores, Encoder loaded,
      SequencedMap<String, String> provenance) {
    if (prefs == null) {
      return contender;
    }
    var training = new PriorTraining(battles(prefs, scores), loaded, CacheFolder.of(cache), seed);
    Contender informed = training.informed(contender, Prior.Kind.PREFS);
    provenance.put("preferences", prefs.getFileName() + ", SHA-256 " + Fingerprints.file(prefs));
    provenance.put("prior", training.told());
    return informed;
  }

  private Battles battles(Path file, ScoreTable scores) {
    Aliases names = aliases == null ? Aliases.shipped() : Aliases.shipped().with(aliases);
    List<String> models = scores.models().stream().map(ScoredModel::name).toList();
    try (PreferenceReader pairs = PreferenceReader.open(file)) {
      return Battles.of(pairs, models, name -> names.nameIn(scores.header(), name), _ -> true);
    }
  }
}
