package dev.pointsman.gateway;

import dev.pointsman.gateway.provider.Model;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.Observation;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// A name that users ask for instead of a model's, the models behind it, and what it has learned. Many requests read
/// the learned state; one at a time replaces it.
public final class Router {
  /// What a user configures.
  ///
  /// @param policy the policy's name
  /// @param costWeight for requests that set none, in `[0, 1]`
  /// @param maxExploration the most probability off the best guess, in `[0, 1]`
  public record Spec(String name, String policy, List<Model> models, double costWeight, double maxExploration) {}

  private final Spec spec;
  private final ReentrantLock learning = new ReentrantLock();
  private volatile LearnedState state;

  /// A router that has learned nothing.
  ///
  /// @param features length of the feature vectors
  public Router(Spec spec, int features) {
    this.spec = spec;
    this.state = LearnedState.untrained(PolicySpec.named(spec.policy()).orElseThrow(), features);
  }

  public Spec spec() {
    return spec;
  }

  /// What it knows now.
  public LearnedState state() {
    return state;
  }

  /// Takes in one more observation.
  public void learn(Observation observation) {
    learning.lock();
    try {
      state = state.learn(observation);
    } finally {
      learning.unlock();
    }
  }
}
