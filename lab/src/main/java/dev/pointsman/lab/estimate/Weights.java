package dev.pointsman.lab.estimate;

/// How far the target policy's choices are among the logged ones, by the rounds' weights. Mutable; not thread-safe.
final class Weights {
  private long rounds;
  private double sum;
  private double squares;
  private double largest;

  void add(double weight) {
    rounds++;
    sum += weight;
    squares += weight * weight;
    largest = Math.max(largest, weight);
  }

  Overlap overlap() {
    return new Overlap(rounds, squares == 0 ? 0 : sum * sum / squares, rounds == 0 ? 0 : sum / rounds, largest);
  }
}
