package dev.pointsman.lab.evaluate;

import dev.pointsman.lab.train.ResponseTrainer.Preferences;
import dev.pointsman.policy.Learning;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicySpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/// A policy as it takes part in evaluations: what it learns from unless told otherwise, and who chooses when.
///
/// @param name as users write it
/// @param spec what is built; empty for the oracle
/// @param feedback what it learns from unless told otherwise
/// @param learning how prompts are chosen for while it learns from bandit feedback
/// @param blind whether it looks at no prompt, so that its costs are plain means too
/// @param grouped whether it sees the task as the caller's group even when others do not
/// @param exploration when it is deployed online: the most probability off its best guess
/// @param paying how it spends a budget
/// @param prior what it knows besides
public record Contender(String name, Optional<PolicySpec> spec, Feedback feedback, Choosing learning, boolean blind,
    boolean grouped, double exploration, Paying paying, Optional<Prior> prior) {
  /// Who chooses while a policy learns from bandit feedback, and for which trade-off.
  public enum Choosing {
    /// The policy itself, for quality alone, as PILOT's learning stage does (arXiv 2508.21141); what it explores besides is its
    /// own affair.
    FOR_QUALITY,
    /// The policy itself, each prompt at a price of money drawn by chance, as thresholds will set it: none for some prompts, for
    /// the others any order of magnitude alike.
    AT_DRAWN_PRICES,
    /// Chance, any candidate alike.
    BY_CHANCE,
    /// A trainer that asks for the outcomes that it wants, as long as it pays for each.
    BY_ITS_TRAINER
  }

  /// How a budget is spent.
  public enum Paying {
    /// At the price of money that a pacer sets; the horizon is open unless it is said to be known.
    BY_PACER,
    /// By PILOT's knapsack, thresholds being for what more money adds; the horizon is known.
    BY_KNAPSACK,
    /// By PILOT's knapsack as published, thresholds being for quality a dollar; the horizon is known.
    BY_PAPERS_KNAPSACK,
    /// Each prompt its share; the horizon is known.
    PER_QUERY,
    /// Each prompt its share and what earlier ones left; the horizon is known.
    PER_QUERY_WITH_OVERFLOW,
    /// At the one price that hindsight tells; the horizon is known.
    IN_HINDSIGHT
  }

  private static final SequencedMap<String, Contender> ALL = all();

  /// The contender of that name.
  public static Optional<Contender> named(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  /// All names, the house policy first.
  public static SequencedSet<String> names() {
    return ALL.sequencedKeySet();
  }

  /// The same, knowing what preferences say.
  public Contender informed(Prior known) {
    return new Contender(name, spec, feedback, learning, blind, grouped, exploration, paying, Optional.of(known));
  }

  /// The same, spending otherwise.
  public Contender paying(Paying otherwise) {
    return new Contender(name, spec, feedback, learning, blind, grouped, exploration, otherwise, prior);
  }

  /// The same under another name, built by another spec.
  public Contender varied(String otherwise, PolicySpec other) {
    return new Contender(otherwise, Optional.of(other), feedback, learning, blind, grouped, exploration, paying, prior);
  }

  /// The same where nothing is owed to the prompts it learns from.
  Contender exploring() {
    return varied(name, spec.orElseThrow().exploring());
  }

  /// All that what comes of it depends on, but the seed and the data.
  String key() {
    return name + " " + spec + " " + learning + " " + paying + " " + prior;
  }

  /// Whether it can make something of preferences.
  public boolean isInformable() {
    return isTrainedOnPairs() || spec.flatMap(PolicySpec::preferenceScore).isPresent();
  }

  /// Whether it makes of preferences what it makes of a table, and learns both at once.
  public boolean isTrainedOnPairs() {
    return spec.orElse(null) instanceof PolicySpec.LlmBanditSpec;
  }

  /// The preferences that it is trained on with the table.
  List<Preferences> pairs(long seed) {
    return prior.orElse(null) instanceof Prior.Pairs pairs ? List.of(pairs.under(seed)) : List.of();
  }

  /// The policy that it starts as.
  ///
  /// @param features length of the feature vectors it will see
  Policy untrained(int features, long seed) {
    PolicySpec built = spec.orElseThrow();
    return prior.orElse(null) instanceof Prior.Beliefs beliefs
        ? built.informed(beliefs.under(seed))
        : built.create(features);
  }

  /// Whether all of a table is learned at once, whatever the order; others forget, watch for changes and weigh priors
  /// as they go.
  boolean isFitted() {
    return switch (spec.orElse(null)) {
      case PolicySpec.PredictorSpec _,PolicySpec.NeighboursSpec _,PolicySpec.TaskTableSpec _,PolicySpec.LlmBanditSpec _,PolicySpec.CheapestSpec _ ->
        true;
      case null, default -> false;
    };
  }

  /// Whether it is deployed by chance even when it learns no more.
  boolean isRandom() {
    return name.equals("random") || (exploration > 0 && spec.orElse(null) instanceof PolicySpec.LlmBanditSpec);
  }

  private static SequencedMap<String, Contender> all() {
    SequencedMap<String, Contender> all = new LinkedHashMap<>();
    add(all, "frontier", Feedback.BANDIT, Choosing.FOR_QUALITY, false, 1);
    addPilot(all, "pilot", "pilot", Choosing.AT_DRAWN_PRICES, Paying.BY_KNAPSACK);
    addPilot(all, "pilot-paper", "pilot-paper", Choosing.FOR_QUALITY, Paying.BY_PAPERS_KNAPSACK);
    addPilot(all, "pilot-fixed", "pilot", Choosing.AT_DRAWN_PRICES, Paying.PER_QUERY);
    addPilot(all, "pilot-overflow", "pilot", Choosing.AT_DRAWN_PRICES, Paying.PER_QUERY_WITH_OVERFLOW);
    addPilot(all, "pilot-hindsight", "pilot", Choosing.AT_DRAWN_PRICES, Paying.IN_HINDSIGHT);
    add(all, "barp", Feedback.BANDIT, Choosing.BY_ITS_TRAINER, false, 1);
    add(all, "barp-paper", Feedback.BANDIT, Choosing.BY_ITS_TRAINER, false, 1);
    all.put("barp-online", new Contender("barp-online", PolicySpec.named("barp"), Feedback.BANDIT,
        Choosing.AT_DRAWN_PRICES, false, false, 1, Paying.BY_PACER, Optional.empty()));
    add(all, "llm-bandit", Feedback.FULL, Choosing.BY_CHANCE, false, 1);
    add(all, "llm-bandit-paper", Feedback.FULL, Choosing.BY_CHANCE, false, 1);
    add(all, "linucb", Feedback.BANDIT, Choosing.FOR_QUALITY, false, 1);
    add(all, "thompson", Feedback.BANDIT, Choosing.FOR_QUALITY, false, 1);
    add(all, "epsilon-greedy", Feedback.BANDIT, Choosing.FOR_QUALITY, false, 1);
    add(all, "epoch-greedy", Feedback.BANDIT, Choosing.FOR_QUALITY, false, 1);
    add(all, "inverse-gap", Feedback.BANDIT, Choosing.FOR_QUALITY, false, 1);
    add(all, "explore-only", Feedback.BANDIT, Choosing.BY_CHANCE, false, 0);
    addShrunk(all, "linucb", new PolicySpec.LinUcbSpec(1, Learning.SHRUNK));
    addShrunk(all, "thompson", new PolicySpec.ThompsonSpec(Learning.SHRUNK));
    addShrunk(all, "explore-only", new PolicySpec.ExploreOnlySpec(Learning.SHRUNK));
    add(all, "predictor", Feedback.FULL, Choosing.BY_CHANCE, false, 0);
    add(all, "knn", Feedback.FULL, Choosing.BY_CHANCE, false, 0);
    add(all, "task-table", Feedback.FULL, Choosing.BY_CHANCE, false, 0);
    add(all, "best-single", Feedback.BANDIT, Choosing.BY_CHANCE, true, 0);
    add(all, "cheapest", Feedback.BANDIT, Choosing.BY_CHANCE, true, 0);
    add(all, "random", Feedback.BANDIT, Choosing.BY_CHANCE, true, 1);
    all.put("oracle", new Contender("oracle", Optional.empty(), Feedback.ALL, Choosing.BY_CHANCE, false, false, 0,
        Paying.BY_PACER, Optional.empty()));
    return all;
  }

  /// A baseline whose slopes are drawn towards nothing by a precision of 30, since on benchmarks its serving default
  /// follows noise.
  private static void addShrunk(SequencedMap<String, Contender> all, String name, PolicySpec shrunk) {
    String own = name + "-shrunk";
    all.put(own, Objects.requireNonNull(all.get(name)).varied(own, shrunk));
  }

  private static void addPilot(SequencedMap<String, Contender> all, String name, String spec, Choosing learning,
      Paying paying) {
    all.put(name, new Contender(name, PolicySpec.named(spec), Feedback.BANDIT, learning, false, false, 1, paying,
        Optional.empty()));
  }

  private static void add(SequencedMap<String, Contender> all, String name, Feedback feedback, Choosing learning,
      boolean blind, double exploration) {
    all.put(name, new Contender(name, PolicySpec.named(name), feedback, learning, blind, name.equals("task-table"),
        exploration, Paying.BY_PACER, Optional.empty()));
  }
}
