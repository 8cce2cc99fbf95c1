package dev.pointsman.lab.world;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.function.DoublePredicate;

/// What happens besides prompts: changes of models at shares of the deployment, and how judgements come.
///
/// @param changes of models, in any order
/// @param feedbackDelay rounds between an answer and its judgement, at least 0
/// @param feedbackMissing share of judgements that never come, in `[0, 1]`
/// @param labelNoise share of judgements `q` that come as `1 - q`, in `[0, 1]`
public record Scenario(List<Change> changes, int feedbackDelay, double feedbackMissing, double labelNoise) {
  /// Nothing happens.
  public static final Scenario CALM = new Scenario(List.of(), 0, 0, 0);

  public Scenario {
    changes = List.copyOf(changes);
  }

  /// Something that happens to a model from a share of the deployment on.
  public sealed interface Change {
    /// From which share of the rounds on, in `[0, 1)`.
    double at();

    String model();
  }

  /// Calls cost so many times what was recorded; nobody is told.
  public record Price(double at, String model, double factor) implements Change {}

  /// Every answer has this quality; the recorded one again where there is none.
  public record Quality(double at, String model, OptionalDouble value) implements Change {}

  /// The model is there from then on; unless it has left before, it was not there until then and is left out of the learning.
  public record Join(double at, String model) implements Change {}

  /// The model is there no more, unless it joins again.
  public record Leave(double at, String model) implements Change {}

  /// The same judgements, without changes of models.
  Scenario feedbackOnly() {
    return new Scenario(List.of(), feedbackDelay, feedbackMissing, labelNoise);
  }

  /// Whether a model is there before anything changes, so that it can be learned from: unless the first that happens to it is
  /// that it joins.
  public boolean isThereAtFirst(String model) {
    return isThere(model, _ -> false);
  }

  /// Whether a model is there: as its last joining or leaving so far has it, and before the first the other way round.
  ///
  /// @param isPast which shares of the deployment are over
  boolean isThere(String model, DoublePredicate isPast) {
    boolean there = true;
    double first = Double.POSITIVE_INFINITY;
    double last = -1;
    for (Change change : changes) {
      boolean joins = change instanceof Join;
      if (change.model().equals(model) && (joins || change instanceof Leave)) {
        if (isPast.test(change.at()) && change.at() >= last) {
          there = joins;
          last = change.at();
        } else if (last < 0 && change.at() < first) {
          there = !joins;
          first = change.at();
        }
      }
    }
    return there;
  }

  /// Where phases begin, as shares of the rounds: 0 and every moment of a change, rising.
  public List<Double> phases() {
    SequencedSet<Double> starts = new TreeSet<>(List.of(0.0));
    changes.forEach(change -> starts.add(change.at()));
    return List.copyOf(starts);
  }
}
