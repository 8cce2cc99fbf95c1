package dev.pointsman.lab.train;

import dev.pointsman.policy.BarpRecipe;
import java.util.List;
import java.util.Locale;

/// A recipe in numbers.
///
/// @param rate of Adam
/// @param batch prompts a step
/// @param epochs at most
/// @param entropy what a nat of the distribution's entropy counts in reward
/// @param averageKept what the running mean of the net keeps of itself each step, in `[0, 1)`; 0 where it is the net itself
/// @param mostCalls how many models a prompt is asked at most, each once; 0 where every draw is a call of its own
/// @param heldOut share of the prompts that is not learned from while epochs and cost scale are chosen; 0 where nothing is
/// @param trainedMultiple the cost that counts as 1 in training, as a multiple of the 95th percentile of costs
/// @param tauMultiples what to choose from for the cost that counts as 1 where it serves, rising
public record BarpPlan(double rate, int batch, int epochs, double entropy, double averageKept, int mostCalls,
    double heldOut,
    double trainedMultiple, List<Double> tauMultiples) {
  /// The published numbers; the weight of entropy is ours, the paper's being unknown.
  static final BarpPlan PUBLISHED = new BarpPlan(1e-4, 32, 100, 0.01, 0, 0, 0, 1, List.of(1.0));
  static final BarpPlan RECOMMENDED = new BarpPlan(1e-3, 128, 60, 0.03, 0.98, 8, 0.2, 8,
      List.of(4.0, 6.0, 8.0));

  /// A recipe's own.
  public static BarpPlan of(BarpRecipe recipe) {
    return switch (recipe) {
      case PUBLISHED -> PUBLISHED;
      case RECOMMENDED -> RECOMMENDED;
    };
  }

  /// Its numbers in a line.
  String told() {
    return String.format(Locale.ROOT, "Adam %.0e, batch %d, entropy %.2g", rate, batch, entropy)
        + (keeps() ? ", at most " + mostCalls + " models a prompt" : ", every draw a call");
  }

  /// The same where no prompt may ask another model.
  BarpPlan withoutCalls() {
    return new BarpPlan(rate, batch, epochs, entropy, averageKept, 1, 0, trainedMultiple, tauMultiples);
  }

  /// Whether each outcome is bought once and kept.
  boolean keeps() {
    return mostCalls > 0;
  }

  /// The most epochs over both fits, for a bar of progress.
  public int mostEpochs() {
    return heldOut > 0 ? 2 * epochs : epochs;
  }
}
