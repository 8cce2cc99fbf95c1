package dev.pointsman.app;

import dev.pointsman.app.config.Config;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.lab.data.ScoreRow;
import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.data.ScoreTables;
import dev.pointsman.lab.data.Splitter;
import dev.pointsman.lab.quiz.Foretold;
import dev.pointsman.lab.quiz.QuizStudy;
import dev.pointsman.lab.quiz.QuizStudy.Point;
import dev.pointsman.lab.quiz.Selection;
import dev.pointsman.lab.train.ResponseTrainer;
import dev.pointsman.lab.train.Responses;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `quiz`: how well new models are foretold after a few prompts.
@Command(name = "quiz", mixinStandardHelpOptions = true, description = {
    "Fits identities to a table without some models, asks each of these a few prompts of one half of another table, and"
        + " tells how well it is foretold on the other half.",
    "Writes DIR/summary.json."})
final class QuizCommand implements Callable<Integer> {
  @Option(names = "--train", required = true, paramLabel = "T", description = "the table that identities are fitted to")
  private Path train = Path.of("");

  @Option(names = "--table", required = true, paramLabel = "E", description = "the table that new models are asked and judged on")
  private Path table = Path.of("");

  @Option(names = "--new", required = true, split = ",", paramLabel = "m1,m2,...", description = "models that are new")
  private List<String> newcomers = new ArrayList<>();

  @Option(names = "--prompts", split = ",", defaultValue = "10,20,50", paramLabel = "N", description = "how many prompts are asked (${DEFAULT-VALUE})")
  private List<Integer> prompts = new ArrayList<>();

  @Option(names = "--selection", split = ",", defaultValue = "quiz,adaptive,random,all", paramLabel = "S", description = "how they are chosen: quiz, adaptive, random, all (${DEFAULT-VALUE})")
  private List<Selection> selections = new ArrayList<>();

  @Option(names = "--seeds", paramLabel = "N", defaultValue = "5", description = "seeds 1 to N, each a fit and a pair of halves (${DEFAULT-VALUE})")
  private int seeds;

  @Option(names = "--encoder", paramLabel = "NAME", defaultValue = "minilm", description = "what makes features of prompts (${DEFAULT-VALUE})")
  private String encoder = "minilm";

