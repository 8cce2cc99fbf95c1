package dev.pointsman.lab.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import dev.pointsman.identity.Calibration;
import dev.pointsman.identity.Identity;
import dev.pointsman.identity.ResponseModel;
import dev.pointsman.lab.data.Battles;
import dev.pointsman.neural.Dense;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Fits a response model and the identity of each model, from score tables and preferences together: `q(I) = N(mu, sigma^2)`
/// with draws `mu + sigma eps`, the cross-entropy of scores and of winners, and the divergence of `q` from `N(0, I)`, all per
/// score, by Adam.
///
/// Beside the fit to all prompts there is one to all but each fold of them, which foretells the prompts it did not see: the
/// calibration is fitted to that, and so is whatever corrects the predictions later. A batch is some prompts of one table
/// with all of its models, and a few preferences.
///
/// Source: LLM Bandit, arXiv 2502.02743, equations 2 to 4 and B.1, appendix E.3.
public final class ResponseTrainer {
  private static final int PAIRS = 256;
  /// Small tables are gone through so often, at most.
  private static final int MOST_EPOCHS = 100;

  /// How it is trained.
  ///
  /// @param length of an identity, `D`
  /// @param units of each hidden layer, `H`
  /// @param epochs over the tables, at least
  /// @param steps at least, so that small tables are gone through more often, up to a hundred times
  /// @param prompts in a batch
  /// @param rate of Adam at first; after each epoch, or as great a share of the steps, `decay` of the rate before
  /// @param penalty on squared weights, per observation
  /// @param soft whether graded scores are taken as they are, or binarised
  /// @param folds that are foretold by a fit to all others, at least 2
  public record Settings(int length, int units, int epochs, int steps, int prompts, double rate, double decay,
      double penalty, boolean soft, int folds) {
    /// What was found on splits inside train parts.
    public static final Settings DEFAULT = new Settings(16, 64, 10, 1500, 16, 2e-3, 0.8, 3e-5, true, 3);
    /// Appendix E.3 and equation B.2; lengths, units and batches of so many prompts, not observations, are ours, as are the folds, by
    /// which the calibration is fitted.
    public static final Settings PUBLISHED = new Settings(16, 64, 10, 0, 16, 1e-3, 0.95, 0, false, 3);
  }

  /// What was trained.
  ///
  /// @param identities by model, of those of which something was observed
  /// @param unseen by table, what its prompts were foretold by a fit that did not see them, calibrated; NaN where a model
  ///     was not run
  public record Trained(ResponseModel model, SequencedMap<String, Identity> identities, List<double[][]> unseen) {
    /// The identity of a model, which is any of `N(0, I)` where nothing was observed of it.
    public Identity identity(String name) {
      Identity observed = ((Map<String, Identity>) identities).get(name);
      return observed == null ? Identity.standard(model.length()) : observed;
    }
  }

  /// Preferences on prompts.
  ///
  /// @param features by prompt of the battles
  public record Preferences(Battles battles, List<FeatureVector> features) {}

  private final Settings settings;
  private final List<Responses> tables;
  private final List<Preferences> preferences;
  private final List<String> models;
  private final SplittableRandom random;
  private final SequencedMap<String, NDArray> parameters = new LinkedHashMap<>();

  private ResponseTrainer(Settings settings, List<Responses> tables, List<Preferences> preferences, long seed) {
    this.settings = settings;
    this.tables = tables.stream().map(table -> settings.soft ? table : table.binarised()).toList();
    this.preferences = preferences.stream().filter(p -> !p.battles.battles().isEmpty()).toList();
    this.random = new SplittableRandom(seed);
    List<String> all = new ArrayList<>();
    tables.forEach(table -> all.addAll(table.models()));
    preferences.forEach(p -> all.addAll(p.battles.models()));
    this.models = all.stream().distinct().toList();
  }

