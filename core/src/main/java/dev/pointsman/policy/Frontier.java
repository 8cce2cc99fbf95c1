package dev.pointsman.policy;

/// The house policy's choice: explore for the whole quality-cost frontier, not for one trade-off, because the same
/// learned state must serve every preference that may be asked later.
///
/// A share of the probability goes to each candidate as likely as it is the best one at the request's own preference
/// (Thompson's rule), a smaller share as likely as it is the best one at some other point of the dial, and a little to
/// every candidate alike. As beliefs sharpen, Thompson's share goes to the best guess, but the others stay: what is
/// best elsewhere on the dial keeps its share, and so does every candidate.
///
/// Deviations are taken `boldness` times. A regression on many features of which few matter overrates what it does not know,
/// so Thompson's rule itself, at 1, explores more than pays.
///
/// @param boldness factor on the beliefs' deviations, above 0
/// @param elsewhere share for the other points of the dial, in `[0, 1)`
/// @param floor share for every candidate alike, in `[0, 1)`
record Frontier(double boldness, double elsewhere, double floor) implements ChoiceRule {
  /// The points of the dial that are explored for besides the request's own.
  private static final double[] DIAL = {0, 0.05, 0.15, 0.4};

  @Override
  public double[] probabilities(Outlook outlook) {
    int k = outlook.size();
    double[] probabilities = new double[k];
    Outlook bold = outlook.withDeviationsTimes(boldness);
    add(probabilities, 1 - elsewhere - floor, BestArm.probabilities(bold, outlook.preference()));
    for (double weight : DIAL) {
      double[] there = BestArm.probabilities(bold, outlook.preference().withCostWeight(weight));
      add(probabilities, elsewhere / DIAL.length, there);
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

  private static void add(double[] sum, double share, double[] probabilities) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += share * probabilities[i];
    }
  }
}
