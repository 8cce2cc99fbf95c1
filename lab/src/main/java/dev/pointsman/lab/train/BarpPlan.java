package dev.pointsman.lab.train;

import dev.pointsman.policy.BarpRecipe;
import java.util.List;
import java.util.Locale;

/// A recipe in numbers.
///
/// @param rate of Adam
/// @param batch prompts a step
/// @param looks epochs after which a fit may end, rising; the last is the most there are
/// @param entropy what a nat of the distribution's entropy counts in reward
/// @param averageKept what the running mean of the net keeps of itself each step, in `[0, 1)`; 0 where it is the net itself
/// @param critic what a foretold quality counts beside an outcome that was bought, in `[0, 1]`
/// @param mostCalls how many models a prompt is asked at most while it is learned from, each once; 0 where every draw is a call
///     of its own
/// @param folds in how many parts the prompts are dealt, each left out once, to choose epochs and cost scale; 0 where nothing
///     is chosen
/// @param trainedMultiple the cost that counts as 1 in training, as a multiple of the 95th percentile of costs
/// @param tauMultiples what to choose from for the cost that counts as 1 where it serves, rising
public record BarpPlan(double rate, int batch, List<Integer> looks, double entropy, double averageKept, double critic,
    int mostCalls, int folds, double trainedMultiple, List<Double> tauMultiples) {
  /// The published numbers; the weight of entropy is ours, the paper's being unknown.
  static final BarpPlan PUBLISHED = new BarpPlan(1e-4, 32, List.of(100), 0.01, 0, 0, 0, 0, 1, List.of(1.0));
  static final BarpPlan RECOMMENDED = new BarpPlan(1e-3, 128, List.of(20, 40, 60), 0.03, 0.98, 0.7, 8, 3, 8,
      List.of(3.0, 4.0, 5.0, 6.0, 8.0, 10.0));

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
        + (keeps()
            ? String.format(Locale.ROOT, ", critic %.2g, at most %d models a prompt", critic, mostCalls)
            : ", every draw a call");
  }

  /// The same where no prompt may ask another model.
  BarpPlan withoutCalls() {
    return new BarpPlan(rate, batch, looks, entropy, averageKept, critic, 1, 0, trainedMultiple, tauMultiples);
  }

  /// Whether each outcome is bought once and kept.
  boolean keeps() {
    return mostCalls > 0;
  }

  /// The most epochs of a fit.
  int epochs() {
    return looks.getLast();
  }

  /// The most epochs over all fits, for a bar of progress.
  public int mostEpochs() {
    return folds > 0 ? looks.getFirst() + (folds + 1) * epochs() : epochs();
  }
}