  /// Trains.
  ///
  /// @param tables at least one, of features of one length
  /// @param preferences may be empty
  /// @param stepped told after each of [#steps]
  public static Trained train(Settings settings, List<Responses> tables, List<Preferences> preferences, long seed,
      Runnable stepped) {
    Trained trained = new ResponseTrainer(settings, tables, preferences, seed).trained(stepped);
    var crossed = new CrossFit(tables, settings.folds);
    for (int fold = 0; fold < settings.folds; fold++) {
      List<Responses> kept = crossed.kept(fold);
      if (kept.stream().anyMatch(table -> table.size() > 0)) {
        crossed.foretold(fold, new ResponseTrainer(settings, kept, preferences, seed).trained(stepped));
      }
    }
    Calibration calibration = PlattScaling.fit(crossed.observations());
    SequencedMap<String, Identity> identities = new LinkedHashMap<>(trained.identities);
    identities.keySet().retainAll(observed(tables, preferences));
    return new Trained(trained.model.calibrated(calibration), identities, crossed.foretold(calibration));
  }

  private static Set<String> observed(List<Responses> tables, List<Preferences> preferences) {
    Set<String> observed = new HashSet<>();
    tables.forEach(table -> observed.addAll(table.observed()));
    preferences.forEach(some -> some.battles.battles().forEach(battle -> {
      observed.add(some.battles.models().get(battle.winner()));
      observed.add(some.battles.models().get(battle.loser()));
    }));
    return observed;
  }

  /// How many steps a training takes.
  public static int steps(Settings settings, List<Responses> tables) {
    var crossed = new CrossFit(tables, settings.folds);
    return batches(settings, tables) + IntStream.range(0, settings.folds)
        .map(fold -> batches(settings, crossed.kept(fold))).sum();
  }

  private static int batches(Settings settings, List<Responses> tables) {
    int epoch = tables.stream().mapToInt(t -> Math.ceilDiv(t.size(), settings.prompts)).sum();
    int more = Math.min(MOST_EPOCHS, Math.ceilDiv(settings.steps, Math.max(1, epoch)));
    return epoch * Math.max(settings.epochs, more);
  }

  private Trained trained(Runnable stepped) {
    int d = tables.getFirst().features().getFirst().length();
    try (NDManager manager = Torch.engine().newBaseManager()) {
      create(manager, d);
      Map<String, Optimizer> optimizers = new LinkedHashMap<>();
      var schedule = new Schedule((float) settings.rate);
      parameters.keySet().forEach(name -> optimizers.put(name,
          Optimizer.adam().optLearningRateTracker(schedule).build()));
      int steps = batches(settings, tables);
      for (int step = 0; step < steps;) {
        double epoch = Math.floor((double) step / steps * settings.epochs);
        schedule.rate((float) (settings.rate * Math.pow(settings.decay, epoch)));
        for (Batch batch : batches()) {
          step++;
          step(manager, batch, optimizers);
          stepped.run();
        }
      }
      return result();
    }
  }

  /// Prompts of a table.
  private record Batch(int table, List<Integer> rows) {}

