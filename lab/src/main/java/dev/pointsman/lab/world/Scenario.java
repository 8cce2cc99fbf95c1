package dev.pointsman.lab.world;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedSet;
import java.util.TreeSet;

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

  /// The model is there only from then on; it is left out of the learning.
  public record Join(double at, String model) implements Change {}

  /// The model is there no more.
  public record Leave(double at, String model) implements Change {}

  /// The same judgements, without changes of models.
  Scenario feedbackOnly() {
    return new Scenario(List.of(), feedbackDelay, feedbackMissing, labelNoise);
  }

  /// Where phases begin, as shares of the rounds: 0 and every moment of a change, rising.
  public List<Double> phases() {
    SequencedSet<Double> starts = new TreeSet<>(List.of(0.0));
    changes.forEach(change -> starts.add(change.at()));
    return List.copyOf(starts);
  }
}
