package dev.pointsman.neural;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;

/// Where the optimiser Adam stands with a net: running means of its gradients and of their squares. Immutable.
///
/// Source: Kingma and Ba, ICLR 2015, algorithm 1.
///
/// @param mean of gradients, of the net's shape
/// @param square mean of their squares, of the net's shape
/// @param steps taken, at least 0
public record Adam(Net mean, Net square, long steps) {
  private static final double MEAN_KEPT = 0.9;
  private static final double SQUARE_KEPT = 0.999;
  private static final double EPSILON = 1e-8;

  /// Before the first step of a net of that shape.
  public static Adam before(Net net) {
    return new Adam(net.zero(), net.zero(), 0);
  }

  /// The same after one more gradient.
  public Adam after(Net gradient) {
    return new Adam(mean.combined(gradient, (m, g) -> MEAN_KEPT * m + (1 - MEAN_KEPT) * g),
        square.combined(gradient, (v, g) -> SQUARE_KEPT * v + (1 - SQUARE_KEPT) * g * g), steps + 1);
  }

  /// The net, moved downhill.
  ///
  /// @param rate above 0
  public Net moved(Net net, double rate) {
    double unbiasedMean = 1 - Math.pow(MEAN_KEPT, steps);
    double unbiasedSquare = 1 - Math.pow(SQUARE_KEPT, steps);
    return net.plus(-rate, mean.combined(square,
        (m, v) -> m / unbiasedMean / (Math.sqrt(v / unbiasedSquare) + EPSILON)));
  }

  /// The same for the net with one more output ([Net#withOutput]), whose layer before it gives so many numbers.
  public Adam withOutput(int inputs) {
    return new Adam(mean.withOutput(new double[inputs], 0), square.withOutput(new double[inputs], 0), steps);
  }

  /// Writes every number.
  public void save(StateWriter out) {
    mean.save(out);
    square.save(out);
    out.put(steps);
  }

  /// What was saved.
  ///
  /// @throws IllegalArgumentException if the bytes are not such an optimiser's
  public static Adam read(StateReader in) {
    return new Adam(Net.read(in), Net.read(in), in.whole());
  }
}
