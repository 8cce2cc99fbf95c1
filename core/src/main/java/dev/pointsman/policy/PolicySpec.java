package dev.pointsman.policy;

import dev.pointsman.identity.Kinds;
import dev.pointsman.linear.RidgePrior;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Preference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// What a user writes to have a policy.
public sealed interface PolicySpec {
  /// The house policy.
  ///
  /// @param optimism deviations of the reward that count as reward, at least 0
  /// @param temperature how far below the best bound a candidate is taken a third as often, in quality, above 0
  /// @param elsewhere share of exploration for the whole frontier, in `[0, 1]`
  /// @param floor share of exploration for every candidate alike, in `[0, 1]`; both together at most 1
  /// @param learning rival priors, of which the one that foretells best answers; at least one
  record FrontierSpec(double optimism, double temperature, double elsewhere, double floor,
      List<Learning> learning) implements PolicySpec {
    private static final double EXPLORING_FLOOR = 0.05;

    public FrontierSpec {
      require(optimism >= 0 && optimism < Double.POSITIVE_INFINITY, "optimism must be finite and at least 0", optimism);
      require(temperature > 0 && temperature < Double.POSITIVE_INFINITY, "temperature must be finite and above 0",
          temperature);
      require(elsewhere >= 0, "elsewhere must be at least 0", elsewhere);
      require(floor >= 0, "floor must be at least 0", floor);
      learning = several(learning);
      require(elsewhere + floor <= 1, "elsewhere and floor together must be at most 1", elsewhere + floor);
    }

    @Override
    public Policy informed(ArmPrior prior) {
      if (prior instanceof PreferencePrior preferences) {
        requireScore(PilotScore.LINEAR, preferences);
      }
      return new KnowingPolicy(Prevailing.among(learning, prior),
          new Frontier(optimism, temperature, elsewhere, floor));
    }

    @Override
    public Preference acting(Preference asked) {
      return asked.withCostWeight(FineDial.weight(asked.costWeight()));
    }

    /// The same where nothing is owed to the prompts it learns from: all choices explore the frontier.
    @Override
    public FrontierSpec exploring() {
      return new FrontierSpec(optimism, temperature, 1 - EXPLORING_FLOOR, EXPLORING_FLOOR, learning);
    }
  }

  /// LinUCB on the reward.
  ///
  /// @param alpha deviations of optimism, at least 0
  record LinUcbSpec(double alpha, Learning learning) implements PolicySpec {
    public LinUcbSpec {
      require(alpha >= 0 && alpha < Double.POSITIVE_INFINITY, "alpha must be finite and at least 0", alpha);
    }
  }

  /// PILOT: LinUCB that starts from what preferences between models foretell.
  ///
  /// Source: arXiv 2508.21141.
  ///
  /// @param score how prompt and model are compared
  /// @param strength how much the prior weighs
  /// @param perLogit with a linear score, the quality that a logit of preference is taken for, at least 0
  /// @param alpha deviations of optimism, at least 0
  /// @param learning with a linear score, rival priors of what differs from preferences or, should these foretell worse than
  ///     nothing or there be 40 judgements a model, of quality; at least one
  record PilotSpec(PilotScore score, PriorStrength strength, double perLogit, double alpha, List<Learning> learning)
      implements
        PolicySpec {
    /// How many judgements a model tell so much that preferences no longer count.
    private static final int OUTGROWN = 40;

    public PilotSpec {
      require(perLogit >= 0 && perLogit < Double.POSITIVE_INFINITY, "per_logit must be finite and at least 0",
          perLogit);
      learning = several(learning);
      require(alpha >= 0 && alpha < Double.POSITIVE_INFINITY, "alpha must be finite and at least 0", alpha);
    }

    @Override
    public Policy informed(ArmPrior known) {
      if (!(known instanceof PreferencePrior prior)) {
        throw new IllegalArgumentException(this + " starts from preferences alone");
      }
      requireScore(score, prior);
      Knowledge knowledge = switch (score) {
        case COSINE -> CosineArms.of(prior, strength);
        case LINEAR -> Prevailing.among(new Prevailing.Start(learning, strength, perLogit, OUTGROWN), prior);
      };
      return new KnowingPolicy(knowledge, ChoiceRule.upperBound(alpha));
    }
  }

