package dev.pointsman.lab.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.optimizer.Optimizer;
import dev.pointsman.identity.ChoiceNet;
import dev.pointsman.neural.Activation;
import dev.pointsman.neural.Dense;
import dev.pointsman.neural.Net;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A choice net and its critic whose numbers the autodiff library holds.
final class TorchChoice {
  static final int UNITS = 48;
  private static final int QUERIES = 4;
  private static final int HIDDEN = 64;
  private static final float RATE = 3e-3f;
  private static final float PUBLISHED_RATE = 1e-3f;
  /// What predicted reward counts in the logits at first: a candidate three hundredths behind is taken a third as often.
  private static final float TRUST = 30;

  private final SequencedMap<String, NDArray> parameters = new LinkedHashMap<>();
  private final Map<String, Optimizer> optimizers = new LinkedHashMap<>();
  private final boolean published;
  private final int outputs;
  private final Schedule schedule;

  /// @param features length `d`
  /// @param length of identities, `D`
  TorchChoice(NDManager manager, int features, int length, boolean published, SplittableRandom random) {
    this.published = published;
    this.schedule = new Schedule(published ? PUBLISHED_RATE : RATE);
    this.outputs = published ? length : length + 2;
    int pooled = QUERIES * UNITS + features;
    parameter(manager, "token", length + 2, UNITS, random);
    parameter(manager, "token_bias", 1, UNITS, null);
    parameter(manager, "queries", UNITS, QUERIES, random);
    parameter(manager, "hidden", pooled + 1, HIDDEN, random);
    parameter(manager, "hidden_bias", 1, HIDDEN, null);
    parameter(manager, "out", HIDDEN, outputs, published ? random : null); // where rewards are trusted it corrects nothing at first
    parameter(manager, "out_bias", 1, outputs, null);
    parameter(manager, "critic", pooled, HIDDEN, random);
    parameter(manager, "critic_bias", 1, HIDDEN, null);
    parameter(manager, "value", HIDDEN, 2, random);
    parameter(manager, "value_bias", 1, 2, null);
    if (!published) {
      parameters.put("trust", Torch.aligned(manager.create(new float[] {1}, new Shape(1, 1))));
    }
    parameters.forEach((name, value) -> {
      value.setRequiresGradient(true);
      optimizers.put(name, Optimizer.adam().optLearningRateTracker(schedule).build());
    });
  }

  private void parameter(NDManager manager, String name, int rows, int columns,
      @Nullable SplittableRandom random) {
    float[] values = new float[rows * columns];
    for (int i = 0; random != null && i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() / Math.sqrt(rows));
    }
    parameters.put(name, Torch.aligned(manager.create(values, new Shape(rows, columns))));
  }

  private NDArray p(String name) {
    return Objects.requireNonNull(((Map<String, NDArray>) parameters).get(name));
  }

  /// From now on learns at a share of the full rate.
  void slow(double share) {
    schedule.rate((float) (share * RATE));
  }

  /// Takes the parameters into a pass.
  void attach(NDManager pass) {
    pass.tempAttachAll(parameters.values().toArray(NDArray[]::new));
  }

  /// Moves every parameter along its gradient; the critic's only where it was asked.
  void update(boolean critic) {
    parameters.forEach((name, value) -> {
      if (critic || !(name.startsWith("critic") || name.startsWith("value"))) {
        Torch.update(Objects.requireNonNull(optimizers.get(name)), name, value);
      }
    });
  }

  /// Logits `[B, K]`, and values `[B, 2]`.
  record Outputs(NDArray logits, NDArray values) {}

  Outputs apply(NDManager pass, ChoiceBatch batch) {
    int size = batch.size();
    int most = batch.mask()[0].length;
    int length = batch.tokens()[0][0].length;
    NDArray tokens = Torch.aligned(pass.create(flat(batch.tokens()), new Shape(size, most, length)));
    NDArray mask = Torch.aligned(pass.create(batch.mask()));
    NDArray prompts = Torch.aligned(pass.create(batch.features()));
    NDArray prices = Torch.aligned(pass.create(batch.weights()));
    NDArray embedded = tokens.reshape((long) size * most, length).matMul(p("token")).add(p("token_bias")).tanh();
    NDArray scale = Torch.constant(pass, 1 / Math.sqrt(UNITS));
    NDArray attention = embedded.matMul(p("queries")).mul(scale).reshape(size, most, QUERIES)
        .add(mask.expandDims(2)).softmax(1).transpose(0, 2, 1);
    NDArray pooled = attention.matMul(embedded.reshape(size, most, UNITS)).reshape(size, (long) QUERIES * UNITS);
    NDArray seen = pooled.concat(prompts, 1);
    NDArray h = seen.concat(prices, 1).matMul(p("hidden")).add(p("hidden_bias")).tanh().matMul(p("out"))
        .add(p("out_bias")).expandDims(2);
    NDArray met = published ? tokens.get(":, :, :" + outputs) : tokens;
    NDArray logits = met.matMul(h).squeeze(2).add(mask);
    if (!published) {
      NDArray rewards = tokens.get(":, :, " + (length - 1)).sub(tokens.get(":, :, " + (length - 2)).mul(prices));
      logits = logits.add(rewards.mul(p("trust").mul(Torch.aligned(pass.create(TRUST)))));
    }
    NDArray values = seen.matMul(p("critic")).add(p("critic_bias")).tanh().matMul(p("value")).add(p("value_bias"));
    return new Outputs(logits, values);
  }

  private static float[] flat(float[][][] tokens) {
    float[] flat = new float[tokens.length * tokens[0].length * tokens[0][0].length];
    int at = 0;
    for (float[][] set : tokens) {
      for (float[] token : set) {
        System.arraycopy(token, 0, flat, at, token.length);
        at += token.length;
      }
    }
    return flat;
  }

  /// The net as it is now.
  ChoiceNet net() {
    double[][] queries = transposed(Torch.rows(p("queries")));
    return new ChoiceNet(layer("token"), queries, new Net(List.of(layer("hidden"), layer("out")), Activation.TANH),
        published ? 0 : TRUST * Torch.doubles(p("trust"))[0], published);
  }

  private Dense layer(String name) {
    return new Dense(transposed(Torch.rows(p(name))), Torch.doubles(p(name + "_bias")));
  }

  static double[][] transposed(double[][] rows) {
    double[][] columns = new double[rows[0].length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        columns[j][i] = rows[i][j];
      }
    }
    return columns;
  }
}
