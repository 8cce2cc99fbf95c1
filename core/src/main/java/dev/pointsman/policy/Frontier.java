package dev.pointsman.policy;

import dev.pointsman.routing.Preference;

/// The house policy's choice: the best guess for the request's own preference, softened so that the least known of the
/// good candidates is tried; and, with a smaller share, exploration for all of the quality-cost frontier, because one
/// learned state must serve every preference that may be asked later.
///
/// At the request's preference, which sets a price of money `lambda`, a candidate's bound is `q - lambda c` and `optimism`
/// deviations of it; its probability is proportional to `exp(bound / temperature)`. As beliefs sharpen it gathers on the
/// best guess.
///
/// For the frontier money is given several prices, in units of quality a cost scale, 0 among them. At each price
/// a candidate is worth what judgements of it are expected to gain there, its `q - lambda c` coming out above the
/// best guess (for the best guess itself: below the second best): the knowledge gradient of a normal belief, for each of as many
/// judgements as gain most. One alone hardly moves a belief that many have made, so that a good arm whose first judgements were
/// bad luck would not be looked at again. The probability is proportional to a power of the sum over prices. A floor for every candidate alike, high at first,
/// remains. Where money is dear for the request, dear candidates are explored less.
///
/// A candidate that is new where others are known is on trial: a share of the requests goes to it until it has been judged a
/// few times and is worse, or many times. A trial of a dear candidate is slower by what it costs.
///
/// Source of the knowledge gradient: Frazier, Powell and Dayanik, SIAM J. Control and Optimization 47 (2008), section 3; of
/// looking as far ahead as pays most, KG(*): Frazier and Powell, Decision Analysis 7 (2010), 378-403.
///
/// @param optimism deviations of the reward that count as reward, at least 0
/// @param temperature how much worse a bound is to be taken a third as often, in units of quality, above 0
/// @param elsewhere share for the frontier, in `[0, 1]`
/// @param floor share for every candidate alike, in `[0, 1]`; with `elsewhere` at most 1
record Frontier(double optimism, double temperature, double elsewhere, double floor) implements ChoiceRule {
  /// Prices of a cost scale in quality; two out of eight are for quality alone, where a wrong arm costs most.
  private static final double[] PRICES = {0, 0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4};
  /// How many judgements are looked ahead.
  private static final double[] AHEAD = {3, 30, 300};
  /// Variance of single judgements around their mean, about that of a coin less what the prompt explains.
  private static final double NOISE = 0.17;
  private static final double POWER = 2;
  /// For how many rounds a candidate each all alike are explored, at first whole, then less and less.
  private static final double ACQUAINTANCE = 5;
  /// How many judgements a trial takes, at most and where it goes badly.
  private static final double MOST_TRIAL = 60;
  private static final double LEAST_TRIAL = 6;
  /// How many deviations below the best guess is going badly.
  private static final double TRIAL_DOUBT = 1.5;
  /// The most of the requests that go to candidates on trial, and the most that a request may cost more by it on average,
  /// in quality at its price of money.
  private static final double TRIAL_SHARE = 0.25;
  private static final double TRIAL_COST = 0.01;

  @Override
  public double weight(double asked) {
    return FineDial.weight(asked);
  }

  @Override
  public double asked(double acted) {
    return FineDial.place(acted);
  }

  @Override
  public double[] probabilities(Outlook outlook) {
    double[] probabilities = settled(outlook);
    double[] trials = trials(outlook);
    double rest = 1;
    for (double trial : trials) {
      rest -= trial;
    }
    for (int i = 0; i < trials.length; i++) {
      probabilities[i] = rest * probabilities[i] + trials[i];
    }
    return probabilities;
  }

  /// The shares of candidates on trial: those that are new, hardly known, and may be the best guess, as far as their cost
  /// allows.
  private static double[] trials(Outlook outlook) {
    double[] trials = new double[outlook.size()];
    double[] scores = outlook.scores();
    double best = scores[outlook.best(scores)];
    double[] bounds = outlook.bounds(outlook.preference(), TRIAL_DOUBT);
    double[] beyond = beyond(outlook);
    int several = 0;
    for (int i = 0; i < trials.length; i++) {
      double judged = outlook.judged()[i];
      boolean open = judged < LEAST_TRIAL || (judged < MOST_TRIAL && bounds[i] >= best);
      trials[i] = open ? Math.min(TRIAL_SHARE, TRIAL_COST / beyond[i]) : 0;
      several += open ? 1 : 0;
    }
    for (int i = 0; i < trials.length; i++) {
      trials[i] /= Math.max(1, several);
    }
    return trials;
  }