  /// BaRP: one net for every trade-off, trained from bandit feedback.
  ///
  /// Source: arXiv 2510.07429.
  ///
  /// @param recipe how it is trained before it serves
  /// @param head how prompt and preference meet
  /// @param width of the encoded preference, at least 1
  /// @param hidden width of the hidden layer, where the head has one; at least 1
  /// @param temperature of the draw, above 0; the best guess is the net's most probable arm
  /// @param floor share of exploration for every candidate alike, in `[0, 1]`
  /// @param rate of learning while it serves, at least 0; 0 learns nothing
  /// @param entropy what a nat of the distribution's entropy counts in reward while it serves, at least 0
  /// @param tauMultiple where it starts untrained, the cost that counts as 1 in its reward, as a multiple of the cost scale of
  ///     the request; above 0
  /// @param learning of the regressions beside it
  record BarpSpec(BarpRecipe recipe, BarpHead head, int width, int hidden, double temperature, double floor,
      double rate,
      double entropy, double tauMultiple, Learning learning) implements PolicySpec {
    private static final long SEED = 1;

    public BarpSpec {
      require(width >= 1, "width must be at least 1", width);
      require(hidden >= 1, "hidden must be at least 1", hidden);
      require(temperature > 0 && temperature < Double.POSITIVE_INFINITY, "temperature must be finite and above 0",
          temperature);
      require(floor >= 0 && floor <= 1, "floor must lie in [0, 1]", floor);
      require(rate >= 0 && rate < Double.POSITIVE_INFINITY, "rate must be finite and at least 0", rate);
      require(entropy >= 0 && entropy < Double.POSITIVE_INFINITY, "entropy must be finite and at least 0", entropy);
      require(tauMultiple > 0 && tauMultiple < Double.POSITIVE_INFINITY, "tau_multiple must be finite and above 0",
          tauMultiple);
    }

    /// The same with another head.
    public BarpSpec with(BarpHead other) {
      return new BarpSpec(recipe, other, width, hidden, temperature, floor, rate, entropy, tauMultiple, learning);
    }

    /// A net by which every arm is as probable as any other.
    public PolicyNet net(int features, int arms, RandomGenerator random) {
      return PolicyNet.undecided(head, features, width, hidden, arms, random);
    }

    private Policy untrained(int features) {
      return new Barp(this, BarpArms.of(net(features, 0, new SplittableRandom(SEED)), List.of(), OptionalDouble.empty(),
          1, 0), learning.untrained(features));
    }

    /// The policy that was trained.
    ///
    /// @param arms by row of the net
    /// @param tauUsd the cost that counts as 1 in the reward it was trained for, above 0
    /// @param dial how many times that is the cost that counts as 1 where it serves, above 0
    /// @param rounds how many outcomes it was trained on
    /// @param quality regressions that learned the same outcomes, from [#regressions]
    public Policy trained(PolicyNet net, List<Arm> arms, double tauUsd, double dial, long rounds,
        LinearArms quality) {
      return new Barp(this, BarpArms.of(net, arms, OptionalDouble.of(tauUsd), dial, rounds), quality);
    }

    /// The regressions of quality that have learned nothing.
    public LinearArms regressions(int features) {
      return learning.untrained(features);
    }
  }

  /// LLM Bandit: identities of models, and a net that chooses among any set of them. Untrained it is Thompson sampling.
  ///
  /// Source: arXiv 2502.02743.
  ///
  /// @param published whether it is as published: what identities foretell is neither corrected nor helped by prompts that are alike,
  ///     and the net's own chance is the choice
  /// @param learning of regressions, while it is untrained
  record LlmBanditSpec(boolean published, Learning learning) implements PolicySpec {
    /// The policy that was trained.
    ///
    /// @throws IllegalArgumentException if it is as published and there is no net
    public Policy trained(IdentityTraining training) {
      if (!published) {
        return new IdentityPolicy(Foreseen.of(training), training.standings());
      }
      if (training.choice().isEmpty()) {
        throw new IllegalArgumentException("LLM Bandit as published chooses by a net, and none was trained");
      }
      return new PublishedIdentityPolicy(Foreseen.published(training), training.standings());
    }

    /// The belief that corrections start from.
    ///
    /// @param features length `d` of the feature vectors
    public RidgePrior corrections(int features, Kinds kinds) {
      return Foreseen.prior(features, kinds);
    }
  }

  /// Thompson sampling on the reward.
  record ThompsonSpec(Learning learning) implements PolicySpec {}

  /// The best guess, but any candidate alike with probability `epsilon` in `[0, 1]`.
  record EpsilonGreedySpec(double epsilon, Learning learning) implements PolicySpec {
    public EpsilonGreedySpec {
      require(epsilon >= 0 && epsilon <= 1, "epsilon must lie in [0, 1]", epsilon);
    }
  }

  /// SquareCB.
  ///
  /// @param scale how soon it trusts its regressions, above 0
  record InverseGapSpec(double scale, Learning learning) implements PolicySpec {
    public InverseGapSpec {
      require(scale > 0 && scale < Double.POSITIVE_INFINITY, "scale must be finite and above 0", scale);
    }
  }

  /// Any candidate alike in the first round of each epoch, else the best guess, epochs growing so that about
  /// `K^(1/3) t^(2/3)` of the first `t` rounds explore.
  record EpochGreedySpec(Learning learning) implements PolicySpec {}

