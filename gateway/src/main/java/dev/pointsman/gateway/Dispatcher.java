package dev.pointsman.gateway;

import dev.pointsman.budget.Pacing;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.store.Excluded;
import dev.pointsman.gateway.store.LoggedDecision;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// A request's way: encode, look, offer, decide, call, remember. Straight down, once.
public final class Dispatcher {
  private static final FeatureVector NO_FEATURES = FeatureVector.of();
  /// The policy's name where a model was asked for by its own.
  static final String DIRECT = "direct";
  /// The policy's name where a new model was quizzed, and the tag that says which.
  static final String QUIZ = "quiz";
  private static final String UNKNOWN = "unknown";

  private final Catalog catalog;
  private final Encoder encoder;
  private final Call.Surroundings around;
  private final InstantSource clock;
  private final long seed;
  private final boolean prompts;
  private final AtomicLong decisions;
  private final Policy direct = new PolicySpec.CheapestSpec().create(0);

  /// A dispatcher.
  ///
  /// @param seed of the chance in decisions; decision `n` always draws the same
  /// @param prompts whether texts of prompts are kept
  /// @param last the number of the last decision that was ever made
  Dispatcher(Catalog catalog, Encoder encoder, Call.Surroundings around, InstantSource clock, long seed,
      boolean prompts, long last) {
    this.prompts = prompts;
    this.decisions = new AtomicLong(last);
    this.catalog = catalog;
    this.encoder = encoder;
    this.around = around;
    this.clock = clock;
    this.seed = seed;
  }

  /// A decision, or why there is none.
  public sealed interface Choice {
    /// A decision that nobody has acted on yet.
    ///
    /// @param reservation of its router's pace, which ends with the call
    record Chosen(LoggedDecision decision, Catalog.Offer offer,
        Optional<Pacing.Reservation> reservation) implements Choice {}

    /// No decision.
    ///
    /// @param router the router's name, or what stands for it
    record Rejected(String router, Rejection rejection) implements Choice {}
  }

  /// Handles a request on the current virtual thread.
  ///
  /// @param onClientGone takes an action to run if the client goes away
  public Dispatched dispatch(Exchange exchange, Consumer<Runnable> onClientGone) {
    Stopwatch watch = new Stopwatch();
    Optional<String> trouble = around.store().trouble();
    if (trouble.isPresent()) {
      around.meters().request(label(exchange.target()), "refused");
      return new Dispatched.Refused(Optional.empty(), new Rejection.NotRecorded(trouble.get()));
    }
    return switch (choose(exchange.target(), exchange.prompt(), exchange.needs(), exchange.options())) {
      case Choice.Chosen chosen -> new Call(around, exchange, chosen, watch).run(onClientGone);
      case Choice.Rejected(String router, Rejection rejection) -> {
        around.meters().request(router, "refused");
        yield new Dispatched.Refused(Optional.empty(), rejection);
      }
    };
  }

  /// What stands for a target in metrics, whose labels are never a caller's words.
  private String label(String target) {
    return catalog.router(target).map(router -> router.spec().name())
        .orElse(catalog.model(target).isPresent() ? DIRECT : UNKNOWN);
  }

  /// Decides, and does nothing else.
  ///
  /// @param target a router's or a model's name
  /// @param prompt the text that stands for the prompt
  public Choice choose(String target, String prompt, Needs needs, Options options) {
    Optional<Router> router = catalog.router(target);
    Optional<Model> model = catalog.model(target);
    if (router.isEmpty() && model.isEmpty()) {
      return new Choice.Rejected(UNKNOWN, new Rejection.UnknownModel(target, catalog.names()));
    }
    String name = label(target);
    Catalog.Offer offer = router.map(r -> catalog.offer(r.models(), needs))
        .orElseGet(() -> Catalog.only(model.orElseThrow(), needs));
    if (offer.candidates().isEmpty()) {
      return new Choice.Rejected(name, new Rejection.NoCandidate(offer.excluded()));
    }
    FeatureVector features = router.isPresent() ? encode(prompt) : NO_FEATURES;
    long start = System.nanoTime();
    Optional<LearnedState> state = router.map(Router::state);
    List<Candidate> priced = state.map(s -> s.price(features, offer.candidates())).orElse(offer.candidates());
    List<Candidate> affordable = affordable(priced, options);
    if (affordable.isEmpty()) {
      return new Choice.Rejected(name, tooDear(priced, offer, options));
    }
    Context asked = context(router, state, features, priced, options);
    long number = decisions.incrementAndGet();
    Policy policy = state.map(LearnedState::policy).orElse(direct);
    var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
    Paced paced = router.flatMap(Router::pacing).map(pacing -> Paced.at(pacing, policy, asked, affordable, random))
        .orElseGet(() -> Paced.freely(policy, asked, affordable, random));
    around.meters().decided(System.nanoTime() - start);
    LoggedDecision log = new LoggedDecision(id(), number, clock.instant(), router.map(r -> r.spec().name()), List.of(),
        router.map(r -> r.spec().policy()).orElse(DIRECT), paced.context(), raised(asked, paced.context()),
        paced.decision(), names(offer), excluded(priced, affordable, paced, offer), Optional.empty(),
        options.session(), options.tags(), encoder.fingerprint(), prompts ? Optional.of(prompt) : Optional.empty());
    return new Choice.Chosen(log, offer, paced.reservation());
  }

  /// Whether a model can be asked a prompt at all.
  boolean isFit(Model model, String prompt) {
    return Catalog.isAble(model, needs(prompt));
  }

