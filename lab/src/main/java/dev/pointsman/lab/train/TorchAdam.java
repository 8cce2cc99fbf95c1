package dev.pointsman.lab.train;

import ai.djl.ndarray.NDArray;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import java.util.List;

/// Adam on arrays of the autodiff library, and a running mean of what it moves, its state in plain numbers, so that a training
/// can be written down and gone on with.
///
/// Source: Kingma and Ba, ICLR 2015, algorithm 1; Polyak and Juditsky, SIAM Journal on Control and Optimization 30 (1992), on
/// averaging.
final class TorchAdam {
  private static final double MEAN_KEPT = 0.9;
  private static final double SQUARE_KEPT = 0.999;
  private static final double EPSILON = 1e-8;

  private final List<NDArray> parameters;
  private final double rate;
  private final double[][] means;
  private final double[][] squares;
  private final double averageKept;
  private final double[][] averages;
  private long steps;

  /// Before the first step.
  ///
  /// @param averageKept what the running mean keeps of itself each step, in `[0, 1)`; 0 where it is the parameters themselves
  TorchAdam(List<NDArray> parameters, double rate, double averageKept) {
    this.parameters = parameters;
    this.rate = rate;
    this.means = zeros(parameters);
    this.squares = zeros(parameters);
    this.averageKept = averageKept;
    this.averages = parameters.stream().map(Torch::doubles).toArray(double[][]::new);
  }

  private static double[][] zeros(List<NDArray> parameters) {
    return parameters.stream().map(array -> new double[Math.toIntExact(array.size())]).toArray(double[][]::new);
  }

  /// Moves every parameter along its gradient.
  void step() {
    steps++;
    double unbiasedMean = 1 - Math.pow(MEAN_KEPT, steps);
    double unbiasedSquare = 1 - Math.pow(SQUARE_KEPT, steps);
    for (int i = 0; i < means.length; i++) {
      NDArray parameter = parameters.get(i);
      float[] values = parameter.toFloatArray();
      try (NDArray gradient = parameter.getGradient()) {
        float[] slopes = gradient.toFloatArray();
        gradient.muli(0); // else the next one is added to it
        for (int j = 0; j < values.length; j++) {
          double g = slopes[j];
          means[i][j] = MEAN_KEPT * means[i][j] + (1 - MEAN_KEPT) * g;
          squares[i][j] = SQUARE_KEPT * squares[i][j] + (1 - SQUARE_KEPT) * g * g;
          values[j] -= (float) (rate * means[i][j] / unbiasedMean
              / (Math.sqrt(squares[i][j] / unbiasedSquare) + EPSILON));
          averages[i][j] = averageKept * averages[i][j] + (1 - averageKept) * values[j];
        }
      }
      Torch.set(parameter, values);
    }
  }

  /// The running mean of each array of parameters.
  double[][] averages() {
    return averages;
  }

  /// Writes where it stands, the parameters included.
  void save(StateWriter out) {
    out.put(steps);
    for (int i = 0; i < means.length; i++) {
      out.put(Torch.doubles(parameters.get(i))).put(means[i]).put(squares[i]).put(averages[i]);
    }
  }

  /// Goes back to where it stood, the parameters too.
  void restore(StateReader in) {
    steps = in.whole();
    for (int i = 0; i < means.length; i++) {
      double[] values = in.numbers(means[i].length);
      float[] floats = new float[values.length];
      for (int j = 0; j < floats.length; j++) {
        floats[j] = (float) values[j];
      }
      Torch.set(parameters.get(i), floats);
      means[i] = in.numbers(means[i].length);
      squares[i] = in.numbers(means[i].length);
      averages[i] = in.numbers(means[i].length);
    }
  }
}