  /// Any candidate alike while exploration is allowed; the best guess where it is not, and where only cost counts.
  record ExploreOnlySpec(Learning learning) implements PolicySpec {}

  /// The best guess by regressions, `argmax` of predicted quality minus weighted cost. Made for full tables: by its own
  /// choices alone it never learns of what it does not choose.
  record PredictorSpec(Learning learning) implements PolicySpec {
    /// The policy that knows what was fitted to a table.
    public Policy fitted(LinearArms arms) {
      return KnowingPolicy.linear(arms, ChoiceRule.greedy());
    }
  }

  /// The best guess by the nearest prompts; explores like [ExploreOnlySpec].
  ///
  /// @param neighbours how many count, at least 1
  record NeighboursSpec(int neighbours) implements PolicySpec {
    public NeighboursSpec {
      require(neighbours >= 1, "neighbours must be at least 1", neighbours);
    }
  }

  /// The best guess by each arm's mean within the caller's group of prompts; explores like [ExploreOnlySpec].
  ///
  /// @param strength how many rounds an arm's mean over all groups is worth within one, above 0
  record TaskTableSpec(double strength) implements PolicySpec {
    public TaskTableSpec {
      require(strength > 0 && strength < Double.POSITIVE_INFINITY, "strength must be finite and above 0", strength);
    }
  }

  /// The best guess by each arm's mean over all prompts; explores like [ExploreOnlySpec].
  record BestSingleSpec() implements PolicySpec {}

  /// Any candidate alike.
  record RandomSpec() implements PolicySpec {}

  /// The cheapest expected.
  record CheapestSpec() implements PolicySpec {}

  /// Builds the untrained policy.
  ///
  /// @param features length `d` of the feature vectors it will see
  default Policy create(int features) {
    return switch (this) { // no default: the compiler keeps the list
      case FrontierSpec(double optimism, double temperature, double elsewhere, double floor, List<Learning> learning) ->
        new KnowingPolicy(Prevailing.among(learning, features), new Frontier(optimism, temperature, elsewhere, floor));
      case LinUcbSpec(double alpha, Learning learning) ->
        KnowingPolicy.linear(learning.untrained(features), ChoiceRule.upperBound(alpha));
      case PilotSpec pilot -> pilot.informed(PreferencePrior.none(pilot.score(), features));
      case BarpSpec barp -> barp.untrained(features);
      case LlmBanditSpec(_, Learning learning) -> IdentityPolicy.untrained(learning, features);
      case ThompsonSpec(Learning learning) ->
        KnowingPolicy.linear(learning.untrained(features), ChoiceRule.thompson());
      case EpsilonGreedySpec(double epsilon, Learning learning) ->
        KnowingPolicy.linear(learning.untrained(features), ChoiceRule.epsilonGreedy(epsilon));
      case InverseGapSpec(double scale, Learning learning) ->
        KnowingPolicy.linear(learning.untrained(features), ChoiceRule.inverseGap(scale));
      case EpochGreedySpec(Learning learning) ->
        KnowingPolicy.linear(learning.untrained(features), ChoiceRule.epochGreedy());
      case ExploreOnlySpec(Learning learning) ->
        KnowingPolicy.linear(learning.untrained(features), ChoiceRule.uniform());
      case PredictorSpec(Learning learning) ->
        KnowingPolicy.linear(learning.untrained(features), ChoiceRule.greedy());
      case NeighboursSpec(int neighbours) ->
        new KnowingPolicy(Neighbours.nearest(neighbours, features), ChoiceRule.uniform());
      case TaskTableSpec(double strength) ->
        new KnowingPolicy(GroupMeans.byGroup(strength), ChoiceRule.uniform());
      case BestSingleSpec() -> new KnowingPolicy(GroupMeans.overall(), ChoiceRule.uniform());
      case RandomSpec() -> Unlearned.RANDOM;
      case CheapestSpec() -> Unlearned.CHEAPEST;
    };
  }

  /// The score that its preference prior is trained for; empty for a policy that starts from none.
  default Optional<PilotScore> preferenceScore() {
    return switch (this) {
      case FrontierSpec _ -> Optional.of(PilotScore.LINEAR);
      case PilotSpec pilot -> Optional.of(pilot.score());
      default -> Optional.empty();
    };
  }

  /// The policy that knows a prior and nothing else.
  ///
  /// @throws IllegalArgumentException if the policy starts from no prior of that kind, or preferences were trained for another
  ///     score
  default Policy informed(ArmPrior prior) {
    throw new IllegalArgumentException(this + " starts from no prior");
  }

  /// Whether it starts from what identities of known models say.
  default boolean startsFromIdentities() {
    return this instanceof FrontierSpec;
  }

