package dev.pointsman.lab.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.pointsman.neural.Dense;
import dev.pointsman.neural.Net;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A net of rectified layers whose numbers the autodiff library holds.
final class TorchNet {
  private final List<NDArray> weights = new ArrayList<>();
  private final List<NDArray> biases = new ArrayList<>();

  /// A copy of a net.
  TorchNet(NDManager manager, Net start) {
    for (Dense layer : start.layers()) {
      weights.add(
          parameter(Torch.aligned(manager.create(flat(layer.weights()), new Shape(layer.outputs(), layer.inputs())))));
      biases.add(parameter(Torch.aligned(manager.create(flat(layer.bias()), new Shape(layer.outputs())))));
    }
  }

  private static NDArray parameter(NDArray array) {
    array.setRequiresGradient(true);
    return array;
  }

  private static float[] flat(double[]... rows) {
    float[] flat = new float[rows.length * rows[0].length];
    int at = 0;
    for (double[] row : rows) {
      for (double value : row) {
        flat[at++] = (float) value;
      }
    }
    return flat;
  }

  /// What it gives, a row each.
  ///
  /// @param rows `n` rows of what it is given
  NDArray apply(NDArray rows) {
    NDArray values = rows;
    for (int i = 0; i < weights.size(); i++) {
      values = (i == 0 ? values : Activation.relu(values)).matMul(weights.get(i).transpose()).add(biases.get(i));
    }
    return values;
  }

  /// Every array of numbers that is trained, layer by layer.
  List<NDArray> parameters() {
    List<NDArray> all = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      all.add(weights.get(i));
      all.add(biases.get(i));
    }
    return all;
  }

  /// The net of these numbers in place of its own.
  ///
  /// @param values as [#parameters], from the first of its own on
  Net net(double[][] values, int first) {
    List<Dense> layers = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      int inputs = Math.toIntExact(weights.get(i).getShape().get(1));
      double[] flat = values[first + 2 * i];
      double[][] rows = new double[flat.length / inputs][];
      for (int r = 0; r < rows.length; r++) {
        rows[r] = Arrays.copyOfRange(flat, r * inputs, (r + 1) * inputs);
      }
      layers.add(new Dense(rows, values[first + 2 * i + 1].clone()));
    }
    return new Net(layers, dev.pointsman.neural.Activation.RELU);
  }
}
