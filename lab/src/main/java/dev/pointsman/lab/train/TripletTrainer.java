package dev.pointsman.lab.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.pointsman.lab.data.Battles;
import dev.pointsman.policy.QueryProjection;
import dev.pointsman.routing.FeatureVector;
import java.util.List;
import java.util.SplittableRandom;

/// Fits the projection of prompts, so that prompts whose answers by the same model were preferred lie in the same direction:
/// `max(0, d(anchor, positive) - d(anchor, negative) + margin)` over triplets, `d = 1 - cos`, by Adam.
///
/// Source: PILOT, arXiv 2508.21141, stage A, phase 1; the numbers are ours, the paper's being unknown.
final class TripletTrainer {
  /// The length of a projected prompt, `m`.
  static final int OUTPUTS = 32;
  private static final float MARGIN = 0.3f;
  private static final float RATE = 2e-3f;
  static final int STEPS = 400;
  private static final int BATCH = 256;

  private TripletTrainer() {}

  /// The projection.
  ///
  /// @param features by prompt, length `d`
  static QueryProjection train(Battles battles, List<FeatureVector> features, SplittableRandom random,
      Runnable stepped) {
    int inputs = features.getFirst().length();
    var triplets = new Triplets(battles, random);
    try (NDManager manager = Torch.engine().newBaseManager()) {
      NDArray weights = parameter(manager, start(random, OUTPUTS, inputs), new Shape(OUTPUTS, inputs));
      NDArray bias = parameter(manager, new float[OUTPUTS], new Shape(OUTPUTS));
      Optimizer adam = Optimizer.adam().optLearningRateTracker(Tracker.fixed(RATE)).build();
      for (int step = 0; step < STEPS; step++) {
        int[][] drawn = triplets.draw(BATCH);
        Torch.alone(() -> {
          try (NDManager batch = manager.newSubManager()) {
            try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
              NDArray anchor = direction(rows(batch, features, drawn[0]), weights, bias);
              NDArray near = anchor.mul(direction(rows(batch, features, drawn[1]), weights, bias)).sum(new int[] {1});
              NDArray far = anchor.mul(direction(rows(batch, features, drawn[2]), weights, bias)).sum(new int[] {1});
              collector.backward(far.sub(near).add(MARGIN).maximum(Torch.constant(batch, 0)).mean());
            }
            Torch.update(adam, "weights", weights);
            Torch.update(adam, "bias", bias);
          }
        });
        stepped.run();
      }
      return new QueryProjection(Torch.rows(weights), Torch.doubles(bias));
    }
  }

  private static float[] start(SplittableRandom random, int outputs, int inputs) {
    float[] weights = new float[outputs * inputs];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (random.nextGaussian() / Math.sqrt(inputs));
    }
    return weights;
  }

  private static NDArray parameter(NDManager manager, float[] values, Shape shape) {
    NDArray parameter = Torch.aligned(manager.create(values, shape));
    parameter.setRequiresGradient(true);
    return parameter;
  }

  private static NDArray direction(NDArray features, NDArray weights, NDArray bias) {
    return features.matMul(weights.transpose()).add(bias).normalize(2, 1);
  }

  private static NDArray rows(NDManager manager, List<FeatureVector> features, int[] prompts) {
    float[][] rows = new float[prompts.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = features.get(prompts[i]).toArray();
    }
    return Torch.aligned(manager.create(rows));
  }
}
