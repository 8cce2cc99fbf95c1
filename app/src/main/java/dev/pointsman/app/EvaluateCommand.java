package dev.pointsman.app;

import dev.pointsman.app.config.Config;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.lab.data.Aliases;
import dev.pointsman.lab.evaluate.Contender;
import dev.pointsman.lab.evaluate.Feedback;
import dev.pointsman.lab.evaluate.Plan;
import dev.pointsman.lab.evaluate.Prior;
import dev.pointsman.lab.report.ReportText;
import dev.pointsman.lab.report.Summary;
import dev.pointsman.lab.world.Scenario;
import dev.pointsman.policy.PolicySpec.LlmBanditSpec;
import dev.pointsman.lab.world.ScenarioReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `evaluate`: policies learn from one table and are deployed on another, at every operating point.
@Command(name = "evaluate", mixinStandardHelpOptions = true, description = {
    "Learns policies from one score table and deploys them on another, at every operating point and under several seeds.",
    "Writes DIR/summary.json, DIR/report.md and DIR/curves.svg. A run that was killed goes on where it was."})
final class EvaluateCommand implements Callable<Integer> {
  private static final int DIAL_STEPS = 20;
  private static final List<String> PRIORS = List.of("none", "prefs", "random", "inverted");
  private static final long PRIOR_SEED = 1;

  @Option(names = "--policy", required = true, split = ",", paramLabel = "P", description = "policies, by comma")
  private List<String> policies = new ArrayList<>();

  @Option(names = "--train", required = true, paramLabel = "T", description = "the table to learn from")
  private Path train = Path.of("");

  @Option(names = "--test", required = true, paramLabel = "E", description = "the table to deploy on")
  private Path test = Path.of("");

  @Option(names = "--prefs", paramLabel = "F", description = "preference pairs, for policies that start from them or, as llm-bandit, train on them")
  private @Nullable Path prefs;

  @Option(names = "--aliases", paramLabel = "A", description = "CSV of preference name, table name; with --prefs")
  private @Nullable Path aliases;

  @Option(names = "--prior", paramLabel = "none|prefs|random|inverted", description = "what is made of --prefs")
  private @Nullable String prior;

  @Option(names = "--seeds", paramLabel = "N", defaultValue = "5", description = "seeds 1 to N (${DEFAULT-VALUE})")
  private int seeds;

  @Option(names = "--models", split = ",", paramLabel = "a,b,...", description = "these models only")
  private List<String> models = new ArrayList<>();

  @Option(names = "--cost-weights", split = ",", paramLabel = "W", description = "points of the dial (0,0.05,...,1 unless there are budgets)")
  private List<Double> costWeights = new ArrayList<>();

  @Option(names = "--budgets-per-query", split = ",", paramLabel = "USD", description = "budgets as operating points")
  private List<Double> budgets = new ArrayList<>();

  @Option(names = "--horizon", paramLabel = "known|open", description = "known: a hard cap over the test prompts (pilot); open: a ceiling on the mean cost (all others)")
  private @Nullable String horizon;

  @Option(names = "--learn-prompts", paramLabel = "N", description = "learn from the first N prompts of the seed's order")
  private @Nullable Integer learnPrompts;

  @Option(names = "--feedback", paramLabel = "bandit|full", description = "what every policy learns from (each its own)")
  private @Nullable String feedback;

  @Option(names = "--scenario", paramLabel = "FILE", description = "YAML: what happens during the deployment")
  private @Nullable Path scenario;

  @Option(names = "--online", description = "go on learning in the deployment")
  private boolean online;

  @Option(names = "--task-label", description = "tell every policy the task, as the caller's tags.task")
  private boolean taskLabel;

  @Option(names = "--encoder", paramLabel = "NAME", defaultValue = "minilm", description = "what makes features of prompts (${DEFAULT-VALUE})")
  private String encoder = "minilm";

