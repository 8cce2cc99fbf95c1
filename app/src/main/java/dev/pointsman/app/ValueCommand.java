package dev.pointsman.app;

import dev.pointsman.lab.data.DecisionLog;
import dev.pointsman.lab.data.LogReader;
import dev.pointsman.lab.data.LogRow;
import dev.pointsman.lab.estimate.Refusal;
import dev.pointsman.lab.estimate.Target;
import dev.pointsman.lab.estimate.Valuation;
import dev.pointsman.policy.Checkpoint;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.Context;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `value`: what another policy would have scored and cost on a log.
@Command(name = "value", mixinStandardHelpOptions = true, description = {
    "Values another policy on a log of decisions (./pointsman log --format jsonl): what it would have scored and cost on that traffic.",
    "Without a checkpoint the policy starts from nothing and learns from the log's rows as they come; each is valued before it is learned from.",
    "Refuses (exit code 2) where the log can't support an answer."})
final class ValueCommand implements Callable<Integer> {
  @Option(names = "--policy", required = true, paramLabel = "P", description = "the policy to value")
  private String policy = "";

  @Option(names = "--checkpoint", paramLabel = "C", description = "what the policy has learned, and not from the log's own rows; it stays as it is")
  private @Nullable Path checkpoint;

  @Option(names = "--log", required = true, paramLabel = "FILE", description = "decisions as JSON lines, plain or gzip'd")
  private Path log = Path.of("");

  @Option(names = "--router", paramLabel = "NAME", description = "whose decisions, where the log has several routers'")
  private @Nullable String router;

  @Option(names = "--cost-weight", paramLabel = "W", description = "0 = quality only ... 1 = cost only, instead of the rows' own")
  private @Nullable Double costWeight;

  @Option(names = "--max-exploration", paramLabel = "E", description = "the most probability off the best guess, instead of the rows' own")
  private @Nullable Double maxExploration;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of the bootstrap (${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--json", description = "all figures as one JSON object")
  private boolean json;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  /// What was asked, for the report.
  ///
  /// @param router whose decisions were valued
  /// @param trained whether the policy came from a checkpoint
  record Question(String policy, boolean trained, String router, @Nullable Double costWeight,
      @Nullable Double maxExploration,
      long seed) {}

  @Override
  public Integer call() {
    PolicySpec named = check();
    Optional<Checkpoint> learned = Optional.ofNullable(checkpoint).map(ValueCommand::read);
    Valuation valuation = new Valuation(learned.map(c -> trained(c, named)).orElseGet(() -> Target.learning(named)),
        this::asked);
    try (LogReader rows = DecisionLog.open(log)) {
      String valued = play(rows, row -> {
        learned.ifPresent(c -> checkEncoder(c, row));
        valuation.add(row);
      }, valuation::skip);
      ValueReport report = new ValueReport(
          new Question(policy, learned.isPresent(), valued, costWeight, maxExploration, seed),
          valuation.findings(seed));
      PrintWriter out = spec.commandLine().getOut();
      report.lines(json).forEach(out::println);
      out.flush();
      return 0;
    } catch (Refusal e) {
      throw new UserError(log + " can't tell what " + policy + " would be worth: " + e.getMessage());
    }
  }

  private PolicySpec check() {
    for (Double share : new Double[] {costWeight, maxExploration}) {
      if (share != null && !(share >= 0 && share <= 1)) {
        throw new UserError("--cost-weight and --max-exploration must lie in [0, 1], not " + share);
      }
    }
    return PolicySpec.named(policy).orElseThrow(() -> new UserError(
        "--policy is unknown: " + policy + "; there are " + String.join(", ", PolicySpec.names())));
  }

  private static Checkpoint read(Path file) {
    try {
      return Checkpoint.parse(Files.readAllBytes(file));
    } catch (NoSuchFileException _) {
      throw new UserError("--checkpoint " + file + ": there is no such file");
    } catch (IOException e) {
      throw new UserError("--checkpoint " + file + " can't be read: " + e.getMessage());
    } catch (Checkpoint.Unusable e) {
      throw new UserError("--checkpoint " + file + " can't be used: " + e.getMessage());
    }
  }

  private Target trained(Checkpoint learned, PolicySpec named) {
    try {
      return Target.trained(learned.restored(named, learned.features()));
    } catch (Checkpoint.Unusable e) {
      throw new UserError("--checkpoint " + checkpoint + " can't be used: " + e.getMessage());
    }
  }

  private void checkEncoder(Checkpoint learned, LogRow row) {
    if (row instanceof LogRow.Quizzed(LogRow.Answered question)) {
      checkEncoder(learned, question);
    }
    if (row instanceof LogRow.Answered answered && (!answered.encoder().equals(learned.encoder())
        || answered.context().features().length() != learned.features())) {
      throw new UserError(
          "--checkpoint " + checkpoint + " was learned on " + learned.features() + " features by encoder '"
              + learned.encoder() + "', but row " + row.number() + " of " + log + " has "
              + answered.context().features().length() + " by '" + answered.encoder()
              + "'; give a checkpoint of that encoder");
    }
  }

  private Context asked(Context logged) {
    return new Context(logged.features(),
        costWeight == null ? logged.preference() : logged.preference().withCostWeight(costWeight),
        maxExploration == null ? logged.maxExploration() : maxExploration, logged.group());
  }

  /// Goes through the log once and returns whose decisions were valued.
  ///
  /// @param value takes a row of the router
  /// @param skip counts a row of another
  private String play(LogReader rows, Consumer<LogRow> value, Runnable skip) {
    SequencedSet<String> routers = new TreeSet<>();
    try (ProgressBar bar = Progress.bar("valuing", -1)) {
      while (rows.hasNext()) {
        LogRow row = rows.next();
        row.router().ifPresent(routers::add);
        if (router != null && row.router().filter(router::equals).isEmpty() && row.router().isPresent()) {
          skip.run();
        } else if (router != null || routers.size() <= 1) {
          value.accept(row);
        }
        bar.step();
      }
    }
    if (router == null && routers.size() > 1) {
      throw new UserError(
          log + " has decisions of several routers; name one with --router: " + String.join(", ", routers));
    }
    if (router != null && !routers.contains(router)) {
      throw new UserError(log + " has no decision of router '" + router + "'; there are: "
          + (routers.isEmpty() ? "none" : String.join(", ", routers)));
    }
    return router == null ? routers.stream().findFirst().orElse("none") : router;
  }
}
