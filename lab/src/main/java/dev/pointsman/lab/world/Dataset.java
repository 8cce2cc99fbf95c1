package dev.pointsman.lab.world;

import dev.pointsman.lab.data.ScoreRow;
import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.data.ScoredModel;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Pricing;
import dev.pointsman.routing.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/// A score table made ready to be replayed: the models of an evaluation, prompts with their features, and what each model
/// made of each prompt. Immutable; models go by their index.
///
/// A model is a candidate for a prompt where its score and its cost are known; prompts without any candidate are left
/// out.
public final class Dataset {
  /// What a call is listed at where there are no prices: the same for every model, so that it says nothing.
  private static final Money NOMINAL = new Money(1_000_000);
  private static final int CHARS_PER_TOKEN = 4;
  private static final int TYPICAL_OUTPUT = 300;
  private static final double TAU_QUANTILE = 0.95;
  /// The finest amount of money, in dollars.
  private static final double FINEST = 1e-9;

  private final String name;
  private final List<String> models;
  private final List<Arm> arms;
  private final List<Row> rows;

  /// One prompt.
  ///
  /// @param quality by model, NaN where it is no candidate
  /// @param cost by model, US dollars, NaN where it is no candidate
  /// @param listed by model, what its price list makes of the prompt
  @SuppressWarnings("ArrayRecordComponent") // read-only by agreement, never compared
  record Row(String id, String task, FeatureVector features, double[] quality, double[] cost, Candidate[] listed) {}

  private Dataset(String name, List<String> models, List<Row> rows) {
    this.name = name;
    this.models = models;
    this.arms = models.stream().map(Arm::new).toList();
    this.rows = rows;
  }

  /// The part of a table that is about some models.
  ///
  /// @param models names of models that the table has
  /// @param features by row of the table
  public static Dataset of(ScoreTable table, List<String> models, List<FeatureVector> features) {
    return of(table, models, features, _ -> 1);
  }

  /// The same where models are known to write more or less than a typical one.
  ///
  /// @param verbosity how many times as much, by model
  public static Dataset of(ScoreTable table, List<String> models, List<FeatureVector> features,
      ToDoubleFunction<String> verbosity) {
    int[] columns = models.stream().mapToInt(model -> table.header().indexOf(model).orElseThrow()).toArray();
    double[] factors = models.stream().mapToDouble(verbosity).toArray();
    List<Row> rows = new ArrayList<>();
    for (int r = 0; r < table.rows().size(); r++) {
      Row row = row(table, table.rows().get(r), columns, features.get(r), factors);
      if (Arrays.stream(row.quality).anyMatch(quality -> !Double.isNaN(quality))) {
        rows.add(row);
      }
    }
    return new Dataset(table.name(), List.copyOf(models), rows);
  }

  private static Row row(ScoreTable table, ScoreRow from, int[] columns, FeatureVector features,
      double... verbosity) {
    double[] quality = new double[columns.length];
    double[] cost = new double[columns.length];
    Candidate[] listed = new Candidate[columns.length];
    for (int m = 0; m < columns.length; m++) {
      boolean candidate = from.wasRun(columns[m]) && from.hasCost(columns[m]);
      quality[m] = candidate ? from.score(columns[m]) : Double.NaN;
      cost[m] = candidate ? from.cost(columns[m]) : Double.NaN;
      ScoredModel model = table.models().get(columns[m]);
      listed[m] = Candidate.listed(new Arm(model.name()),
          listed(model.pricing(), from, verbosity[m]));
    }
    return new Row(from.id(), from.task(), features, quality, cost, listed);
  }

  private static Money listed(Optional<Pricing> pricing, ScoreRow row, double verbosity) {
    OptionalInt tokens = row.inputTokens();
    int input = tokens.orElse(row.prompt().length() / CHARS_PER_TOKEN + 1);
    return pricing.map(p -> p.cost(Usage.of(input, Math.round(TYPICAL_OUTPUT * verbosity))))
        .filter(cost -> cost.nanoUsd() > 0).orElse(NOMINAL);
  }

  /// The same without features and prices, for policies that look at no prompt.
  public Dataset blind() {
    List<Row> blind = rows.stream().map(row -> {
      Candidate[] listed = new Candidate[row.listed.length];
      Arrays.setAll(listed, m -> Candidate.listed(row.listed[m].arm(), NOMINAL));
      return new Row(row.id, row.task, FeatureVector.of(), row.quality, row.cost, listed);
    }).toList();
    return new Dataset(name, models, blind);
  }

  /// Some of its rows.
  public Dataset rows(int... some) {
    return new Dataset(name, models, Arrays.stream(some).mapToObj(rows::get).toList());
  }

