package dev.pointsman.policy;

import java.util.random.RandomGenerator;

/// Drawing from a distribution over candidates.
final class Chance {
  private Chance() {}

  /// The distribution with at most `most` probability off the best guess, what is taken going to the best guess.
  static double[] limited(double[] probabilities, int best, double most) {
    double off = 1 - probabilities[best];
    if (off <= most) {
      return probabilities;
    }
    double[] limited = new double[probabilities.length];
    for (int i = 0; i < limited.length; i++) {
      limited[i] = probabilities[i] * (most / off);
    }
    limited[best] = 1 - most;
    return limited;
  }

  /// An index drawn with its probability; never one of probability 0.
  static int draw(double[] probabilities, RandomGenerator random) {
    double left = random.nextDouble();
    int last = -1;
    for (int i = 0; i < probabilities.length; i++) {
      if (probabilities[i] > 0) {
        last = i;
        left -= probabilities[i];
        if (left < 0) {
          return i;
        }
      }
    }
    return last;
  }
}
