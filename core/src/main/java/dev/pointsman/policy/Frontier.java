package dev.pointsman.policy;

import dev.pointsman.routing.Preference;

/// The house policy's choice: optimism, softened so that every candidate has a probability, for the request's own preference
/// and, with a smaller share, for other points of the dial, because one learned state must serve every preference that may
/// be asked later.
///
/// At a preference a candidate's bound is its predicted reward and `optimism` deviations of it; its probability is
/// proportional to `exp(bound / temperature)`. Where beliefs are wide the least known of the good candidates is tried; as
/// they sharpen the probability gathers on the best guess. A floor for every candidate remains.
///
/// @param optimism deviations of the reward that count as reward, at least 0
/// @param temperature how much worse a bound is to be taken a third as often, in units of reward, above 0
/// @param elsewhere share for the other points of the dial, in `[0, 1)`
/// @param floor share for every candidate alike, in `[0, 1)`
record Frontier(double optimism, double temperature, double elsewhere, double floor) implements ChoiceRule {
  /// The points of the dial that are explored for besides the request's own.
  private static final double[] DIAL = {0, 0.05, 0.15, 0.4};

  @Override
  public double[] probabilities(Outlook outlook) {
    int k = outlook.size();
    double[] probabilities = new double[k];
    add(probabilities, 1 - elsewhere - floor, soft(outlook, outlook.preference()));
    for (double weight : DIAL) {
      add(probabilities, elsewhere / DIAL.length, soft(outlook, outlook.preference().withCostWeight(weight)));
    }
    double sum = 0;
    for (int i = 0; i < k; i++) {
      probabilities[i] += floor / k;
      sum += probabilities[i];
    }
    for (int i = 0; i < k; i++) {
      probabilities[i] /= sum; // the shares may round to a little more than 1, which is no probability
    }
    return probabilities;
  }

  private double[] soft(Outlook outlook, Preference preference) {
    double[] bounds = outlook.bounds(preference, optimism);
    double highest = bounds[outlook.best(bounds)];
    double sum = 0;
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = Math.exp((bounds[i] - highest) / temperature);
      sum += bounds[i];
    }
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] /= sum;
    }
    return bounds;
  }

  private static void add(double[] sum, double share, double[] probabilities) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += share * probabilities[i];
    }
  }
}
