package dev.pointsman.identity;

import dev.pointsman.routing.FeatureVector;

/// How easy prompts are beyond what their features tell, where known models answered them. The difficulty of an item in item
/// response theory, with its sign turned.
@FunctionalInterface
public interface Ease {
  /// No prompt is known.
  Ease UNKNOWN = features -> 0;

  /// By how many logits a prompt is easier than a response model says, for every model; 0 where it is not known.
  double of(FeatureVector features);
}