  /// Whether its choices follow from predicted quality and expected cost at a price of money, so that a price can pace them; those of
  /// policies that explore all alike do not.
  default boolean weighsCost() {
    return switch (this) { // no default: the compiler keeps the list
      case BarpSpec _,RandomSpec _,CheapestSpec _,ExploreOnlySpec _,NeighboursSpec _,TaskTableSpec _,BestSingleSpec _ ->
        false;
      case FrontierSpec _,LinUcbSpec _,PilotSpec _,LlmBanditSpec _,ThompsonSpec _,EpsilonGreedySpec _,InverseGapSpec _,EpochGreedySpec _,PredictorSpec _ ->
        true;
    };
  }

  /// The preference by whose reward it chooses where it is asked for another, as [Policy#acting].
  default Preference acting(Preference asked) {
    return asked;
  }

  /// Whether its scores are the probabilities that it gives, once it was trained, not rewards.
  default boolean scoresAreProbabilities() {
    return this instanceof BarpSpec || (this instanceof LlmBanditSpec bandit && bandit.published());
  }

  /// The spec by which it chooses where nothing is owed to the prompts it learns from. It learns the same.
  default PolicySpec exploring() {
    return this;
  }

  /// The most probability off the best guess that it is given where nobody says otherwise. A fifth for the house policy and BaRP, so
  /// that requests that are answered before the first judgements are back don't all try the same unknown arm; the others
  /// explore as their names promise.
  default double maxExploration() {
    return this instanceof FrontierSpec || this instanceof BarpSpec ? 0.2 : 1;
  }

  /// Whether it is meant to start from a checkpoint, and knows little that serves where it does not.
  default boolean isTrainedFirst() {
    return this instanceof BarpSpec || this instanceof LlmBanditSpec;
  }

  /// The spec that a name stands for, with its defaults.
  static Optional<PolicySpec> named(String name) {
    return Optional.ofNullable(defaults().get(name));
  }

  /// The names that [#named] knows, the house policy first.
  static SequencedSet<String> names() {
    return defaults().sequencedKeySet();
  }

  private static SequencedMap<String, PolicySpec> defaults() {
    SequencedMap<String, PolicySpec> specs = new LinkedHashMap<>();
    specs.put("frontier", new FrontierSpec(0.1, 0.001, 0.003, 0.01, Learning.RIVALS));
    specs.put("pilot", new PilotSpec(PilotScore.LINEAR, new PriorStrength.PseudoCount(60), 0.1, 2,
        Learning.RIVALS));
    specs.put("pilot-paper", new PilotSpec(PilotScore.COSINE, new PriorStrength.InverseAccuracy(), 0, 0.5,
        List.of(Learning.APART)));
    specs.put("barp", new BarpSpec(BarpRecipe.RECOMMENDED, BarpHead.MLP, 32, 256, 0.5, 0.02, 2e-3, 0.03, 4,
        new Learning(30, Double.POSITIVE_INFINITY, Learning.KEEP)));
    specs.put("barp-paper",
        new BarpSpec(BarpRecipe.PUBLISHED, BarpHead.MLP, 32, 256, 1, 0, 0, 0.01, 1,
            new Learning(30, Double.POSITIVE_INFINITY, Learning.KEEP)));
    specs.put("llm-bandit", new LlmBanditSpec(false, Learning.APART));
    specs.put("llm-bandit-paper", new LlmBanditSpec(true, Learning.APART));
    specs.put("linucb", new LinUcbSpec(1, Learning.APART));
    specs.put("thompson", new ThompsonSpec(Learning.APART));
    specs.put("epsilon-greedy", new EpsilonGreedySpec(0.1, Learning.APART));
    specs.put("inverse-gap", new InverseGapSpec(2, Learning.APART));
    specs.put("epoch-greedy", new EpochGreedySpec(Learning.APART));
    specs.put("explore-only", new ExploreOnlySpec(Learning.APART));
    specs.put("predictor", new PredictorSpec(new Learning(30, Double.POSITIVE_INFINITY, 1)));
    specs.put("knn", new NeighboursSpec(100));
    specs.put("task-table", new TaskTableSpec(10));
    specs.put("best-single", new BestSingleSpec());
    specs.put("random", new RandomSpec());
    specs.put("cheapest", new CheapestSpec());
    return specs;
  }

  private static List<Learning> several(List<Learning> learning) {
    if (learning.isEmpty()) {
      throw new IllegalArgumentException("a policy needs at least one prior to learn from");
    }
    return List.copyOf(learning);
  }

  private static void requireScore(PilotScore score, PreferencePrior prior) {
    if (prior.score() != score) {
      throw new IllegalArgumentException("a prior for the score " + prior.score() + ", not " + score);
    }
  }

  private static void require(boolean holds, String rule, double value) {
    if (!holds) { // written so that NaN is refused too
      throw new IllegalArgumentException(rule + ": " + value);
    }
  }
}
