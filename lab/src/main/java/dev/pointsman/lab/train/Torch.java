package dev.pointsman.lab.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.optimizer.Optimizer;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/// The autodiff library that trains: PyTorch behind DJL.
final class Torch {
  static {
    System.setProperty("OPT_OUT_TRACKING", "true"); // else DJL calls home
    System.setProperty("ai.djl.pytorch.num_threads", "1"); // sums in one order, so that training twice gives the same bits
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
  }

  private static final ReentrantLock COLLECTING = new ReentrantLock();

  private Torch() {}

  /// A step that collects gradients, and uses them: one at a time in the whole process, which is all that DJL can do.
  static void alone(Runnable step) {
    COLLECTING.lock();
    try {
      step.run();
    } finally {
      COLLECTING.unlock();
    }
  }

  static Engine engine() {
    return Engine.getEngine("PyTorch");
  }

  /// A copy in the library's own memory, where it starts at a multiple of 64 bytes, in place of the array. One made of Java's
  /// values starts where the JVM had room, and products of matrices round by where their factors start.
  static NDArray aligned(NDArray made) {
    try (made) {
      return made.duplicate();
    }
  }

  /// A number for a gradient to go through. What DJL makes of a plain one, as in `x.mul(2)`, is Java's memory, given back as soon
  /// as the product is made; the gradient then reads whatever has been put there.
  static NDArray constant(NDManager manager, double value) {
    return aligned(manager.create((float) value));
  }

  /// Gives a parameter other values, in the memory where it is: DJL's own way puts it where the JVM has room.
  static void set(NDArray parameter, float[] values) {
    try (NDArray fresh = aligned(parameter.getManager().create(values, parameter.getShape()))) {
      parameter.setRequiresGradient(false);
      parameter.muli(0);
      parameter.addi(fresh);
      parameter.setRequiresGradient(true);
    }
  }

  /// Moves a parameter along its gradient.
  static void update(Optimizer optimizer, String name, NDArray parameter) {
    try (NDArray gradient = parameter.getGradient()) {
      optimizer.update(name, parameter, gradient);
    }
  }

  /// The rows of a matrix.
  static double[][] rows(NDArray matrix) {
    int columns = Math.toIntExact(matrix.getShape().get(1));
    double[] values = doubles(matrix);
    double[][] rows = new double[values.length / columns][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(values, i * columns, (i + 1) * columns);
    }
    return rows;
  }

  /// All entries.
  static double[] doubles(NDArray array) {
    float[] floats = array.toFloatArray();
    double[] values = new double[floats.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = floats[i];
    }
    return values;
  }
}