  /// A model's appraisal by a router at a prompt that it fits, among the others behind it, resting ones too; nothing is called.
  ///
  /// @return by arm
  Decision appraised(Router router, Model newcomer, FeatureVector features, String prompt) {
    List<Model> all = new ArrayList<>(router.models());
    all.add(newcomer);
    Needs needs = needs(prompt);
    List<Candidate> able = all.stream().filter(model -> Catalog.isAble(model, needs))
        .flatMap(model -> Catalog.only(model, needs).candidates().stream()).toList();
    List<Candidate> priced = router.state().price(features, able);
    return router.state().policy().decide(quizContext(router, features, priced), priced, new SplittableRandom(0));
  }

  private static Needs needs(String prompt) {
    return new Needs(Set.of(), Questions.tokens(prompt), OptionalLong.empty(), 1);
  }

  private static Context quizContext(Router router, FeatureVector features, List<Candidate> priced) {
    var preference = new Preference(router.spec().costWeight(), router.state().costs().scale(priced));
    return new Context(features, preference, 0);
  }

  /// A prompt of a quiz as a decision whose only candidate is the model that is quizzed.
  ///
  /// @param routers that learn from it, at least one; the first decides
  LoggedDecision quizzed(List<Router> routers, Model newcomer, FeatureVector features, String prompt) {
    Router router = routers.getFirst();
    Catalog.Offer offer = Catalog.only(newcomer, needs(prompt));
    List<Candidate> priced = router.state().price(features, offer.candidates());
    Context context = quizContext(router, features, priced);
    Decision decision = router.state().policy().decide(context, priced, new SplittableRandom(0));
    SequencedMap<String, String> tags = new LinkedHashMap<>();
    tags.put(QUIZ, newcomer.name());
    return new LoggedDecision(id(), decisions.incrementAndGet(), clock.instant(), Optional.of(router.spec().name()),
        routers.stream().skip(1).map(other -> other.spec().name()).toList(), QUIZ, context, OptionalDouble.empty(),
        decision, names(offer), List.of(), Optional.of(newcomer.arm()),
        Optional.empty(), tags,
        encoder.fingerprint(), prompts ? Optional.of(prompt) : Optional.empty());
  }

  /// The question of a quiz to a judge.
  LoggedDecision judging(Model judge, Model newcomer, String prompt) {
    Catalog.Offer offer = Catalog.only(judge, needs(prompt));
    Context context = new Context(NO_FEATURES, new Preference(0, new Money(1)), 0);
    SequencedMap<String, String> tags = new LinkedHashMap<>();
    tags.put(QUIZ, newcomer.name());
    tags.put("judge", judge.name());
    return new LoggedDecision(id(), decisions.incrementAndGet(), clock.instant(), Optional.empty(), List.of(), QUIZ,
        context, OptionalDouble.empty(), direct.decide(context, offer.candidates(), new SplittableRandom(0)),
        names(offer), List.of(), Optional.of(judge.arm()), Optional.empty(), tags, encoder.fingerprint(),
        prompts ? Optional.of(prompt) : Optional.empty());
  }

  FeatureVector features(String prompt) {
    return encode(prompt);
  }

  /// An id that nobody can guess; ids rise with time, so that an index of them grows at one end only.
  private String id() {
    String random = UUID.randomUUID().toString().replace("-", "");
    return String.format(Locale.ROOT, "chatcmpl-%012x%s", clock.millis(), random.substring(12));
  }

  private FeatureVector encode(String prompt) {
    long start = System.nanoTime();
    FeatureVector features = encoder.encode(prompt);
    around.meters().encoded(System.nanoTime() - start);
    return features;
  }

  private static List<Candidate> affordable(List<Candidate> priced, Options options) {
    return priced.stream().filter(c -> options.maxCost().map(most -> !c.expectedCost().isAbove(most)).orElse(true))
        .toList();
  }

  private static Rejection tooDear(List<Candidate> priced, Catalog.Offer offer, Options options) {
    Candidate cheapest = priced.stream().min(Comparator.comparing(Candidate::expectedCost)).orElseThrow();
    return new Rejection.MaxCostExceeded(offer.model(cheapest.arm()).name(), cheapest.expectedCost(),
        options.maxCost().orElseThrow());
  }

  private static Context context(Optional<Router> router, Optional<LearnedState> state, FeatureVector features,
      List<Candidate> priced, Options options) {
    double weight = options.costWeight().orElse(router.map(r -> r.spec().costWeight()).orElse(0.0));
    Money scale = state.map(s -> s.costs().scale(priced)).orElse(new Money(1));
    double exploration = options.explore() ? router.map(r -> r.spec().maxExploration()).orElse(0.0) : 0;
    return new Context(features, new Preference(weight, scale), exploration).tagged(options.tags());
  }

  /// The cost weight that was asked for, where the pace raised it.
  private static OptionalDouble raised(Context asked, Context decided) {
    double weight = asked.preference().costWeight();
    return decided.preference().costWeight() > weight ? OptionalDouble.of(weight) : OptionalDouble.empty();
  }

  private static Map<Arm, String> names(Catalog.Offer offer) {
    Map<Arm, String> names = new LinkedHashMap<>();
    offer.models().forEach((arm, model) -> names.put(arm, model.name()));
    return names;
  }

  private static List<Excluded> excluded(List<Candidate> priced, List<Candidate> affordable,
      Paced paced, Catalog.Offer offer) {
    List<Excluded> excluded = new ArrayList<>(offer.excluded());
    for (Candidate candidate : priced) {
      if (!affordable.contains(candidate)) {
        excluded.add(new Excluded(offer.model(candidate.arm()).name(),
            "expected to cost " + candidate.expectedCost() + ", above max_cost_usd"));
      } else if (!paced.offers(candidate)) {
        excluded.add(new Excluded(offer.model(candidate.arm()).name(),
            "expected to cost " + candidate.expectedCost() + ", more than is left for it under budget_per_query"));
      }
    }
    return excluded;
  }
}