  /// Some of its models, and the prompts for which one of them is a candidate.
  ///
  /// @param some names of its models
  public Dataset only(List<String> some) {
    int[] columns = some.stream().mapToInt(models::indexOf).toArray();
    List<Row> kept = new ArrayList<>();
    for (Row row : rows) {
      double[] quality = Arrays.stream(columns).mapToDouble(m -> row.quality[m]).toArray();
      if (Arrays.stream(quality).anyMatch(q -> !Double.isNaN(q))) {
        kept.add(new Row(row.id, row.task, row.features, quality,
            Arrays.stream(columns).mapToDouble(m -> row.cost[m]).toArray(),
            Arrays.stream(columns).mapToObj(m -> row.listed[m]).toArray(Candidate[]::new)));
      }
    }
    return new Dataset(name, List.copyOf(some), kept);
  }

  /// The same knowing only some outcomes: other models are no candidates.
  public Dataset knowing(Outcomes some) {
    List<Row> known = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      Row row = rows.get(r);
      double[] quality = row.quality.clone();
      double[] cost = row.cost.clone();
      for (int m = 0; m < quality.length; m++) {
        quality[m] = some.has(r, m) ? quality[m] : Double.NaN;
        cost[m] = some.has(r, m) ? cost[m] : Double.NaN;
      }
      known.add(new Row(row.id, row.task, row.features, quality, cost, row.listed));
    }
    return new Dataset(name, models, known);
  }

  /// The same with the first models only; every prompt stays.
  ///
  /// @param some how many, at least 1
  public Dataset first(int some) {
    List<Row> fewer = rows.stream().map(row -> new Row(row.id, row.task, row.features, Arrays.copyOf(row.quality, some),
        Arrays.copyOf(row.cost, some), Arrays.copyOf(row.listed, some))).toList();
    return new Dataset(name, models.subList(0, some), fewer);
  }

  /// A choice of outcomes.
  @FunctionalInterface
  public interface Outcomes {
    boolean has(int row, int model);
  }

  /// The same without some models.
  Dataset without(List<Integer> left) {
    List<Row> fewer = rows.stream().map(row -> {
      double[] quality = row.quality.clone();
      double[] cost = row.cost.clone();
      left.forEach(m -> quality[m] = Double.NaN);
      left.forEach(m -> cost[m] = Double.NaN);
      return new Row(row.id, row.task, row.features, quality, cost, row.listed);
    }).filter(row -> Arrays.stream(row.quality).anyMatch(quality -> !Double.isNaN(quality))).toList();
    return new Dataset(name, models, fewer);
  }

  public String name() {
    return name;
  }

  public List<String> models() {
    return models;
  }

  public List<Arm> arms() {
    return arms;
  }

  /// The number of prompts.
  public int size() {
    return rows.size();
  }

  /// The number of features of a prompt, `d`.
  public int features() {
    return rows.getFirst().features.length();
  }

  public FeatureVector features(int row) {
    return rows.get(row).features;
  }

  public String task(int row) {
    return rows.get(row).task;
  }

  /// Whether a model can serve a prompt.
  public boolean isCandidate(int row, int model) {
    return !Double.isNaN(rows.get(row).quality[model]);
  }

  /// How many prompts each model can serve, summed over models.
  public long outcomes() {
    return rows.stream().mapToLong(row -> Arrays.stream(row.quality).filter(quality -> !Double.isNaN(quality)).count())
        .sum();
  }

  /// The recorded quality in `[0, 1]`; NaN where the model is no candidate.
  public double quality(int row, int model) {
    return rows.get(row).quality[model];
  }

  /// The recorded cost in US dollars; NaN where the model is no candidate.
  public double cost(int row, int model) {
    return rows.get(row).cost[model];
  }

  /// The model at its listed price for a prompt.
  public Candidate listed(int row, int model) {
    return rows.get(row).listed[model];
  }

  /// The cost scale of a reward, `tau`: the 95th percentile of all recorded costs. Where that is nothing, since most calls are
  /// free, the finest amount of money stands for it, so that a call is either free or as dear as any.
  public double tau() {
    return Math.max(FINEST, costQuantile(TAU_QUANTILE));
  }

  /// A quantile of all recorded costs, by linear interpolation between order statistics.
  ///
  /// @param q in `[0, 1]`
  public double costQuantile(double q) {
    double[] costs = rows.stream().flatMapToDouble(row -> Arrays.stream(row.cost)).filter(cost -> !Double.isNaN(cost))
        .sorted().toArray();
    double at = q * (costs.length - 1);
    int below = (int) Math.floor(at);
    int above = Math.min(costs.length - 1, below + 1);
    return costs[below] + (at - below) * (costs[above] - costs[below]);
  }
}