  @Option(names = "--cache", paramLabel = "DIR", description = "where encodings are kept (the user's folder for caches)")
  private @Nullable Path cache;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "where the results go")
  private Path out = Path.of("");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Contender> contenders = contenders();
    check(contenders);
    Outputs.folder(out);
    PrintWriter err = spec.commandLine().getErr();
    try (Encoder loaded = Encoders.load(encoder)) {
      var evaluation = new TableEvaluation(train, test, models);
      SequencedMap<String, String> settings = settings();
      Plan plan = plan(informed(contenders, evaluation, loaded, settings), evaluation);
      if (learnPrompts != null && learnPrompts > evaluation.learnable()) {
        err.println("warning: --learn-prompts " + learnPrompts + " is more than the " + evaluation.learnable()
            + " prompts of " + train + " that can be learned from; policies learn from all of them");
      }
      if (evaluation.leaked() > 0) {
        err.println(
            "warning: " + evaluation.leaked() + " test prompts stand in the train table too; part tables with split");
      }
      Summary summary = evaluation.run(plan, settings, loaded, CacheFolder.of(cache), out);
      PrintWriter print = spec.commandLine().getOut();
      print.print(new ReportText(summary).curves());
      print.println("\n" + out.resolve("report.md") + " tells all");
      print.flush();
    }
    return 0;
  }

  private List<Contender> contenders() {
    return policies.stream().map(String::strip).map(name -> Contender.named(name).orElseThrow(
        () -> new UserError("--policy is unknown: " + name + "; there are " + String.join(", ", Contender.names()))))
        .map(contender -> "open".equals(horizon) ? contender.paying(Contender.Paying.BY_PACER) : contender).toList();
  }

  /// The contenders with the prior that was asked for.
  private List<Contender> informed(List<Contender> contenders, TableEvaluation evaluation, Encoder loaded,
      SequencedMap<String, String> settings) {
    if (contenders.stream().noneMatch(Contender::isInformable)) {
      return contenders;
    }
    if (prefs == null || "none".equals(prior)) {
      settings.put("prior", "none");
      return contenders;
    }
    Aliases names = aliases == null ? Aliases.shipped() : Aliases.shipped().with(aliases);
    var training = new PriorTraining(evaluation.battles(prefs, names), loaded, CacheFolder.of(cache), PRIOR_SEED);
    Prior.Kind kind = Prior.Kind.valueOf(prior == null ? "PREFS" : prior.toUpperCase(Locale.ROOT));
    List<Contender> informed = contenders.stream().map(contender -> training.informed(contender, kind)).toList();
    settings.put("prior", kind.name().toLowerCase(Locale.ROOT) + ": " + prefs.getFileName() + ", " + training.told());
    return informed;
  }

  private void check(List<Contender> contenders) {
    Repeats.refuse("--policy", policies.stream().map(String::strip).toList());
    Repeats.refuse("--models", models);
    boolean informable = contenders.stream().anyMatch(Contender::isInformable);
    if (!informable && (prefs != null || aliases != null || (prior != null && !prior.equals("none")))) {
      throw new UserError("--prefs, --aliases and --prior are for policies that make something of preferences; none of "
          + String.join(", ", policies) + " does, so leave them out");
    }
    for (Contender contender : contenders) {
      if (encoder.equals("none") && contender.spec().orElse(null) instanceof LlmBanditSpec) {
        throw new UserError(
            "--policy " + contender.name() + " needs features of prompts; take another --encoder than none");
      }
    }
    if (prefs != null && "bandit".equals(feedback)) {
      contenders.stream().filter(Contender::isTrainedOnPairs).findFirst().ifPresent(contender -> {
        throw new UserError(
            "--policy " + contender.name() + " learns preferences together with every outcome of a table;"
                + " leave out --feedback bandit, or evaluate it without --prefs");
      });
    }
    if (prior != null && !PRIORS.contains(prior)) {
      throw new UserError("--prior is one of " + String.join(", ", PRIORS) + ", not " + prior);
    }
    if (prefs == null && (aliases != null || (prior != null && !prior.equals("none")))) {
      throw new UserError("--aliases and --prior say what to make of preferences; name a file of them with --prefs");
    }
    if (seeds < 1) {
      throw new UserError("--seeds must be at least 1, not " + seeds);
    }
    for (double weight : costWeights) {
      if (!(weight >= 0 && weight <= 1)) {
        throw new UserError("--cost-weights must lie in [0, 1], not " + weight);
      }
    }
    for (double budget : budgets) {
      if (!(budget > 0 && budget < Double.POSITIVE_INFINITY)) {
        throw new UserError("--budgets-per-query must be finite and above 0, not " + budget);
      }
    }
    if (horizon != null && !List.of("known", "open").contains(horizon)) {
      throw new UserError("--horizon is known or open, not " + horizon);
    }
    if (feedback != null && !List.of("bandit", "full").contains(feedback)) {
      throw new UserError("--feedback is bandit or full, not " + feedback);
    }
    if (learnPrompts != null && learnPrompts < 1) {
      throw new UserError("--learn-prompts must be at least 1, not " + learnPrompts);
    }
    if (!Config.ENCODERS.contains(encoder)) {
      throw new UserError("--encoder is unknown: " + encoder + "; there are " + String.join(", ", Config.ENCODERS));
    }
  }

  private Plan plan(List<Contender> contenders, TableEvaluation evaluation) {
    List<Double> weights = costWeights.isEmpty() && budgets.isEmpty() ? dial() : costWeights;
    Scenario happens = scenario == null ? Scenario.CALM : ScenarioReader.read(scenario, evaluation.models());
    if (!evaluation.isLearnable(happens)) {
      throw new UserError("--scenario " + scenario + ": every model joins later; leave one to learn from");
    }
    return new Plan(contenders, LongStream.rangeClosed(1, seeds).boxed().toList(), weights, budgets,
        "known".equals(horizon), learnPrompts == null ? OptionalInt.empty() : OptionalInt.of(learnPrompts),
        Optional.ofNullable(feedback).map(name -> Feedback.valueOf(name.toUpperCase(Locale.ROOT))), happens, online,
        taskLabel);
  }

  /// The points of the dial unless others are asked for.
  static List<Double> dial() {
    return IntStream.rangeClosed(0, DIAL_STEPS).mapToObj(i -> i / (double) DIAL_STEPS).toList();
  }

  private SequencedMap<String, String> settings() {
    SequencedMap<String, String> settings = new LinkedHashMap<>();
    settings.put("seeds", "1 to " + seeds);
    settings.put("deployment", online ? "online, still learning" : "frozen");
    if (!budgets.isEmpty()) {
      settings.put("horizon", horizon == null ? "known for pilot, open for all others" : horizon);
    }
    if (learnPrompts != null) {
      settings.put("learn_prompts", learnPrompts.toString());
    }
    if (feedback != null) {
      settings.put("feedback", feedback);
    }
    if (scenario != null) {
      settings.put("scenario", String.valueOf(scenario.getFileName()));
    }
    if (taskLabel) {
      settings.put("task_label", "told to every policy");
    }
    return settings;
  }
}
