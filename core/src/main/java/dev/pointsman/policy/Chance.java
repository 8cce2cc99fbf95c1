package dev.pointsman.policy;

import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Estimate;
import java.util.List;
import java.util.random.RandomGenerator;

/// Drawing from a distribution over candidates.
final class Chance {
  private Chance() {}

  /// The decision for a candidate drawn with its probability, all lists and arrays being in the candidates' order.
  static Decision decision(List<Candidate> candidates, List<Estimate> estimates, double[] scores,
      double[] probabilities, RandomGenerator random) {
    int chosen = draw(probabilities, random);
    Appraisal[] appraisals = new Appraisal[scores.length];
    for (int i = 0; i < appraisals.length; i++) {
      appraisals[i] = new Appraisal(candidates.get(i), estimates.get(i), scores[i], probabilities[i]);
    }
    return new Decision(candidates.get(chosen), probabilities[chosen], List.of(appraisals));
  }

  /// Makes sure that there is something to choose.
  ///
  /// @throws IllegalArgumentException if there is no candidate
  static void checkAny(List<?> candidates) {
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("a policy was asked to choose among no candidates");
    }
  }

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
