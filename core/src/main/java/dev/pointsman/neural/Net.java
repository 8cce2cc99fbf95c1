package dev.pointsman.neural;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.random.RandomGenerator;

/// Layers one behind another with an activation between them, none behind the last: a multilayer perceptron, or with one
/// layer a linear map. Immutable. A gradient with respect to a net is itself written as one.
///
/// @param layers at least one, each given what the one before gives; the last may have no outputs yet
/// @param between two layers
public record Net(List<Dense> layers, Activation between) {
  public Net {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a net needs at least one layer");
    }
    for (int i = 1; i < layers.size(); i++) {
      if (layers.get(i).outputs() > 0 && layers.get(i).inputs() != layers.get(i - 1).outputs()) {
        throw new IllegalArgumentException(
            "a layer that is given " + layers.get(i).inputs() + " numbers behind one that gives "
                + layers.get(i - 1).outputs());
      }
    }
  }

  /// A net with weights drawn by chance ([Dense#drawn]).
  ///
  /// @param widths of the inputs, of each hidden layer, and of the outputs; at least two
  public static Net drawn(Activation between, RandomGenerator random, int... widths) {
    List<Dense> layers = new ArrayList<>();
    for (int i = 1; i < widths.length; i++) {
      double gain = between == Activation.RELU && i < widths.length - 1 ? 2 : 1;
      layers.add(Dense.drawn(widths[i - 1], widths[i], gain, random));
    }
    return new Net(layers, between);
  }

  /// The length of what it is given.
  public int inputs() {
    return layers.getFirst().inputs();
  }

  /// The length of what it gives.
  public int outputs() {
    return layers.getLast().outputs();
  }

  /// What it gives, length [#outputs].
  ///
  /// @param x length [#inputs]
  public double[] apply(double[] x) {
    double[] values = layers.getFirst().apply(x);
    for (Dense layer : layers.subList(1, layers.size())) {
      values = layer.apply(between.apply(values));
    }
    return values;
  }

  /// What it gives, with what a gradient needs.
  ///
  /// @param x length [#inputs]
  public Pass pass(double[] x) {
    List<double[]> sums = new ArrayList<>();
    double[] given = x;
    for (Dense layer : layers) {
      double[] sum = layer.apply(given);
      sums.add(sum);
      given = between.apply(sum);
    }
    return new Pass(this, x, sums);
  }

  /// One forward pass.
  ///
  /// @param x what the net was given
  /// @param sums what each layer gave, before the activation
  @SuppressWarnings("ArrayRecordComponent") // lives for one gradient and is never compared
  public record Pass(Net net, double[] x, List<double[]> sums) {
    /// What the net gave.
    public double[] output() {
      return sums.getLast();
    }

    /// The gradient of a loss, by backpropagation.
    ///
    /// @param g its gradient with respect to the output, length [Net#outputs]
    public Gradient gradient(double[] g) {
      List<Dense> gradients = new ArrayList<>();
      double[] behind = g;
      for (int i = sums.size() - 1; i > 0; i--) {
        double[] before = sums.get(i - 1);
        gradients.addFirst(Dense.gradient(net.between.apply(before), behind));
        behind = net.layers.get(i).back(behind);
        for (int j = 0; j < behind.length; j++) {
          behind[j] *= net.between.slope(before[j]);
        }
      }
      gradients.addFirst(Dense.gradient(x, behind));
      return new Gradient(new Net(gradients, net.between), net.layers.getFirst().back(behind));
    }
  }

  /// A gradient of a loss.
  ///
  /// @param net with respect to every weight
  /// @param input with respect to what the net was given
  @SuppressWarnings("ArrayRecordComponent") // lives for one step and is never compared
  public record Gradient(Net net, double[] input) {}

  /// This net and a multiple of another of the same shape: with a gradient and a negative rate, a step downhill.
  public Net plus(double scale, Net other) {
    return combined(other, (mine, theirs) -> mine + scale * theirs);
  }

  /// What is made of each number and its like in another net of the same shape.
  public Net combined(Net other, DoubleBinaryOperator made) {
    List<Dense> combined = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      combined.add(layers.get(i).combined(other.layers.get(i), made));
    }
    return new Net(combined, between);
  }

  /// The net of the same shape whose every number is zero.
  public Net zero() {
    return combined(this, (_, _) -> 0);
  }

  /// The same net with one more output.
  ///
  /// @param row the weights of its last layer, as long as what that layer is given
  public Net withOutput(double[] row, double itsBias) {
    List<Dense> extended = new ArrayList<>(layers);
    extended.set(layers.size() - 1, layers.getLast().withOutput(row, itsBias));
    return new Net(extended, between);
  }

  /// The Euclidean norm of all its numbers.
  public double norm() {
    return Math.sqrt(layers.stream().mapToDouble(Dense::squares).sum());
  }

  /// Writes every number.
  public void save(StateWriter out) {
    out.put(between.name()).put((long) layers.size());
    layers.forEach(layer -> layer.save(out));
  }

  /// The net that was saved.
  ///
  /// @throws IllegalArgumentException if the bytes are not a net's
  public static Net read(StateReader in) {
    Activation between = Activation.valueOf(in.text());
    List<Dense> layers = new ArrayList<>();
    for (long left = in.whole(); left > 0; left--) {
      layers.add(Dense.read(in));
    }
    return new Net(layers, between);
  }
}