  @Option(names = "--cache", paramLabel = "DIR", description = "where encodings are kept (the user's folder for caches)")
  private @Nullable Path cache;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "where the results go")
  private Path out = Path.of("");

  @Spec
  private CommandSpec spec = CommandSpec.create();

  /// The prompts that may be asked, and those that are judged on.
  private record Halves(long seed, Responses asked, Responses judged) {
    static Halves of(Responses all, List<String> texts, long seed) {
      Splitter parts = QuizStudy.halves(seed);
      return new Halves(seed, all.rows(row -> parts.partOf(texts.get(row)) == 0),
          all.rows(row -> parts.partOf(texts.get(row)) == 1));
    }
  }

  @Override
  public Integer call() {
    check();
    Outputs.folder(out);
    try (Encoder loaded = Encoders.load(encoder)) {
      ScoreTable fitted = ScoreTables.read(train);
      ScoreTable asked = ScoreTables.read(table);
      for (String model : newcomers) {
        if (asked.header().indexOf(model).isEmpty()) {
          throw new UserError("--new: " + table + " has no model '" + model + "'; it has "
              + asked.models().stream().map(m -> m.name()).collect(Collectors.joining(", ")));
        }
      }
      List<Point> points = points(responses(fitted, loaded), responses(asked, loaded),
          asked.rows().stream().map(ScoreRow::prompt).toList());
      Files.writeString(out.resolve("summary.json"), json(points));
      tell(points);
      tellWhatIsMissing(points);
    } catch (IOException e) {
      throw Outputs.unwritable(out, e);
    }
    return 0;
  }

  private void check() {
    Repeats.refuse("--new", newcomers);
    if (seeds < 1) {
      throw new UserError("--seeds must be at least 1, not " + seeds);
    }
    for (int count : prompts) {
      if (count < 1) {
        throw new UserError("--prompts must be at least 1, not " + count);
      }
    }
    if (!Config.ENCODERS.contains(encoder) || encoder.equals("none")) {
      throw new UserError("--encoder must tell prompts apart; there is minilm, not " + encoder);
    }
  }

  /// Says of which counts of prompts there is no figure, being more than there are to ask.
  private void tellWhatIsMissing(List<Point> points) {
    for (int count : prompts.stream().distinct().toList()) {
      List<String> without = newcomers.stream().filter(model -> points.stream().noneMatch(
          point -> point.model().equals(model) && point.prompts() == count && point.selection() != Selection.ALL))
          .toList();
      if (selections.stream().anyMatch(selection -> selection != Selection.ALL) && !without.isEmpty()) {
        spec.commandLine().getErr().println("warning: no figures of " + String.join(", ", without) + " for " + count
            + " prompts: of the half of " + table + " that is asked from, " + QuizStudy.POOL
            + " at most, they were run on fewer");
      }
    }
  }

  private Responses responses(ScoreTable scores, Encoder loaded) {
    return Responses.of(scores, TableEvaluation.encoded(loaded, CacheFolder.of(cache),
        scores.rows().stream().map(ScoreRow::prompt).toList()));
  }

  private List<Point> points(Responses fitted, Responses all, List<String> texts) {
    List<Point> points = new ArrayList<>();
    Responses known = QuizStudy.without(fitted, newcomers);
    if (known.size() == 0) {
      throw new UserError("--new names every model of " + train + " that was run; leave some to fit identities to");
    }
    List<Halves> halves = LongStream.rangeClosed(1, seeds).mapToObj(seed -> Halves.of(all, texts, seed)).toList();
    halves.forEach(this::checkOutcomes);
    checkCounts(halves);
    int steps = seeds * (ResponseTrainer.steps(ResponseTrainer.Settings.DEFAULT, List.of(known))
        + newcomers.size() * selections.size());
    try (ProgressBar bar = Progress.bar("quizzing", steps)) {
      for (Halves half : halves) {
        var study = new QuizStudy(QuizStudy.fit(known, List.of(), half.seed(), bar::step), half.asked(), half.judged(),
            half.seed());
        for (String model : newcomers) {
          for (Selection selection : selections) {
            points.addAll(study.points(model, prompts, selection));
            bar.step();
          }
        }
      }
    }
    return points;
  }

  /// Refuses a half that says nothing of a model.
  private void checkOutcomes(Halves halves) {
    for (String model : newcomers) {
      boolean unasked = halves.asked().outcomes(model) == 0;
      if (unasked || halves.judged().outcomes(model) == 0) {
        throw new UserError("--new: " + table + " has no outcome of '" + model + "' in the half that it is "
            + (unasked ? "asked from" : "judged on") + " with seed " + halves.seed()
            + "; give a table where it was run on more prompts");
      }
    }
  }

  /// Refuses counts of prompts of which there would be no figure at all.
  private void checkCounts(List<Halves> halves) {
    int most = halves.stream().map(half -> QuizStudy.pool(half.asked(), half.seed()))
        .flatMap(pool -> newcomers.stream().map(pool::outcomes)).max(Integer::compare).orElse(0);
    if (!selections.contains(Selection.ALL) && prompts.stream().allMatch(count -> count > most)) {
      throw new UserError("--prompts: of the half of " + table + " that is asked from, " + QuizStudy.POOL
          + " at most, no new model was run on more than " + most + "; ask " + most + " or fewer, or --selection all");
    }
  }

  private static String json(List<Point> points) {
    ObjectNode root = JsonMapper.shared().createObjectNode();
    ArrayNode list = root.putArray("points");
    for (Point point : points) {
      ObjectNode node = list.addObject().put("model", point.model()).put("prompts", point.prompts())
          .put("selection", point.selection().toString()).put("seed", point.seed());
      number(node, "auc", point.foretold().auc());
      number(node, "brier", point.foretold().brier());
      number(node, "calibration_error", point.foretold().calibrationError());
    }
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  private static void number(ObjectNode node, String name, double value) {
    if (Double.isNaN(value)) {
      node.putNull(name); // all outcomes alike: there is none
    } else {
      node.put(name, Math.round(1e6 * value) / 1e6);
    }
  }

  /// The mean over those that have the figure.
  private static double mean(List<Foretold> foretold, ToDoubleFunction<Foretold> figure) {
    return foretold.stream().mapToDouble(figure).filter(value -> !Double.isNaN(value)).average().orElse(Double.NaN);
  }

  private void tell(List<Point> points) {
    PrintWriter print = spec.commandLine().getOut();
    print.printf(Locale.ROOT, "%-10s %8s  %7s  %7s  %17s%n", "selection", "prompts", "AUC", "Brier",
        "calibration error");
    for (Selection selection : selections) {
      Stream<Integer> counts = selection == Selection.ALL ? Stream.of(0) : prompts.stream();
      counts.forEach(count -> {
        List<Foretold> own = points.stream()
            .filter(p -> p.selection() == selection && (count == 0 || p.prompts() == count)).map(Point::foretold)
            .toList();
        if (!own.isEmpty()) {
          print.printf(Locale.ROOT, "%-10s %8s  %7.4f  %7.4f  %17.4f%n", selection, count == 0 ? "half" : count,
              mean(own, Foretold::auc), mean(own, Foretold::brier), mean(own, Foretold::calibrationError));
        }
      });
    }
    print.println(out.resolve("summary.json") + " tells all");
    print.flush();
  }
}
