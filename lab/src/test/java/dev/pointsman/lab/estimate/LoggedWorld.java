package dev.pointsman.lab.estimate;

import dev.pointsman.routing.Arm;
import java.util.List;
import java.util.SplittableRandom;

/// A world of two features and three arms in which a target's true value is known: answers are good or bad with a
/// chance that is not linear in the prompt, and costs are log-normal.
///
/// @param logging the policy that draws
/// @param target the policy to be valued
record LoggedWorld(Chooser logging, Chooser target) {
  private static final List<Arm> ARMS = List.of(new Arm("small"), new Arm("middle"), new Arm("large"));
  private static final double[] BASE = {0.45, 0.6, 0.85};
  private static final double[] SLOPE = {0.5, -0.4, 0.2};
  private static final double[] DOLLARS = {0.001, 0.003, 0.01};
  private static final double SPREAD = 0.7;
  private static final double RATED = 0.7;

  /// Probabilities of the three arms for a prompt, by what was seen so far.
  @FunctionalInterface
  interface Chooser {
    double[] probabilities(double[] x, Seen seen);

    static Chooser fixed(double... probabilities) {
      return (_, _) -> probabilities;
    }

    /// The best arm by what was seen, but any alike with probability `epsilon`.
    static Chooser learning(double epsilon) {
      return (_, seen) -> mostly(seen.best(), epsilon);
    }

    /// One arm left of the middle of the first feature and another right of it, but any alike with `epsilon`.
    static Chooser split(int left, int right, double epsilon) {
      return (x, _) -> mostly(x[1] < 0 ? left : right, epsilon);
    }

    private static double[] mostly(int arm, double epsilon) {
      double[] probabilities = {epsilon / 3, epsilon / 3, epsilon / 3};
      probabilities[arm] += 1 - epsilon;
      return probabilities;
    }
  }

  /// Ratings so far.
  static final class Seen {
    private final double[] sum = {0.5, 0.5, 0.5};
    private final double[] count = {1, 1, 1};

    int best() {
      int best = 0;
      for (int arm = 1; arm < 3; arm++) {
        best = sum[arm] / count[arm] > sum[best] / count[best] ? arm : best;
      }
      return best;
    }

    void add(int arm, double quality) {
      sum[arm] += quality;
      count[arm]++;
    }
  }

  /// What a log gave, with the truth.
  static final class Played {
    final Measure quality = new Measure();
    final Measure cost = new Measure();
    double trueQuality;
    double trueCost;
    double loggedQuality;
    double loggedCost;
  }

  Played play(int rounds, SplittableRandom random) {
    Played played = new Played();
    Seen seen = new Seen();
    OutcomeModel qualities = OutcomeModel.ofQuality(2);
    OutcomeModel costs = OutcomeModel.ofCostRatio(2);
    int rated = 0;
    for (int i = 0; i < rounds; i++) {
      double[] x = {1, random.nextDouble() - 0.5, random.nextDouble() - 0.5};
      double[] logged = logging.probabilities(x, seen);
      double[] wanted = target.probabilities(x, seen);
      int arm = draw(logged, random);
      double dollars = dollars(arm, x) * Math.exp(SPREAD * random.nextGaussian() - SPREAD * SPREAD / 2);
      played.cost.add(round(costs, DOLLARS, arm, x, logged, wanted, dollars));
      costs.learn(ARMS.get(arm), x, dollars / DOLLARS[arm]);
      for (int a = 0; a < 3; a++) {
        played.trueCost += wanted[a] * dollars(a, x) / rounds;
        played.loggedCost += logged[a] * dollars(a, x) / rounds;
      }
      if (random.nextDouble() < RATED) {
        rated++;
        double good = random.nextDouble() < chance(arm, x) ? 1 : 0;
        played.quality.add(round(qualities, new double[] {1, 1, 1}, arm, x, logged, wanted, good));
        qualities.learn(ARMS.get(arm), x, good);
        for (int a = 0; a < 3; a++) {
          played.trueQuality += wanted[a] * chance(a, x);
          played.loggedQuality += logged[a] * chance(a, x);
        }
        seen.add(arm, good);
      }
    }
    played.trueQuality /= rated;
    played.loggedQuality /= rated;
    return played;
  }

  private static Round round(OutcomeModel model, double[] units, int arm, double[] x, double[] logged, double[] wanted,
      double outcome) {
    double expected = 0;
    for (int a = 0; a < 3; a++) {
      expected += wanted[a] * units[a] * model.predict(ARMS.get(a), x);
    }
    return new Round(logged[arm], wanted[arm], outcome, units[arm] * model.predict(ARMS.get(arm), x), expected);
  }

  private static double chance(int arm, double[] x) {
    return Math.clamp(BASE[arm] + SLOPE[arm] * x[1] + 0.3 * x[1] * x[2], 0, 1);
  }

  private static double dollars(int arm, double[] x) {
    return DOLLARS[arm] * (1 + x[2]);
  }

  private static int draw(double[] probabilities, SplittableRandom random) {
    double left = random.nextDouble();
    int arm = 0;
    while (arm < 2 && left >= probabilities[arm]) {
      left -= probabilities[arm++];
    }
    return arm;
  }
}
