package dev.pointsman.gateway;

import dev.pointsman.budget.KnapsackWindows;
import dev.pointsman.budget.PacedStream;
import dev.pointsman.budget.Pacing;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.store.Fact;
import dev.pointsman.identity.Identity;
import dev.pointsman.identity.KnownModels;
import dev.pointsman.policy.Checkpoint;
import dev.pointsman.policy.IdentityPrior;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Money;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
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
  /// @param known what identities say of its models, if they say anything
  public record Spec(String name, String policy, List<Model> models, double costWeight, double maxExploration,
      Optional<Checkpoint> start, Optional<Ration> ration, Optional<Known> known) {
    /// A router that starts untrained.
    public Spec(String name, String policy, List<Model> models, double costWeight, double maxExploration) {
      this(name, policy, models, costWeight, maxExploration, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// The policy's spec.
    PolicySpec learner() {
      return PolicySpec.named(policy).orElseThrow();
    }
  }

  /// What identities say of a router's models before they are first called.
  ///
  /// @param prior by arm
  /// @param encoder fingerprint of what made the features that it reads
  public record Known(IdentityPrior prior, String encoder) {
    /// What is known of some models; empty if none of them is said to be a known one.
    public static Optional<Known> of(List<Model> models, KnownModels all) {
      SequencedMap<Arm, Identity> identities = new LinkedHashMap<>();
      models.forEach(model -> model.identity().ifPresent(known -> identities.put(model.arm(), known.identity())));
      return identities.isEmpty()
          ? Optional.empty()
          : Optional.of(new Known(IdentityPrior.of(all.responses(), identities), all.encoder()));
    }
  }

  /// What requests may cost on average.
  ///
  /// @param perQuery above zero
  /// @param window over how many requests that is held, at least one, where it is held as PILOT does; empty for a price of
  ///     money that the whole stream's pace sets
  public record Ration(Money perQuery, OptionalInt window) {
    Pacing pacing() {
      return window.isPresent()
          ? new KnapsackWindows(perQuery.usd(), window.getAsInt())
          : new PacedStream(perQuery.usd());
    }
  }

  /// Learned state, and how far in the order of facts it has come.
  ///
  /// @param sequence of the last fact that was heard, this router's or another's; 0 before the first
  record Position(LearnedState state, long sequence) {}

  private final Spec spec;
  private final Optional<Pacing> pacing;
  private volatile Position position;
  private volatile List<Model> joined = List.of();

  /// A router that has learned nothing here.
  ///
  /// @param features length of the feature vectors
  public Router(Spec spec, int features) {
    this.spec = spec;
    this.pacing = spec.ration().map(Ration::pacing);
    LearnedState untrained = LearnedState.untrained(spec.learner(), features);
    this.position = new Position(spec.known()
        .map(known -> new LearnedState(untrained.costs(), spec.learner().informed(known.prior))).orElse(untrained), 0);
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

  /// The pace of its money, where its requests are rationed.
  public Optional<Pacing> pacing() {
    return pacing;
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
      LearnedState state = fact.routers().contains(spec.name())
          ? before.state.learn(fact.observation())
          : before.state;
      position = new Position(state, fact.sequence());
    }
  }
}
