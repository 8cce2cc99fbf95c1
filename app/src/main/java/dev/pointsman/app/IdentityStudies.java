package dev.pointsman.app;

import dev.pointsman.app.LlmBanditStudies.Parts;
import dev.pointsman.identity.Kinds;
import dev.pointsman.identity.Population;
import dev.pointsman.lab.data.ScoreRow;
import dev.pointsman.lab.quiz.Additive;
import dev.pointsman.lab.quiz.Foretold;
import dev.pointsman.lab.quiz.QuizStudy;
import dev.pointsman.lab.quiz.QuizStudy.Point;
import dev.pointsman.lab.quiz.Selection;
import dev.pointsman.lab.report.Curves.Spread;
import dev.pointsman.lab.train.Clusters;
import dev.pointsman.lab.train.ResponseTrainer;
import dev.pointsman.lab.train.ResponseTrainer.Trained;
import dev.pointsman.lab.train.Responses;
import dev.pointsman.linear.RidgePrior;
import dev.pointsman.linear.RidgeRegression;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.policy.PolicySpec.LlmBanditSpec;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// How well identities foretell, and what a quiz is worth.
///
/// @param studies whose tables are used
record IdentityStudies(LlmBanditStudies studies) {
  private static final List<Double> PRECISIONS = List.of(3.0, 10.0, 30.0, 100.0);
  private static final int LEFT_OUT = 12;
  private static final int FITS = 3;
  private static final double NOISE = 0.17;
  private static final LlmBanditSpec SPEC = (LlmBanditSpec) PolicySpec.named("llm-bandit").orElseThrow();

