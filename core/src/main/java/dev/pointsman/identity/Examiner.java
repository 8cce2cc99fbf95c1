package dev.pointsman.identity;

import dev.pointsman.routing.FeatureVector;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// What an adaptive quiz needs to know: how identities answer, which there are, and how they are spread.
///
/// @param responses frozen
/// @param known identities
/// @param population of which a new model is thought to be one
/// @param ease of prompts that known models answered
public record Examiner(ResponseModel responses, Collection<Identity> known, Population population, Ease ease) {
  /// A quiz on some prompts, which are read once.
  ///
  /// @param pool features of the prompts that may be asked
  /// @throws IllegalArgumentException if some are not of the length that identities were fitted on
  public Quiz quiz(List<FeatureVector> pool) {
    return new Quiz(responses, known, pool, ease);
  }

  /// The prompt to ask next.
  ///
  /// @param answers so far
  /// @param asked their indexes in the quiz's pool, not all of it
  /// @throws IllegalArgumentException if all of it was asked
  public int next(Quiz quiz, List<Answered> answers, Set<Integer> asked) {
    return quiz.next(new Inference(responses, population, ease).posterior(answers), asked);
  }
}
