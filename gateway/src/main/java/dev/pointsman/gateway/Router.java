package dev.pointsman.gateway;

import dev.pointsman.budget.KnapsackWindows;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.store.Fact;
import dev.pointsman.policy.Checkpoint;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.Money;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A name that users ask for instead of a model's, the models behind it, and what it has learned. Many requests read
/// the learned state; one thread replaces it.
public final class Router {
  /// What a user configures.
  ///
  /// @param policy the policy's name
  /// @param costWeight for requests that set none, in `[0, 1]`
  /// @param maxExploration the most probability off the best guess, in `[0, 1]`
  /// @param start what was learned before its first request, if it does not start untrained
  /// @param ration what requests may cost on average, if that is held
  public record Spec(String name, String policy, List<Model> models, double costWeight, double maxExploration,
      Optional<Checkpoint> start, Optional<Ration> ration) {
    /// A router that starts untrained.
    public Spec(String name, String policy, List<Model> models, double costWeight, double maxExploration) {
      this(name, policy, models, costWeight, maxExploration, Optional.empty(), Optional.empty());
    }

    /// The policy's spec.
    PolicySpec learner() {
      return PolicySpec.named(policy).orElseThrow();
    }
  }

  /// What requests may cost on average, and over how many of them that is held.
  ///
  /// @param perQuery above zero
  /// @param window at least one request
  public record Ration(Money perQuery, int window) {
    KnapsackWindows windows() {
      return new KnapsackWindows(perQuery.usd(), window);
    }
  }

  /// Learned state, and how far in the order of facts it has come.
  ///
  /// @param sequence of the last fact that was heard, this router's or another's; 0 before the first
  record Position(LearnedState state, long sequence) {}

  private final Spec spec;
  private final Optional<KnapsackWindows> ration;
  private volatile Position position;
  private volatile List<Model> joined = List.of();

  /// A router that has learned nothing.
  ///
  /// @param features length of the feature vectors
  public Router(Spec spec, int features) {
    this.spec = spec;
    this.ration = spec.ration().map(Ration::windows);
    this.position = new Position(LearnedState.untrained(spec.learner(), features), 0);
  }

  public Spec spec() {
    return spec;
  }

  /// The models behind it: those that are configured, and those that joined since.
  public List<Model> models() {
    return Stream.concat(spec.models().stream(), joined.stream()).toList();
  }

  /// Takes in a model.
  synchronized void join(Model model) {
    joined = Stream.concat(joined.stream(), Stream.of(model)).toList();
  }

  /// Lets a model go that had joined; what was learned of it stays.
  synchronized void leave(String model) {
    joined = joined.stream().filter(other -> !other.name().equals(model)).toList();
  }

  /// The money of its windows, where its requests are rationed.
  public Optional<KnapsackWindows> ration() {
    return ration;
  }

  /// What it knows now.
  public LearnedState state() {
    return position.state;
  }

  Position position() {
    return position;
  }

  /// Puts it where it was.
  void restore(Position earlier) {
    position = earlier;
  }

  /// Hears a fact, unless it already has: learns from its own, and passes by those of others, so that an idle router holds
  /// nothing up. Facts come one at a time, in order.
  void hear(Fact fact) {
    Position before = position;
    if (fact.sequence() > before.sequence) {
      LearnedState state = fact.router().equals(spec.name())
          ? before.state.learn(fact.observation())
          : before.state;
      position = new Position(state, fact.sequence());
    }
  }
}
