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
  /// The prompt to ask next.
  ///
  /// @param pool features of the prompts that may be asked
  /// @param answers so far
  /// @param asked their indexes in the pool, not all of it
  public int next(List<FeatureVector> pool, List<Answered> answers, Set<Integer> asked) {
    return new Quiz(responses, known, pool, ease).next(new Inference(responses, population, ease).posterior(answers),
        asked);
  }
}
