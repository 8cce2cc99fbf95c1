package dev.pointsman.policy;

import java.util.Arrays;

/// How to act on beliefs: the probability with which each candidate is to be chosen.
@FunctionalInterface
interface ChoiceRule {
  /// Probabilities by candidate, length `K`, at least 0, summing to 1.
  double[] probabilities(Outlook outlook);

  /// The cost weight that it acts on where it is asked for another: that itself, unless it has a dial of its own.
  ///
  /// @param asked in `[0, 1]`
  default double weight(double asked) {
    return asked;
  }

  /// The cost weight to ask for, so that it acts on another: the inverse of [#weight].
  ///
  /// @param acted in `[0, 1]`
  default double asked(double acted) {
    return acted;
  }

  /// Always the best guess.
  static ChoiceRule greedy() {
    return outlook -> certain(outlook, outlook.best(outlook.scores()));
  }

  /// Any candidate alike.
  static ChoiceRule uniform() {
    return outlook -> {
      double[] probabilities = new double[outlook.size()];
      Arrays.fill(probabilities, 1.0 / probabilities.length);
      return probabilities;
    };
  }

  /// Any candidate alike in one round of each epoch, else the best guess. Epochs grow so that of the first `t` judged
  /// rounds `K^(1/3) t^(2/3)` explored, rounded down; all rounds are learned from.
  ///
  /// Source: Langford and Zhang, "The epoch-greedy algorithm for multi-armed bandits with side information", NIPS 2007.
  static ChoiceRule epochGreedy() {
    return outlook -> explorations(outlook.rounds() + 1, outlook.size()) > explorations(outlook.rounds(),
        outlook.size())
            ? uniform().probabilities(outlook)
            : greedy().probabilities(outlook);
  }

  private static double explorations(double rounds, int arms) {
    return Math.floor(Math.cbrt(arms * rounds * rounds));
  }

  /// The highest upper confidence bound of the reward, `r + alpha sigma_r`. Deterministic: its propensities are 1.
  ///
  /// Source: Li, Chu, Langford and Schapire, WWW 2010, algorithm 1.
  ///
  /// @param alpha deviations of optimism, at least 0
  static ChoiceRule upperBound(double alpha) {
    return outlook -> certain(outlook, outlook.best(outlook.bounds(outlook.preference(), alpha)));
  }

  /// The best guess, but any candidate alike with probability `epsilon`.
  static ChoiceRule epsilonGreedy(double epsilon) {
    return outlook -> {
      double[] probabilities = new double[outlook.size()];
      Arrays.fill(probabilities, epsilon / probabilities.length);
      probabilities[outlook.best(outlook.scores())] += 1 - epsilon;
      return probabilities;
    };
  }

  /// Inverse-gap weighting: `1 / (K + gamma gap)` for every candidate behind the best guess, which takes the rest, with
  /// `gamma = scale sqrt(K t)` after `t` judged rounds.
  ///
  /// Source: Foster and Rakhlin, "Beyond UCB", ICML 2020 (SquareCB), algorithm 1.
  ///
  /// @param scale how soon it trusts its regressions, above 0
  static ChoiceRule inverseGap(double scale) {
    return outlook -> {
      int k = outlook.size();
      double gamma = scale * Math.sqrt(k * outlook.rounds());
      double[] scores = outlook.scores();
      int best = outlook.best(scores);
      double[] probabilities = new double[k];
      double rest = 1;
      for (int i = 0; i < k; i++) {
        if (i != best) {
          probabilities[i] = 1 / (k + gamma * (scores[best] - scores[i]));
          rest -= probabilities[i];
        }
      }
      probabilities[best] = rest;
      return probabilities;
    };
  }

  /// Thompson sampling with its propensities: each candidate with the probability that its reward is the highest, were
  /// rewards drawn from the beliefs independently.
  static ChoiceRule thompson() {
    return outlook -> BestArm.probabilities(outlook, outlook.preference());
  }

  /// Probability 1 for one candidate.
  static double[] certain(Outlook outlook, int chosen) {
    double[] probabilities = new double[outlook.size()];
    probabilities[chosen] = 1;
    return probabilities;
  }
}
