package dev.pointsman.gateway;

import dev.pointsman.gateway.provider.Capability;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.provider.Price;
import dev.pointsman.gateway.store.Excluded;
import dev.pointsman.identity.KnownModel;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/// The models and routers that there are, and which models can serve a request.
public final class Catalog {
  /// A typical model's answer, in tokens, for a first guess at what it costs.
  private static final long TYPICAL_OUTPUT = 300;
  /// The first guess where the price is only told afterwards; the same for all, so that it favours none.
  static final Money NOMINAL = new Money(1_000_000);

  private volatile SequencedMap<String, Model> models = new LinkedHashMap<>();
  private final SequencedMap<String, Router> routers = new LinkedHashMap<>();
  private final Health health;

  /// Who can serve a request.
  ///
  /// @param candidates with listed costs
  /// @param models by arm
  /// @param excluded the others, each with a reason
  public record Offer(List<Candidate> candidates, Map<Arm, Model> models, List<Excluded> excluded) {
    /// The model that an offered arm is.
    public Model model(Arm arm) {
      return Objects.requireNonNull(models.get(arm), () -> arm + " was not offered");
    }
  }

  Catalog(List<Model> models, List<Router> routers, Health health) {
    models.forEach(model -> this.models.put(model.name(), model));
    routers.forEach(router -> this.routers.put(router.spec().name(), router));
    this.health = health;
  }

  public List<Router> routers() {
    return List.copyOf(routers.values());
  }

  public List<Model> models() {
    return List.copyOf(models.values());
  }

  /// Takes in a model, to be asked for by its name.
  synchronized void join(Model model) {
    SequencedMap<String, Model> more = new LinkedHashMap<>(models);
    more.put(model.name(), model);
    models = more;
  }

  /// Lets a model go.
  synchronized void leave(String name) {
    SequencedMap<String, Model> fewer = new LinkedHashMap<>(models);
    fewer.remove(name);
    models = fewer;
  }

  Optional<Router> router(String name) {
    return Optional.ofNullable(((Map<String, Router>) routers).get(name));
  }

  Optional<Model> model(String name) {
    return Optional.ofNullable(((Map<String, Model>) models).get(name));
  }

  /// Every name that may be asked for, routers first.
  List<String> names() {
    List<String> names = new ArrayList<>(routers.keySet());
    names.addAll(models.keySet());
    return names;
  }

  /// A single model, whatever it may be able to do: who asks for it by name means it.
  static Offer only(Model model, Needs needs) {
    return new Offer(List.of(candidate(model, needs)), Map.of(model.arm(), model), List.of());
  }

  /// Whether a model can do what is needed, well or resting.
  static boolean isAble(Model model, Needs needs) {
    return obstacle(model, needs).isEmpty();
  }

  /// Those of the models that can serve. Models that rest after failures are left out unless nothing else remains.
  Offer offer(List<Model> among, Needs needs) {
    List<Candidate> able = new ArrayList<>();
    Map<Arm, Model> byArm = new LinkedHashMap<>();
    List<Excluded> excluded = new ArrayList<>();
    Set<Arm> resting = resting(among, needs);
    for (Model model : among) {
      Optional<String> reason = obstacle(model, needs);
      if (reason.isEmpty() && resting.contains(model.arm())) {
        reason = Optional.of("resting after failures in a row");
      }
      if (reason.isPresent()) {
        excluded.add(new Excluded(model.name(), reason.get()));
      } else {
        able.add(candidate(model, needs));
        byArm.put(model.arm(), model);
      }
    }
    return new Offer(able, byArm, excluded);
  }

  /// Those of the able ones that rest, or none if all do; looked at once, because it may change at any moment.
  private Set<Arm> resting(List<Model> among, Needs needs) {
    Set<Arm> able = among.stream().filter(m -> obstacle(m, needs).isEmpty()).map(Model::arm)
        .collect(Collectors.toSet());
    Set<Arm> resting = able.stream().filter(health::isResting).collect(Collectors.toSet());
    return resting.equals(able) ? Set.of() : resting;
  }

  private static Optional<String> obstacle(Model model, Needs needs) {
    for (Capability capability : needs.capabilities()) {
      if (!model.capabilities().contains(capability)) {
        return Optional.of("lacks " + capability.label());
      }
    }
    long output = needs.maxOutputTokens().orElse(1);
    if (needs.inputTokens() + output > model.contextWindow().orElse(Long.MAX_VALUE)) {
      return Optional.of("about " + (needs.inputTokens() + output) + " tokens do not fit its context window of "
          + model.contextWindow().getAsLong());
    }
    if (output > model.maxOutputTokens().orElse(Long.MAX_VALUE)) {
      return Optional.of("writes at most " + model.maxOutputTokens().getAsLong() + " tokens");
    }
    return Optional.empty();
  }

  private static Candidate candidate(Model model, Needs needs) {
    long typical = Math
        .round(TYPICAL_OUTPUT * model.identity().map(KnownModel::verbosity).orElse(OptionalDouble.empty())
            .orElse(1));
    long output = Math.min(typical, needs.maxOutputTokens().orElse(typical)) * needs.choices();
    Money listed = switch (model.price()) {
      case Price.Listed(var pricing) -> pricing.cost(Usage.of(needs.inputTokens(), output));
      case Price.Reported() -> NOMINAL;
    };
    return Candidate.listed(model.arm(), listed);
  }
}