  private List<Batch> batches() {
    List<Batch> batches = new ArrayList<>();
    for (int t = 0; t < tables.size(); t++) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, tables.get(t).size()).boxed().toList());
      Collections.shuffle(order, Random.from(random));
      for (int from = 0; from < order.size(); from += settings.prompts) {
        batches.add(new Batch(t, order.subList(from, Math.min(order.size(), from + settings.prompts))));
      }
    }
    Collections.shuffle(batches, Random.from(random));
    return batches;
  }

  private void create(NDManager manager, int d) {
    int h = settings.units;
    int length = settings.length;
    parameter(manager, "prompt", d, h, 1 / Math.sqrt(d) * 2);
    parameter(manager, "prompt_bias", 1, h, 0);
    parameter(manager, "identity", length, h, 1 / Math.sqrt(length));
    parameter(manager, "hidden", h, h, 1 / Math.sqrt(h));
    parameter(manager, "hidden_bias", 1, h, 0);
    parameter(manager, "correct", h, 1, 1 / Math.sqrt(h));
    parameter(manager, "correct_bias", 1, 1, 0);
    parameter(manager, "strength", h, 1, 1 / Math.sqrt(h));
    parameter(manager, "mu", models.size(), length, 0.1);
    parameter(manager, "log_sigma", models.size(), length, 0);
    parameters.values().forEach(p -> p.setRequiresGradient(true));
  }

  private void parameter(NDManager manager, String name, int rows, int columns, double spread) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (name.equals("log_sigma") ? -1 : spread * random.nextGaussian());
    }
    parameters.put(name, Torch.aligned(manager.create(values, new Shape(rows, columns))));
  }

  private NDArray p(String name) {
    return Objects.requireNonNull(((Map<String, NDArray>) parameters).get(name));
  }

  private void step(NDManager manager, Batch batch, Map<String, Optimizer> optimizers) {
    Torch.alone(() -> stepAlone(manager, batch, optimizers));
  }

  private void stepAlone(NDManager manager, Batch batch, Map<String, Optimizer> optimizers) {
    Responses table = tables.get(batch.table);
    try (NDManager pass = manager.newSubManager()) {
      pass.tempAttachAll(parameters.values().toArray(NDArray[]::new));
      NDArray x = Torch.aligned(pass.create(rows(batch.rows.stream().map(table.features()::get).toList())));
      float[][] y = new float[batch.rows.size()][];
      float[][] known = new float[batch.rows.size()][];
      double count = fill(table, batch, y, known);
      NDArray scores = Torch.aligned(pass.create(y));
      NDArray mask = Torch.aligned(pass.create(known));
      NDArray chosen = Torch.aligned(pass.create(selection(table.models())));
      NDArray eps = Torch
          .aligned(pass.create(noise(models.size() * settings.length), new Shape(models.size(), settings.length)));
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDArray identities = p("mu").add(p("log_sigma").exp().mul(eps));
        NDArray logits = head(units(x, chosen.matMul(identities)), "correct").add(p("correct_bias"));
        NDArray loss = Activation.softPlus(logits).sub(logits.mul(scores)).mul(mask).sum()
            .mul(Torch.constant(pass, 1 / Math.max(1, count)));
        loss = loss.add(divergence(pass).mul(Torch.constant(pass, 1 / scores())));
        for (Preferences some : preferences) {
          loss = loss.add(pairs(pass, some, identities));
        }
        if (settings.penalty > 0) {
          NDArray squares = p("prompt").square().sum().add(p("hidden").square().sum())
              .add(p("identity").square().sum()).add(p("correct").square().sum()).add(p("strength").square().sum());
          loss = loss.add(squares.mul(Torch.constant(pass, settings.penalty)));
        }
        collector.backward(loss);
      }
      parameters.forEach((name, value) -> {
        if (!(preferences.isEmpty() && name.equals("strength") && settings.penalty == 0)) {
          Torch.update(Objects.requireNonNull(optimizers.get(name)), name, value);
        }
      });
    }
  }

  private static double fill(Responses table, Batch batch, float[][] y, float[][] known) {
    double count = 0;
    for (int i = 0; i < y.length; i++) {
      double[] row = table.scores()[batch.rows.get(i)];
      y[i] = new float[row.length];
      known[i] = new float[row.length];
      for (int m = 0; m < row.length; m++) {
        if (!Double.isNaN(row[m])) {
          y[i][m] = (float) row[m];
          known[i][m] = 1;
          count++;
        }
      }
    }
    return count;
  }

  /// `KL(q(I) || N(0, I))`, over all models.
  private NDArray divergence(NDManager pass) {
    NDArray logs = p("log_sigma").mul(Torch.constant(pass, 2));
    return p("mu").square().add(logs.exp()).sub(logs).sub(1).sum().mul(Torch.constant(pass, 0.5));
  }

  private double scores() {
    return tables.stream().mapToDouble(Responses::count).sum();
  }

  /// Shared units of every prompt with every model, `[P, K, H]`.
  private NDArray units(NDArray x, NDArray identities) {
    NDArray read = x.matMul(p("prompt")).add(p("prompt_bias")).expandDims(1);
    NDArray first = read.add(identities.matMul(p("identity")).expandDims(0)).tanh();
    long prompts = first.getShape().get(0);
    long columns = first.getShape().get(1);
    NDArray flat = first.reshape(prompts * columns, settings.units);
    return flat.matMul(p("hidden")).add(p("hidden_bias")).tanh().reshape(prompts, columns, settings.units);
  }

  private NDArray head(NDArray units, String name) {
    long prompts = units.getShape().get(0);
    long columns = units.getShape().get(1);
    return units.reshape(prompts * columns, settings.units).matMul(p(name)).reshape(prompts, columns);
  }

  /// The cross-entropy of some preferences, drawn by chance.
  private NDArray pairs(NDManager pass, Preferences some, NDArray identities) {
    List<Battles.Battle> all = some.battles.battles();
    List<Battles.Battle> drawn = IntStream.range(0, Math.min(PAIRS, all.size()))
        .mapToObj(_ -> all.get(random.nextInt(all.size()))).toList();
    NDArray x = Torch
        .aligned(pass.create(rows(drawn.stream().map(battle -> some.features.get(battle.prompt())).toList())));
    NDArray read = x.matMul(p("prompt")).add(p("prompt_bias"));
    NDArray winner = strength(read, side(pass, some, drawn, true).matMul(identities));
    NDArray loser = strength(read, side(pass, some, drawn, false).matMul(identities));
    return Activation.softPlus(loser.sub(winner)).mean().mul(Torch.constant(pass, weight(some)));
  }

  /// A preference counts as much as a score, whatever the batches.
  private double weight(Preferences some) {
    return some.battles.battles().size() / scores();
  }

  private NDArray strength(NDArray read, NDArray identities) {
    NDArray first = read.add(identities.matMul(p("identity"))).tanh();
    return first.matMul(p("hidden")).add(p("hidden_bias")).tanh().matMul(p("strength"));
  }

  private NDArray side(NDManager pass, Preferences some, List<Battles.Battle> drawn, boolean winners) {
    float[][] side = new float[drawn.size()][models.size()];
    for (int i = 0; i < side.length; i++) {
      int model = winners ? drawn.get(i).winner() : drawn.get(i).loser();
      side[i][models.indexOf(some.battles.models().get(model))] = 1;
    }
    return Torch.aligned(pass.create(side));
  }

  private float[][] selection(List<String> columns) {
    float[][] selection = new float[columns.size()][models.size()];
    for (int m = 0; m < selection.length; m++) {
      selection[m][models.indexOf(columns.get(m))] = 1;
    }
    return selection;
  }

  private float[] noise(int size) {
    float[] noise = new float[size];
    for (int i = 0; i < size; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return noise;
  }

  static float[][] rows(List<FeatureVector> features) {
    return features.stream().map(FeatureVector::toArray).toArray(float[][]::new);
  }

  private Trained result() {
    Dense correct = layer("correct", "correct_bias");
    var model = new ResponseModel(layer("prompt", "prompt_bias"), layer("identity", ""),
        layer("hidden", "hidden_bias"), correct, layer("strength", ""), Calibration.NONE);
    double[][] mu = Torch.rows(p("mu"));
    double[][] sigma = Torch.rows(p("log_sigma").exp());
    SequencedMap<String, Identity> identities = new LinkedHashMap<>();
    for (int m = 0; m < mu.length; m++) {
      identities.put(models.get(m), new Identity(mu[m], sigma[m]));
    }
    return new Trained(model, identities, List.of());
  }

  private Dense layer(String weights, String bias) {
    double[][] transposed = Torch.rows(p(weights));
    double[][] rows = new double[transposed[0].length][transposed.length];
    for (int i = 0; i < transposed.length; i++) {
      for (int j = 0; j < rows.length; j++) {
        rows[j][i] = transposed[i][j];
      }
    }
    return new Dense(rows, bias.isEmpty() ? new double[rows.length] : Torch.doubles(p(bias)));
  }

}
