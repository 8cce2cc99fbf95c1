package dev.pointsman.lab.train;

import dev.pointsman.identity.KnownModel;
import dev.pointsman.identity.KnownModels;
import dev.pointsman.identity.ResponseModel;
import dev.pointsman.lab.data.ScoreRow;
import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.data.ScoredModel;
import dev.pointsman.lab.data.Spellings;
import dev.pointsman.neural.Dense;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;

/// Finds out what public models make of prompts, and how much they write, from several score tables together. A model that two
/// tables have under different spellings is one.
///
/// Tables differ in how they ask and judge. While it trains, a prompt's features are followed by which table it is of, so that
/// such differences need not be put down to models; what is left when that is averaged is read without it.
public final class KnownModelsTrainer {
  private final Spellings spellings;
  private final List<Source> sources;

  /// A table, and what the encoder made of its prompts.
  ///
  /// @param features by row
  public record Source(ScoreTable table, List<FeatureVector> features) {}

  /// @param sources at least one, of features of one length
  public KnownModelsTrainer(Spellings spellings, List<Source> sources) {
    this.spellings = spellings;
    this.sources = List.copyOf(sources);
  }

  /// The name that a model of a table goes by.
  private String name(ScoredModel model) {
    return spellings.nameOf(model.name()).orElse(model.name());
  }

  private List<String> names(ScoreTable table) {
    return table.models().stream().map(this::name).toList();
  }

  private List<Responses> responses() {
    List<Responses> all = new ArrayList<>();
    for (int t = 0; t < sources.size(); t++) {
      int own = t;
      Responses table = Responses.of(sources.get(t).table, sources.get(t).features.stream()
          .map(features -> tagged(features, own)).toList());
      all.add(new Responses(names(sources.get(t).table), table.features(), table.scores()));
    }
    return all;
  }

  private FeatureVector tagged(FeatureVector features, int table) {
    float[] tagged = Arrays.copyOf(features.toArray(), features.length() + sources.size());
    tagged[features.length() + table] = 1;
    return FeatureVector.of(tagged);
  }

  /// How many steps a training takes.
  public int steps() {
    return ResponseTrainer.steps(ResponseTrainer.Settings.DEFAULT, responses());
  }

  /// Trains.
  ///
  /// @param encoder fingerprint of what made the features
  /// @param provenance told beside it
  /// @param stepped told after each of [#steps]
  public KnownModels train(String encoder, SequencedMap<String, String> provenance, long seed, Runnable stepped) {
    ResponseTrainer.Trained trained = ResponseTrainer.train(ResponseTrainer.Settings.DEFAULT, responses(), List.of(),
        seed, stepped);
    Map<String, Double> verbosity = verbosity();
    Map<String, Long> scores = scores();
    List<KnownModel> models = new ArrayList<>();
    trained.identities().forEach((name, identity) -> models.add(new KnownModel(name, spellings.of(name),
        identity, verbosity.containsKey(name) ? OptionalDouble.of(verbosity.get(name)) : OptionalDouble.empty(),
        scores.getOrDefault(name, 0L))));
    return new KnownModels(encoder, provenance, averaged(trained.model()), models);
  }

  /// The same without the inputs that say which table a prompt is of, each at its mean.
  private ResponseModel averaged(ResponseModel model) {
    int d = sources.getFirst().features.getFirst().length();
    double[][] weights = model.prompt().weights();
    double[] bias = model.prompt().bias().clone();
    double[][] kept = new double[weights.length][];
    for (int unit = 0; unit < weights.length; unit++) {
      kept[unit] = Arrays.copyOf(weights[unit], d);
      bias[unit] += Arrays.stream(weights[unit], d, weights[unit].length).average().orElse(0);
    }
    return new ResponseModel(new Dense(kept, bias), model.identity(), model.hidden(), model.correct(),
        model.strength(), model.calibration());
  }

  private Map<String, Long> scores() {
    Map<String, Long> scores = new LinkedHashMap<>();
    for (Source source : sources) {
      List<String> names = names(source.table);
      for (int m = 0; m < names.size(); m++) {
        int model = m;
        scores.merge(names.get(m), source.table.rows().stream().filter(row -> row.wasRun(model)).count(), Long::sum);
      }
    }
    return scores;
  }

  private Map<String, Double> verbosity() {
    var verbosity = new Verbosity();
    for (Source source : sources) {
      List<String> names = names(source.table);
      Set<String> assumed = assumed(source.table);
      for (ScoreRow row : source.table.rows()) {
        int[] counted = IntStream.range(0, names.size()).filter(m -> row.outputTokens(m).isPresent()).toArray();
        if (counted.length > 0 && !assumed.contains(row.task())) {
          verbosity.add(Arrays.stream(counted).mapToObj(names::get).toList(),
              Arrays.stream(counted).mapToDouble(m -> row.outputTokens(m).orElseThrow()).toArray());
        }
      }
    }
    return verbosity.factors();
  }

  /// Tasks for which a table gives every answer of a model the same number of tokens: nobody counted them.
  private static Set<String> assumed(ScoreTable table) {
    Map<String, Set<Integer>> counts = new HashMap<>();
    for (ScoreRow row : table.rows()) {
      row.outputTokens(0).ifPresent(n -> counts.computeIfAbsent(row.task(), _ -> new HashSet<>()).add(n));
    }
    Set<String> assumed = new HashSet<>();
    counts.forEach((task, different) -> {
      if (different.size() == 1) {
        assumed.add(task);
      }
    });
    return assumed;
  }
}
