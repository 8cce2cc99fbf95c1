package dev.pointsman.lab.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.pointsman.lab.data.Battles;
import dev.pointsman.policy.PilotScore;
import java.util.SplittableRandom;

/// Fits an embedding of each model, the projection being frozen, by binary cross-entropy of `P(i beats j) = logistic(s_i - s_j)`
/// over all battles at once, by Adam. A cosine's strengths are `cos(psi, theta)`; linear ones `level + theta . psi`, drawn to
/// zero by a square penalty.
///
/// Source: PILOT, arXiv 2508.21141, stage A, phase 2; the numbers are ours, the paper's being unknown.
final class EmbeddingTrainer {
  private static final float RATE = 2e-2f;
  static final int STEPS = 400;
  private static final float PRECISION = 500;

  private EmbeddingTrainer() {}

  /// What was fitted.
  ///
  /// @param levels by model, in logits; 0 for a cosine
  /// @param embeddings by model, length `m`; of length 1 for a cosine
  @SuppressWarnings("ArrayRecordComponent") // passed on, compared by nobody
  record Fitted(double[] levels, double[][] embeddings) {}

  /// Fits embeddings.
  ///
  /// @param psi by prompt: projected, for a cosine at length 1
  static Fitted train(Battles battles, double[][] psi, PilotScore score, SplittableRandom random,
      Runnable stepped) {
    int models = battles.models().size();
    int length = psi[0].length;
    try (NDManager manager = Torch.engine().newBaseManager()) {
      NDArray theta = Torch.aligned(manager.create(start(score, models * length, random), new Shape(models, length)));
      NDArray levels = manager.zeros(new Shape(models, 1));
      theta.setRequiresGradient(true);
      levels.setRequiresGradient(true);
      NDArray sides = Torch.aligned(manager.create(sides(battles)));
      NDArray prompts = Torch.aligned(manager.create(prompts(battles, psi)));
      Optimizer adam = Optimizer.adam().optLearningRateTracker(Tracker.fixed(RATE)).build();
      for (int step = 0; step < STEPS; step++) {
        Torch.alone(() -> {
          try (NDManager pass = manager.newSubManager()) {
            pass.tempAttachAll(theta, levels, sides, prompts); // so that what is computed goes with the pass
            try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
              NDArray embeddings = score == PilotScore.COSINE ? theta.normalize(2, 1) : theta;
              NDArray logits = sides.matMul(embeddings).mul(prompts).sum(new int[] {1});
              if (score == PilotScore.LINEAR) {
                logits = logits.add(sides.matMul(levels).flatten());
              }
              NDArray loss = softplus(logits.neg(), pass).mean();
              collector.backward(score == PilotScore.LINEAR
                  ? loss.add(theta.square().sum().mul(Torch.constant(pass, PRECISION / 2 / battles.battles().size())))
                  : loss);
            }
            Torch.update(adam, "theta", theta);
            if (score == PilotScore.LINEAR) {
              Torch.update(adam, "levels", levels);
            }
          }
        });
        stepped.run();
      }
      NDArray embeddings = score == PilotScore.COSINE ? theta.normalize(2, 1) : theta;
      return new Fitted(Torch.doubles(levels), Torch.rows(embeddings));
    }
  }

  private static NDArray softplus(NDArray z, NDManager pass) {
    return z.maximum(Torch.constant(pass, 0)).add(z.abs().neg().exp().add(1).log());
  }

  private static float[] start(PilotScore score, int size, SplittableRandom random) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) ((score == PilotScore.COSINE ? 1 : 0.01) * random.nextGaussian());
    }
    return values;
  }

  /// One row a battle: 1 for the winner, -1 for the loser.
  private static float[][] sides(Battles battles) {
    float[][] sides = new float[battles.battles().size()][battles.models().size()];
    for (int i = 0; i < sides.length; i++) {
      sides[i][battles.battles().get(i).winner()] = 1;
      sides[i][battles.battles().get(i).loser()] = -1;
    }
    return sides;
  }

  private static float[][] prompts(Battles battles, double[][] psi) {
    float[][] prompts = new float[battles.battles().size()][psi[0].length];
    for (int i = 0; i < prompts.length; i++) {
      double[] row = psi[battles.battles().get(i).prompt()];
      for (int j = 0; j < row.length; j++) {
        prompts[i][j] = (float) row[j];
      }
    }
    return prompts;
  }
}