  /// Identities beside the two-way additive model and a ridge regression a model.
  String identities() {
    Parts parts = studies.parts(LlmBanditStudies.OPENLLM);
    Responses learned = Responses.of(parts.learned(), parts.learnedFeatures());
    Responses tested = Responses.of(parts.tested(), parts.testedFeatures());
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
        "## Identities: %s%n%n%,d prompts learned from, %,d foretold, %d models. Means over models.%n%n"
            + "| | AUC | Brier | calibration error | seconds |%n|---|---|---|---|---|%n",
        LlmBanditStudies.OPENLLM, learned.size(), tested.size(), learned.models().size()));
    long start = System.nanoTime();
    Trained trained = ResponseTrainer.train(ResponseTrainer.Settings.DEFAULT, List.of(learned), List.of(), 1, () -> {});
    double seconds = (System.nanoTime() - start) / 1e9;
    List<double[]> reads = QuizStudy.reads(trained.model(), tested.features());
    row(text, "identities", learned.models().stream()
        .map(name -> QuizStudy.foretold(trained.model(), trained.identity(name).mean(), reads, tested, name)).toList(),
        seconds);
    Kinds kinds = Clusters.kinds(learned.features(), 1);
    double[][] unseen = trained.unseen().getFirst();
    int d = trained.model().features();
    List<RidgeRegression> corrections = ridges(corrected(learned, unseen), SPEC.corrections(d, kinds),
        (row, m) -> beside(kinds, learned.features().get(row), unseen[row][m]));
    List<double[]> projected = learned.models().stream()
        .map(name -> trained.model().project(trained.identity(name).mean())).toList();
    row(text, "identities and corrections", foretold(tested, (row, m) -> {
      double p = trained.model().quality(reads.get(row), projected.get(m));
      return Math.clamp(p + corrections.get(m).mean(beside(kinds, tested.features().get(row), p)), 0, 1);
    }), 0);
    var additive = new Additive(learned, 1);
    row(text, "prompt cluster + model", foretold(tested, (row, m) -> additive.quality(tested.features().get(row), m)),
        0);
    List<Foretold> best = List.of();
    for (double precision : PRECISIONS) {
      List<RidgeRegression> fits = ridges(learned, RidgePrior.withIntercept(d, 0.5, 2, precision, NOISE),
          (row, _) -> learned.features().get(row).withIntercept());
      List<Foretold> ridge = foretold(tested,
          (row, m) -> Math.clamp(fits.get(m).mean(tested.features().get(row).withIntercept()), 0, 1));
      best = best.isEmpty() || Foretold.mean(ridge).auc() > Foretold.mean(best).auc() ? ridge : best;
    }
    row(text, "a ridge regression a model, the best of four precisions in hindsight", best, 0);
    return text.append('\n').toString();
  }

  private static void row(StringBuilder text, String name, List<Foretold> foretold, double seconds) {
    Foretold mean = Foretold.mean(foretold);
    text.append(String.format(Locale.ROOT, "| %s | %.4f | %.4f | %.4f | %s |%n", name, mean.auc(), mean.brier(),
        mean.calibrationError(), seconds > 0 ? String.format(Locale.ROOT, "%.0f", seconds) : ""));
  }

  private static List<Foretold> foretold(Responses tested, ToDoubleBiFunction<Integer, Integer> quality) {
    List<Foretold> all = new ArrayList<>();
    for (int m = 0; m < tested.models().size(); m++) {
      int model = m;
      int[] rows = IntStream.range(0, tested.size()).filter(row -> !Double.isNaN(tested.scores()[row][model]))
          .toArray();
      all.add(Foretold.of(IntStream.of(rows).mapToDouble(row -> quality.applyAsDouble(row, model)).toArray(),
          IntStream.of(rows).mapToDouble(row -> tested.scores()[row][model]).toArray()));
    }
    return all;
  }

  /// Scores less what fits that did not see the prompt foretold.
  private static Responses corrected(Responses learned, double[][] unseen) {
    double[][] missed = new double[learned.size()][learned.models().size()];
    for (int row = 0; row < missed.length; row++) {
      for (int m = 0; m < missed[row].length; m++) {
        missed[row][m] = learned.scores()[row][m] - unseen[row][m];
      }
    }
    return new Responses(learned.models(), learned.features(), missed);
  }

  private static double[] beside(Kinds kinds, FeatureVector features, double foretold) {
    return Kinds.beside(features, kinds.shares(features), foretold).withIntercept();
  }

  /// @param inputs of a row and a model, with the constant 1 in front
  private static List<RidgeRegression> ridges(Responses learned, RidgePrior prior,
      BiFunction<Integer, Integer, double[]> inputs) {
    List<RidgeRegression> fits = new ArrayList<>();
    for (int m = 0; m < learned.models().size(); m++) {
      int model = m;
      int[] rows = IntStream.range(0, learned.size()).filter(row -> !Double.isNaN(learned.scores()[row][model]))
          .toArray();
      fits.add(RidgeRegression.fitted(prior, IntStream.of(rows).mapToObj(row -> inputs.apply(row, model)).toList(),
          IntStream.of(rows).mapToDouble(row -> learned.scores()[row][model]).toArray()));
    }
    return fits;
  }

  /// Models left out together, quizzed, and foretold.
  String onboarding() {
    Parts parts = studies.parts(LlmBanditStudies.OPENLLM);
    Responses learned = Responses.of(parts.learned(), parts.learnedFeatures());
    Responses tested = Responses.of(parts.tested(), parts.testedFeatures());
    List<String> names = new ArrayList<>(learned.models());
    Collections.shuffle(names, new Random(1));
    List<String> left = names.subList(0, LEFT_OUT);
    List<String> texts = parts.tested().rows().stream().map(ScoreRow::prompt).toList();
    List<Point> points = new ArrayList<>();
    List<Foretold> nothing = new ArrayList<>();
    long start = System.nanoTime();
    for (long seed = 1; seed <= FITS; seed++) {
      var halves = QuizStudy.halves(seed);
      Trained trained = QuizStudy.fit(learned, left, seed, () -> {});
      Responses judged = tested.rows(row -> halves.partOf(texts.get(row)) == 1);
      var study = new QuizStudy(trained,
          QuizStudy.pool(tested.rows(row -> halves.partOf(texts.get(row)) == 0), seed), judged, seed);
      double[] typical = Population.of(trained.identities().values(), trained.model().length()).mean();
      List<double[]> reads = QuizStudy.reads(trained.model(), judged.features());
      for (String model : left) {
        for (Selection selection : Selection.values()) {
          points.addAll(study.points(model, List.of(10, 20, 25, 50), selection));
        }
        nothing.add(QuizStudy.foretold(trained.model(), typical, reads, judged, model));
      }
    }
    return told(points, nothing, (System.nanoTime() - start) / 60e9);
  }

  private static String told(List<Point> points, List<Foretold> nothing, double minutes) {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
        "## Onboarding: %d models left out together, %d fits%n%nMeans over models and fits; random prompts count as the mean"
            + " of eight draws. %.1f minutes.%n%n| prompts | chosen | AUC | Brier | calibration error |%n|---|---|---|---|---|%n",
        LEFT_OUT, FITS, minutes));
    line(text, "none", "", nothing);
    for (int count : new int[] {10, 20, 25, 50}) {
      for (Selection selection : List.of(Selection.QUIZ, Selection.ADAPTIVE, Selection.RANDOM)) {
        line(text, Integer.toString(count), selection.toString(), of(points, count, selection));
      }
    }
    line(text, "the pool", "all", of(points, 0, Selection.ALL));
    text.append("\nDifferences in AUC, model by model and fit by fit, with 95 % intervals:\n\n| | |\n|---|---|\n");
    compared(text, points, 10, Selection.QUIZ, 10, Selection.RANDOM);
    compared(text, points, 20, Selection.QUIZ, 20, Selection.RANDOM);
    compared(text, points, 20, Selection.ADAPTIVE, 20, Selection.RANDOM);
    compared(text, points, 50, Selection.QUIZ, 50, Selection.RANDOM);
    compared(text, points, 25, Selection.ADAPTIVE, 50, Selection.RANDOM);
    compared(text, points, 20, Selection.ADAPTIVE, 20, Selection.QUIZ);
    compared(text, points, 20, Selection.QUIZ, 0, Selection.ALL);
    return text.append('\n').toString();
  }

  private static List<Foretold> of(List<Point> points, int count, Selection selection) {
    return points.stream().filter(p -> p.selection() == selection && (count == 0 || p.prompts() == count))
        .map(Point::foretold).toList();
  }

  private static void line(StringBuilder text, String prompts, String chosen, List<Foretold> foretold) {
    ToDoubleFunction<ToDoubleFunction<Foretold>> mean = figure -> foretold.stream().mapToDouble(figure)
        .filter(Double::isFinite).average().orElse(Double.NaN);
    text.append(String.format(Locale.ROOT, "| %s | %s | %.4f | %.4f | %.4f |%n", prompts, chosen,
        mean.applyAsDouble(Foretold::auc), mean.applyAsDouble(Foretold::brier),
        mean.applyAsDouble(Foretold::calibrationError)));
  }

  private static void compared(StringBuilder text, List<Point> points, int count, Selection selection, int otherCount,
      Selection other) {
    List<Foretold> ones = of(points, count, selection);
    List<Foretold> others = of(points, otherCount, other);
    Spread spread = Spread.of(IntStream.range(0, ones.size()).mapToDouble(i -> ones.get(i).auc() - others.get(i).auc())
        .filter(Double::isFinite).toArray());
    double mean = spread.mean().orElse(0);
    double half = spread.reach();
    text.append(String.format(Locale.ROOT, "| %d %s less %s %s | %+.4f [%+.4f, %+.4f] |%n", count, selection,
        otherCount == 0 ? "" : Integer.toString(otherCount), other, mean, mean - half, mean + half));
  }
}
