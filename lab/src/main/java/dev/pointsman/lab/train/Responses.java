package dev.pointsman.lab.train;

import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.data.ScoredModel;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// What models made of prompts, as a matrix.
///
/// @param models names
/// @param features by prompt, length `d`
/// @param scores by prompt and model, in `[0, 1]`; NaN where a model was not run
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement, compared by nobody
public record Responses(List<String> models, List<FeatureVector> features, double[][] scores) {
  public Responses {
    models = List.copyOf(models);
    features = List.copyOf(features);
    if (features.size() != scores.length || Arrays.stream(scores).anyMatch(row -> row.length != scores[0].length)) {
      throw new IllegalArgumentException("scores do not fit " + features.size() + " prompts");
    }
  }

  /// All of a table.
  ///
  /// @param features by row of the table
  public static Responses of(ScoreTable table, List<FeatureVector> features) {
    int models = table.models().size();
    double[][] scores = table.rows().stream()
        .map(row -> IntStream.range(0, models).mapToDouble(row::score).toArray()).toArray(double[][]::new);
    return new Responses(table.models().stream().map(ScoredModel::name).toList(), features, scores);
  }

  /// How many prompts there are.
  public int size() {
    return scores.length;
  }

  /// The models that were run at all.
  public List<String> observed() {
    return IntStream.range(0, models.size())
        .filter(m -> Arrays.stream(scores).anyMatch(row -> !Double.isNaN(row[m]))).mapToObj(models::get).toList();
  }

  /// Only some prompts, by index.
  public Responses rows(IntPredicate wanted) {
    int[] kept = IntStream.range(0, size()).filter(wanted).toArray();
    return new Responses(models, Arrays.stream(kept).mapToObj(features::get).toList(),
        Arrays.stream(kept).mapToObj(row -> scores[row]).toArray(double[][]::new));
  }

  /// Only some models, by index; prompts that none of them was run on go.
  public Responses columns(IntPredicate wanted) {
    int[] kept = IntStream.range(0, models.size()).filter(wanted).toArray();
    List<FeatureVector> rows = new ArrayList<>();
    List<double[]> left = new ArrayList<>();
    for (int row = 0; row < size(); row++) {
      double[] all = scores[row];
      double[] some = Arrays.stream(kept).mapToDouble(m -> all[m]).toArray();
      if (Arrays.stream(some).anyMatch(score -> !Double.isNaN(score))) {
        rows.add(features.get(row));
        left.add(some);
      }
    }
    return new Responses(Arrays.stream(kept).mapToObj(models::get).toList(), rows, left.toArray(double[][]::new));
  }

  /// How many prompts a model was run on.
  public int outcomes(String model) {
    int column = models.indexOf(model);
    return (int) Arrays.stream(scores).filter(row -> !Double.isNaN(row[column])).count();
  }

  /// How many scores there are.
  public long count() {
    return Arrays.stream(scores).mapToLong(row -> Arrays.stream(row).filter(score -> !Double.isNaN(score)).count())
        .sum();
  }

  /// The same with scores of 0 and 1: 1 for those above a threshold, which is chosen so that as many are 1 as the mean
  /// score says. The same where they all are already.
  ///
  /// Source: LLM Bandit, arXiv 2502.02743, equation B.2.
  public Responses binarised() {
    return threshold().map(above -> new Responses(models, features,
        Arrays.stream(scores).map(row -> Arrays.stream(row)
            .map(score -> Double.isNaN(score) ? score : score > above ? 1 : 0).toArray()).toArray(double[][]::new)))
        .orElse(this);
  }

  private Optional<Double> threshold() {
    double[] all = Arrays.stream(scores).flatMapToDouble(Arrays::stream).filter(score -> !Double.isNaN(score)).sorted()
        .toArray();
    if (Arrays.stream(all).allMatch(score -> score == 0 || score == 1)) {
      return Optional.empty();
    }
    int ones = (int) Math.round(Arrays.stream(all).sum());
    return Optional.of(all[Math.clamp(all.length - ones - 1, 0, all.length - 1)]);
  }
}
