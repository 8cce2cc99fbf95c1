package dev.pointsman.lab.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.neural.Net;
import dev.pointsman.policy.BarpHead;
import dev.pointsman.policy.PolicyNet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// BaRP's net in training: policy gradients with an entropy bonus, and beside it a baseline that foretells the reward of a
/// prompt at a preference.
final class TorchPolicy implements AutoCloseable {
  private static final float IMPOSSIBLE = -1e4f;

  private final NDManager manager = Torch.engine().newBaseManager();
  private final BarpHead head;
  private final TorchNet preferences;
  private final TorchNet decision;
  private final TorchNet baseline;
  private final List<NDArray> parameters = new ArrayList<>();
  private final TorchAdam adam;
  private final float entropy;

  /// Prompts at preferences.
  ///
  /// @param x `n` rows of `d` features
  /// @param w `n` cost weights
  /// @param possible `n` rows of `K`: which arms may be chosen
  @SuppressWarnings("ArrayRecordComponent") // lives for one step and is never compared
  record Batch(float[][] x, float[] w, boolean[][] possible) {}

  /// What a batch teaches: the loss is the mean over rows of `-sum_a coefficient_a log pi(a)`, less the entropy bonus, and
  /// `weight (b - target)^2 / 2` of the baseline `b`.
  ///
  /// @param coefficients `n` rows of `K`
  /// @param targets length `n`
  /// @param weights length `n`, at least 0
  @SuppressWarnings("ArrayRecordComponent") // lives for one step and is never compared
  record Credit(float[][] coefficients, float[] targets, float[] weights) {}

  /// Says what a batch teaches when it is known what would be drawn.
  @FunctionalInterface
  interface Judge {
    /// What a batch teaches.
    ///
    /// @param probabilities `n` rows of `K`
    /// @param baselines length `n`
    Credit credit(float[][] probabilities, float[] baselines);
  }

  TorchPolicy(PolicyNet start, Net baseline, BarpPlan plan) {
    this.head = start.head();
    this.preferences = new TorchNet(manager, start.preferences());
    this.decision = new TorchNet(manager, start.decision());
    this.baseline = new TorchNet(manager, baseline);
    parameters.addAll(preferences.parameters());
    parameters.addAll(decision.parameters());
    parameters.addAll(this.baseline.parameters());
    this.adam = new TorchAdam(parameters, plan.rate(), plan.averageKept());
    this.entropy = (float) plan.entropy();
  }

  /// One step of the optimiser.
  void step(Batch batch, Judge judge) {
    Torch.alone(() -> stepAlone(batch, judge));
  }

  private void stepAlone(Batch batch, Judge judge) {
    try (NDManager pass = manager.newSubManager()) {
      pass.tempAttachAll(parameters.toArray(NDArray[]::new)); // so that what is computed goes with the pass
      NDArray x = Torch.aligned(pass.create(batch.x));
      NDArray simplex = simplex(pass, batch.w);
      NDArray possible = possible(pass, batch.possible);
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDArray logs = logits(x, simplex).add(possible).logSoftmax(1);
        NDArray probabilities = logs.exp();
        NDArray foretold = baseline.apply(x.concat(simplex, 1)).flatten();
        Credit credit = judge.credit(rows(probabilities, batch.possible[0].length), foretold.toFloatArray());
        NDArray policy = Torch.aligned(pass.create(credit.coefficients)).mul(logs).sum().neg();
        NDArray softness = probabilities.mul(logs).sum().mul(Torch.constant(pass, entropy));
        NDArray error = foretold.sub(Torch.aligned(pass.create(credit.targets))).square()
            .mul(Torch.aligned(pass.create(credit.weights))).sum()
            .mul(Torch.constant(pass, 0.5));
        collector.backward(policy.add(softness).add(error).mul(Torch.constant(pass, 1.0 / batch.w.length)));
      }
      adam.step();
    }
  }

  private NDArray logits(NDArray x, NDArray simplex) {
    NDArray encoded = preferences.apply(simplex);
    if (head != BarpHead.BILINEAR) {
      return decision.apply(x.concat(encoded, 1));
    }
    NDArray one = x.getManager().ones(new Shape(x.getShape().get(0), 1));
    NDArray products = one.concat(x, 1).expandDims(2).mul(one.concat(encoded, 1).expandDims(1));
    return decision.apply(products.reshape(x.getShape().get(0), -1));
  }

  private static NDArray simplex(NDManager pass, float[] w) {
    float[][] rows = new float[w.length][];
    for (int i = 0; i < w.length; i++) {
      rows[i] = new float[] {1 - w[i], w[i]};
    }
    return Torch.aligned(pass.create(rows));
  }

  private static NDArray possible(NDManager pass, boolean[][] possible) {
    float[][] added = new float[possible.length][possible[0].length];
    for (int i = 0; i < added.length; i++) {
      for (int j = 0; j < added[i].length; j++) {
        added[i][j] = possible[i][j] ? 0 : IMPOSSIBLE;
      }
    }
    return Torch.aligned(pass.create(added));
  }

  private static float[][] rows(NDArray matrix, int columns) {
    float[] values = matrix.toFloatArray();
    float[][] rows = new float[values.length / columns][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(values, i * columns, (i + 1) * columns);
    }
    return rows;
  }

  /// The net, averaged over the last steps.
  PolicyNet net() {
    double[][] averages = adam.averages();
    return new PolicyNet(head, preferences.net(averages, 0), decision.net(averages, preferences.parameters().size()));
  }

  void save(StateWriter out) {
    adam.save(out);
  }

  void restore(StateReader in) {
    adam.restore(in);
  }

  @Override
  public void close() {
    manager.close();
  }
}
