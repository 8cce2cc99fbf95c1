package dev.pointsman.lab.quiz;

import dev.pointsman.identity.Answered;
import dev.pointsman.identity.Inference;
import dev.pointsman.identity.Inference.Posterior;
import dev.pointsman.identity.Population;
import dev.pointsman.identity.Quiz;
import dev.pointsman.identity.ResponseModel;
import dev.pointsman.lab.data.Splitter;
import dev.pointsman.lab.train.ResponseTrainer;
import dev.pointsman.lab.train.ResponseTrainer.Trained;
import dev.pointsman.lab.train.Responses;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Models that a fit did not see are asked some prompts of one half of a table, and foretold on the other half.
public final class QuizStudy {
  /// Prompts that a quiz may choose from, at most.
  public static final int POOL = 1000;
  /// What chance chose counts as the mean of so many draws.
  private static final int DRAWS = 8;
  /// Far from the seeds by which tables are split into parts: the seed of a part puts all of its prompts into one half.
  private static final long HALVES_SEED = 1_000_000;

  private final Trained trained;
  private final Inference inference;
  private final Responses half;
  private final Responses asked;
  private final Responses judged;
  private final Quiz quiz;
  private final List<double[]> reads;
  private final long seed;

  /// What came of one quiz.
  ///
  /// @param prompts how many were asked
  public record Point(String model, int prompts, Selection selection, long seed, Foretold foretold) {}

  /// A study.
  ///
  /// @param trained without the models that are new
  /// @param asked prompts that may be asked: all of them, or some out of a pool
  /// @param judged prompts on which models are foretold
  public QuizStudy(Trained trained, Responses asked, Responses judged, long seed) {
    this.trained = trained;
    this.inference = new Inference(trained.model(),
        Population.of(trained.identities().values(), trained.model().length()));
    this.half = asked;
    this.asked = pool(asked, seed);
    this.judged = judged;
    this.quiz = new Quiz(trained.model(), trained.identities().values(), this.asked.features());
    this.reads = judged.features().stream().map(trained.model()::read).toList();
    this.seed = seed;
  }

  /// Splits prompts into those that may be asked and those on which models are foretold.
  public static Splitter halves(long seed) {
    return new Splitter(List.of(0.5, 0.5), HALVES_SEED + seed);
  }

  /// The prompts that a quiz may choose from: some of many, drawn by chance.
  public static Responses pool(Responses all, long seed) {
    List<Integer> order = shuffled(all.size(), new SplittableRandom(seed));
    Set<Integer> kept = new HashSet<>(order.subList(0, Math.min(POOL, order.size())));
    return all.rows(kept::contains);
  }

  /// A fit without some models.
  ///
  /// @param stepped told after each of [ResponseTrainer#steps]
  public static Trained fit(Responses train, List<String> left, long seed, Runnable stepped) {
    return ResponseTrainer.train(ResponseTrainer.Settings.DEFAULT, List.of(without(train, left)), List.of(), seed,
        stepped);
  }

  /// A matrix without some models.
  public static Responses without(Responses responses, List<String> left) {
    return responses.columns(m -> !left.contains(responses.models().get(m)));
  }

  /// Asks a new model, and foretells it.
  ///
  /// @param counts of prompts, of which those above what there is are left out
  public List<Point> points(String model, List<Integer> counts, Selection selection) {
    int column = asked.models().indexOf(model);
    if (selection == Selection.ALL) {
      List<Integer> there = there(half, column);
      Posterior known = inference.posterior(answers(half, there, column));
      return List.of(new Point(model, there.size(), selection, seed, foretold(known, model)));
    }
    List<Integer> there = there(asked, column);
    List<Point> points = new ArrayList<>();
    int most = counts.stream().filter(count -> count <= there.size()).max(Integer::compare).orElse(0);
    List<Integer> inTurn = selection == Selection.ADAPTIVE ? adaptive(there, column, most) : List.of();
    for (int count : counts.stream().filter(count -> count <= there.size()).toList()) {
      Foretold foretold = switch (selection) {
        case QUIZ -> after(quiz.stratified(count, new HashSet<>(there)::contains), column, model);
        case ADAPTIVE -> after(inTurn.subList(0, count), column, model);
        case RANDOM -> random(there, column, count, model);
        case ALL -> throw new IllegalStateException("asked above");
      };
      points.add(new Point(model, count, selection, seed, foretold));
    }
    return points;
  }

  /// The prompts on which a model was run.
  private static List<Integer> there(Responses responses, int column) {
    return IntStream.range(0, responses.size()).filter(row -> !Double.isNaN(responses.scores()[row][column])).boxed()
        .toList();
  }

  private Foretold random(List<Integer> there, int column, int count, String model) {
    var random = new SplittableRandom(seed * 31 + column);
    List<Foretold> draws = new ArrayList<>();
    for (int draw = 0; draw < DRAWS; draw++) {
      List<Integer> order = new ArrayList<>(there);
      Collections.shuffle(order, Random.from(random));
      draws.add(after(order.subList(0, count), column, model));
    }
    return Foretold.mean(draws);
  }

  private List<Integer> adaptive(List<Integer> there, int column, int count) {
    Set<Integer> closed = new HashSet<>(IntStream.range(0, asked.size()).boxed().toList());
    there.forEach(closed::remove);
    List<Integer> chosen = new ArrayList<>();
    while (chosen.size() < count) {
      int next = quiz.next(inference.posterior(answers(asked, chosen, column)), closed);
      chosen.add(next);
      closed.add(next);
    }
    return chosen;
  }

  private static List<Answered> answers(Responses asked, List<Integer> rows, int column) {
    return rows.stream().map(row -> new Answered(asked.features().get(row), asked.scores()[row][column])).toList();
  }

  private Foretold after(List<Integer> rows, int column, String model) {
    return foretold(inference.posterior(answers(asked, rows, column)), model);
  }

  private Foretold foretold(Posterior known, String model) {
    return foretold(trained.model(), known.mean(), reads, judged, model);
  }

  /// How well a model of an identity is foretold.
  ///
  /// @param reads of the prompts, by the response model
  public static Foretold foretold(ResponseModel responses, double[] identity, List<double[]> reads, Responses judged,
      String model) {
    int column = judged.models().indexOf(model);
    double[] projected = responses.project(identity);
    int[] rows = IntStream.range(0, judged.size()).filter(row -> !Double.isNaN(judged.scores()[row][column])).toArray();
    return Foretold.of(IntStream.of(rows).mapToDouble(row -> responses.quality(reads.get(row), projected)).toArray(),
        IntStream.of(rows).mapToDouble(row -> judged.scores()[row][column]).toArray());
  }

  private static List<Integer> shuffled(int size, SplittableRandom random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
    Collections.shuffle(order, Random.from(random));
    return order;
  }

  /// What prompts bring to a response model.
  public static List<double[]> reads(ResponseModel responses, List<FeatureVector> features) {
    return features.stream().map(responses::read).toList();
  }
}