  private double[] settled(Outlook outlook) {
    int k = outlook.size();
    double alike = floor + elsewhere * Math.min(1, ACQUAINTANCE * k / (outlook.rounds() + 1));
    double[] gains = alike < floor + elsewhere ? improving(outlook) : new double[k];
    double[] probabilities = soft(outlook);
    double[] affordable = affordable(outlook);
    double sum = 0;
    for (int i = 0; i < k; i++) {
      double exploring = (floor + elsewhere - alike) * gains[i] + alike / k;
      probabilities[i] = (1 - elsewhere - floor) * probabilities[i] + exploring * affordable[i];
      sum += probabilities[i];
    }
    for (int i = 0; i < k; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }

  /// What is left of exploring each candidate: `1 / (1 + z)` where it costs `z` beyond the best guess.
  private static double[] affordable(Outlook outlook) {
    double[] affordable = beyond(outlook);
    for (int i = 0; i < affordable.length; i++) {
      affordable[i] = 1 / (1 + affordable[i]);
    }
    return affordable;
  }

  /// What each candidate costs beyond the best guess at the request's own price of money, in quality: `lambda (c - c_best)`,
  /// at least 0; infinite where money is all that counts.
  private static double[] beyond(Outlook outlook) {
    Preference preference = outlook.preference();
    double[] cost = outlook.costUsd();
    double least = cost[outlook.best(outlook.scores())];
    double[] beyond = new double[cost.length];
    for (int i = 0; i < cost.length; i++) {
      double more = preference.costWeight() * Math.max(0, cost[i] - least) / preference.costScale().usd();
      beyond[i] = more == 0 ? 0 : more / (1 - preference.costWeight());
    }
    return beyond;
  }

  private double[] soft(Outlook outlook) {
    double[] bounds = outlook.bounds(outlook.preference(), optimism);
    double highest = bounds[outlook.best(bounds)];
    double scale = Math.max(1e-12, temperature * (1 - outlook.preference().costWeight()));
    double sum = 0;
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = Math.exp((bounds[i] - highest) / scale);
      sum += bounds[i];
    }
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] /= sum;
    }
    return bounds;
  }

  private static double[] improving(Outlook outlook) {
    double[] gains = new double[outlook.size()];
    double[][] reaches = reaches(outlook);
    for (double price : PRICES) {
      addImprovements(gains, reaches, outlook, worth(outlook, price));
    }
    double sum = 0;
    for (int i = 0; i < gains.length; i++) {
      gains[i] = Math.pow(gains[i], POWER);
      sum += gains[i];
    }
    for (int i = 0; i < gains.length; i++) {
      gains[i] = sum > 0 ? gains[i] / sum : 1.0 / gains.length;
    }
    return gains;
  }

  private static double[] worth(Outlook outlook, double price) {
    Preference preference = outlook.preference();
    double[] worth = outlook.quality().clone();
    for (int i = 0; i < worth.length; i++) {
      worth[i] -= price * outlook.costUsd()[i] / preference.costScale().usd();
    }
    return worth;
  }

  private static void addImprovements(double[] gains, double[][] reaches, Outlook outlook, double[] worth) {
    int best = outlook.best(worth);
    double second = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < worth.length; i++) {
      second = i == best ? second : Math.max(second, worth[i]);
    }
    for (int i = 0; i < worth.length; i++) {
      gains[i] += improvement(worth[best] - (i == best ? second : worth[i]), reaches[i]);
    }
  }

  /// What each judgement is expected to gain of as many as gain most.
  private static double improvement(double behind, double[] reaches) {
    double most = 0;
    for (int i = 0; i < AHEAD.length; i++) {
      most = Math.max(most, expectedImprovement(behind, reaches[i]) / AHEAD[i]);
    }
    return most;
  }

  /// How far as many judgements as are looked ahead may move the belief in each candidate: the deviation of its mean to come.
  private static double[][] reaches(Outlook outlook) {
    double[][] reaches = new double[outlook.size()][AHEAD.length];
    for (int i = 0; i < reaches.length; i++) {
      double variance = outlook.deviation()[i] * outlook.deviation()[i];
      for (int j = 0; j < AHEAD.length; j++) {
        reaches[i][j] = variance / Math.sqrt(variance + NOISE / AHEAD[j]);
      }
    }
    return reaches;
  }

  /// `E[max(0, s Z - behind)]` of a standard normal `Z`, but for its tail, which is that of [BestArm#normalCdf]: 1.9 times too much at
  /// three deviations and 8.5 times at four, so that a candidate that far behind is still looked at now and then.
  private static double expectedImprovement(double behind, double s) {
    if (s == 0 || behind == Double.POSITIVE_INFINITY) {
      return 0;
    }
    double z = behind / s;
    double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    return Math.max(0, s * density - behind * BestArm.normalCdf(-z));
  }
}
