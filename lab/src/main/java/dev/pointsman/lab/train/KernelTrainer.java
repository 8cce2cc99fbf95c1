package dev.pointsman.lab.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.linear.Kernel;
import dev.pointsman.policy.KernelArms;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.FeatureVector;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Fits kernel ridge regressions to a table, one a model on the same prompts: `alpha = (K + r I)^-1 (y - m)`.
///
/// What a prompt is predicted by all others is `y - alpha / ((K + r I)^-1)_ii`. Where a model was not run on a prompt, the outcome
/// is taken to be what is predicted of it, which is as if the prompt were left out; found by going there step by step.
///
/// Source: Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006, equations 2.25 and 5.12.
final class KernelTrainer {
  /// The ridge `r`: the variance of an outcome's noise over that of what the kernel tells.
  private static final float RIDGE = 16;
  /// The kernel's width, in mean squared lengths of the features.
  private static final double WIDTH = 0.6;
  /// Prompts that are kept, at most; of more some are drawn.
  private static final int MOST = 8192;
  private static final int STEPS = 60;
  /// A model with fewer outcomes has no regression: their mean would be its level.
  private static final int FEWEST = 20;

  private KernelTrainer() {}

  /// What was fitted.
  ///
  /// @param arms knows none where prompts have no features
  /// @param predicted by row and model, quality by all other rows; NaN where prompts have no features or the model too few outcomes
  @SuppressWarnings("ArrayRecordComponent") // read-only by agreement, compared by nobody
  record Fitted(KernelArms arms, double[][] predicted) {}

  /// Fits.
  ///
  /// @param foretold by row and model, quality by identities
  static Fitted fit(Dataset data, double[][] foretold, long seed) {
    double[][] predicted = new double[data.size()][data.models().size()];
    double width = WIDTH * IntStream.range(0, data.size()).mapToDouble(row -> squaredLength(data.features(row)))
        .average().orElse(0);
    if (width == 0) {
      Arrays.stream(predicted).forEach(row -> Arrays.fill(row, Double.NaN));
      return new Fitted(KernelArms.NONE, predicted);
    }
    int[] kept = kept(data.size(), seed);
    var kernel = new Kernel(IntStream.of(kept).mapToObj(row -> data.features(row).toArray()).toArray(float[][]::new),
        width);
    Outcomes outcomes = Outcomes.of(data, kept);
    Solution solution = solve(kernel, outcomes);
    KernelArms arms = new KernelArms(kernel, fits(data.arms(), outcomes, solution), ease(data, foretold, kept));
    for (int row = 0; row < predicted.length; row++) {
      int at = Arrays.binarySearch(kept, row);
      double[] likeness = at < 0 ? kernel.likeness(data.features(row)) : new double[0];
      for (int m = 0; m < predicted[row].length; m++) {
        if (!arms.knows(data.arms().get(m))) {
          predicted[row][m] = Double.NaN;
        } else {
          predicted[row][m] = at < 0
              ? arms.quality(likeness, data.arms().get(m))
              : outcomes.means[m] + solution.others[at * predicted[row].length + m];
        }
      }
    }
    return new Fitted(arms, predicted);
  }

  private static double squaredLength(FeatureVector features) {
    double sum = 0;
    for (int i = 0; i < features.length(); i++) {
      sum += features.at(i) * features.at(i);
    }
    return sum;
  }

  private static int[] kept(int rows, long seed) {
    return rows <= MOST
        ? IntStream.range(0, rows).toArray()
        : new SplittableRandom(seed).ints(0, rows).distinct().limit(MOST).sorted().toArray();
  }

  private static float[] ease(Dataset data, double[][] foretold, int... rows) {
    float[] ease = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int row = rows[i];
      ease[i] = (float) ItemEase.of(foretold[row], IntStream.range(0, data.models().size())
          .mapToDouble(m -> data.isCandidate(row, m) ? data.quality(row, m) : Double.NaN).toArray());
    }
    return ease;
  }

  private static SequencedMap<Arm, KernelArms.Fit> fits(List<Arm> arms, Outcomes outcomes, Solution solution) {
    SequencedMap<Arm, KernelArms.Fit> fits = new LinkedHashMap<>();
    for (int m = 0; m < arms.size(); m++) {
      if (outcomes.count(m) >= FEWEST) {
        float[] weights = new float[outcomes.centred.length];
        for (int i = 0; i < weights.length; i++) {
          weights[i] = solution.weights[i * arms.size() + m];
        }
        fits.put(arms.get(m), new KernelArms.Fit(outcomes.means[m], weights));
      }
    }
    return fits;
  }

  /// Outcomes by prompt and model.
  ///
  /// @param means by model
  /// @param centred outcomes less the mean, 0 where a model was not run
  /// @param missing 1 where it was not, else 0
  @SuppressWarnings("ArrayRecordComponent") // lives for one fit and is never compared
  private record Outcomes(double[] means, float[][] centred, float[][] missing) {
    long count(int model) {
      return Arrays.stream(missing).filter(row -> row[model] == 0).count();
    }

    static Outcomes of(Dataset data, int... rows) {
      int models = data.models().size();
      double[] means = new double[models];
      float[][] centred = new float[rows.length][models];
      float[][] missing = new float[rows.length][models];
      for (int m = 0; m < models; m++) {
        int model = m;
        double mean = IntStream.of(rows).filter(row -> data.isCandidate(row, model))
            .mapToDouble(row -> data.quality(row, model)).average().orElse(0);
        means[m] = mean;
        for (int i = 0; i < rows.length; i++) {
          boolean was = data.isCandidate(rows[i], m);
          centred[i][m] = was ? (float) (data.quality(rows[i], m) - mean) : 0;
          missing[i][m] = was ? 0 : 1;
        }
      }
      return new Outcomes(means, centred, missing);
    }
  }

  /// What solves the regressions, row by row of the prompts.
  ///
  /// @param weights `alpha`
  /// @param others what all other prompts predict, less the mean
  @SuppressWarnings("ArrayRecordComponent") // lives for one fit and is never compared
  private record Solution(float[] weights, float[] others) {}

  private static Solution solve(Kernel kernel, Outcomes outcomes) {
    try (NDManager manager = Torch.engine().newBaseManager()) {
      NDArray inverse = inverse(manager, kernel);
      NDArray y = Torch.aligned(manager.create(outcomes.centred));
      NDArray missing = Torch.aligned(manager.create(outcomes.missing)).mul(RIDGE);
      for (int step = 0; step < STEPS && missing.sum().getFloat() > 0; step++) {
        y = y.sub(inverse.matMul(y).mul(missing));
      }
      NDArray weights = inverse.matMul(y);
      NDArray others = y.sub(weights.div(inverse.diagonal().reshape(-1, 1)));
      return new Solution(weights.toFloatArray(), others.toFloatArray());
    }
  }

  /// `(K + r I)^-1`, shape `(n, n)`.
  private static NDArray inverse(NDManager manager, Kernel kernel) {
    try (NDManager scratch = manager.newSubManager()) {
      NDArray x = Torch.aligned(scratch.create(kernel.points()));
      NDArray lengths = x.square().sum(new int[] {1}, true);
      NDArray k = x.matMul(x.transpose()).muli(-2).addi(lengths).addi(lengths.transpose()).maximum(0)
          .divi((float) -kernel.width()).exp();
      NDArray inverse = k.addi(scratch.eye(kernel.points().length).muli(RIDGE)).inverse();
      inverse.attach(manager);
      return inverse;
    }
  }
}
