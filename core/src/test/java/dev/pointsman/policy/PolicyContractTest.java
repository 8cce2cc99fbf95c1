package dev.pointsman.policy;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.identity.Identity;
import dev.pointsman.identity.Kinds;
import dev.pointsman.identity.Worlds;
import dev.pointsman.linear.Kernel;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.policy.PolicySpec.LlmBanditSpec;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Preference;
import dev.pointsman.routing.Usage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every policy promises, whatever it learns.
class PolicyContractTest {
  private static final LinearWorld WORLD = LinearWorld.of(5, 0.3, 0.3, new SplittableRandom(1));
  private static final double[] EXPLORATION = {0, 0.1, 1};
  private static final List<Named<Policy>> POLICIES = Stream.concat(everySpec()
      .flatMap(spec -> Stream.of(Named.of(spec + " untrained", spec.create(LinearWorld.D)),
          Named.of(spec + " trained", trained(spec)))),
      Stream.concat(
          Stream.of(Named.of("frontier with identities", identified()),
              Named.of("llm-bandit-paper with identities and a net", published())),
          Stream.of(true, false)
              .map(net -> Named.of("llm-bandit with identities" + (net ? " and a net" : ""), bandit(net)))))
      .toList();

  static Stream<PolicySpec> everySpec() {
    return PolicySpec.names().stream().map(name -> PolicySpec.named(name).orElseThrow());
  }

  static List<Named<Policy>> everyPolicy() {
    return POLICIES;
  }

  private static Standings.Lately lately(double value) {
    SequencedMap<Arm, Standings.Mean> means = new LinkedHashMap<>();
    means.put(new Arm("arm-1"), new Standings.Mean(value, 100));
    return new Standings.Lately(means);
  }

  /// LLM Bandit with frozen nets drawn by chance, knowing two arms, having met others.
  private static Policy bandit(boolean net) {
    SequencedMap<Arm, Identity> known = new LinkedHashMap<>();
    known.put(new Arm("arm-0"), Identity.standard(Worlds.LENGTH));
    known.put(new Arm("arm-1"), new Identity(new double[] {1, -1, 0.5}, new double[] {0.1, 0.1, 0.1}));
    LlmBanditSpec spec = (LlmBanditSpec) PolicySpec.named("llm-bandit").orElseThrow();
    Kinds kinds = new Kinds(new double[][] {new double[LinearWorld.D], {1, 0, 1, 0, 0, 0, 0, 0}}, 0.3);
    SequencedMap<Arm, KernelArms.Fit> fits = new LinkedHashMap<>();
    fits.put(new Arm("arm-1"), new KernelArms.Fit(0.4, new float[] {0.2f, -0.3f}));
    var kernel = new Kernel(new float[][] {{1, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 1, 0, 0}}, 2);
    Policy policy = spec.trained(new IdentityTraining(Worlds.responses(1, LinearWorld.D), known,
        new KernelArms(kernel, fits, new float[] {0.5f, -1}), kinds,
        net ? Optional.of(Worlds.choice(2, LinearWorld.D, false)) : Optional.empty(),
        LinearArms.of(spec.corrections(LinearWorld.D, kinds), 1), new Standings(lately(0.5), lately(0.001))));
    RandomGenerator.SplittableGenerator random = new SplittableRandom(29);
    return WORLD.play(policy, Outlooks.weight(0.1), 200, random, random.split()).policy();
  }

  /// LLM Bandit as published with frozen nets drawn by chance, knowing two arms, having met others.
  private static Policy published() {
    SequencedMap<Arm, Identity> known = new LinkedHashMap<>();
    known.put(new Arm("arm-0"), Identity.standard(Worlds.LENGTH));
    known.put(new Arm("arm-1"), new Identity(new double[] {1, -1, 0.5}, new double[] {0.1, 0.1, 0.1}));
    LlmBanditSpec spec = (LlmBanditSpec) PolicySpec.named("llm-bandit-paper").orElseThrow();
    Policy policy = spec.trained(new IdentityTraining(Worlds.responses(1, LinearWorld.D), known, KernelArms.NONE,
        Kinds.NONE, Optional.of(Worlds.choice(2, LinearWorld.D, true)),
        LinearArms.of(spec.corrections(LinearWorld.D, Kinds.NONE), 1), new Standings(lately(0.5), lately(0.001))));
    RandomGenerator.SplittableGenerator random = new SplittableRandom(29);
    return WORLD.play(policy, Outlooks.weight(0.1), 200, random, random.split()).policy();
  }

  @Test
  void asPublishedAModelThatTrainingKnewLearnsNothingAndANewcomerIsPlaced() {
    Policy policy = published();
    Context context = contexts(1).getFirst();
    Decision before = policy.decide(context, WORLD.candidates(), new SplittableRandom(1));
    Arm known = new Arm("arm-1");
    assertThat(saved(policy.learn(new Observation.Rated(context, before, known, 0.1)))).isEqualTo(saved(policy));
    Arm newcomer = new Arm("joined");
    List<Candidate> joined = List.of(Candidate.listed(newcomer, new Money(1000)));
    Policy placed = policy.learn(new Observation.Rated(context, before, newcomer, 0));
    assertThat(quality(placed, context, joined)).isLessThan(quality(policy, context, joined));
  }

  @Test
  void asPublishedScoresAreProbabilitiesAndTheSpecSaysSo() {
    assertThat(PolicySpec.named("llm-bandit-paper").orElseThrow().scoresAreProbabilities()).isTrue();
    assertThat(PolicySpec.named("llm-bandit").orElseThrow().scoresAreProbabilities()).isFalse();
    for (Context context : contexts(41)) {
      Decision decision = published().decide(context, WORLD.candidates(), new SplittableRandom(42));
      assertThat(decision.appraisals().stream().mapToDouble(Appraisal::score).sum()).isCloseTo(1, within(1e-12));
      assertThat(decision.appraisals()).allSatisfy(a -> assertThat(a.score()).isBetween(0.0, 1.0));
    }
  }

  private static double quality(Policy policy, Context context, List<Candidate> candidates) {
    return policy.decide(context, candidates, new SplittableRandom(1)).appraisals().getFirst().quality().mean();
  }

  /// The house policy knowing two arms by identities.
  private static Policy identified() {
    SequencedMap<Arm, Identity> known = new LinkedHashMap<>();
    known.put(new Arm("arm-0"), Identity.standard(Worlds.LENGTH));
    known.put(new Arm("arm-1"), new Identity(new double[] {1, -1, 0.5}, new double[] {0.1, 0.1, 0.1}));
    return PolicySpec.named("frontier").orElseThrow()
        .informed(IdentityPrior.of(Worlds.responses(1, LinearWorld.D), known));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStepOfTheDialMovesTheChanceOfIdentitiesLittle(boolean net) {
    Policy policy = bandit(net);
    var random = new SplittableRandom(31);
    for (int step = 0; step < 100; step++) {
      var prompt = LinearWorld.prompt(random);
      Decision before = policy.decide(Context.of(prompt, Outlooks.weight(step / 100.0)), WORLD.candidates(), random);
      Decision after = policy.decide(Context.of(prompt, Outlooks.weight((step + 1) / 100.0)), WORLD.candidates(),
          random);
      double moved = before.appraisals().stream().mapToDouble(
          a -> Math.abs(a.propensity() - after.appraisal(a.candidate().arm()).propensity()) / 2).sum();
      assertThat(moved).isLessThanOrEqualTo(0.05 + 1e-12);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llm-bandit", "llm-bandit-paper"})
  void identitiesAndWhatWasInferredAreRestoredBitForBit(String name) {
    Policy trained = name.equals("llm-bandit") ? bandit(true) : published();
    Policy restored = PolicySpec.named(name).orElseThrow().create(LinearWorld.D)
        .restored(new StateReader(saved(trained)));
    assertThat(saved(restored)).isEqualTo(saved(trained));
    assertThat(saved(restored.restored(new StateReader(saved(trained))))).isEqualTo(saved(trained));
    Context context = contexts(1).getLast();
    assertThat(restored.decide(context, WORLD.candidates(), new SplittableRandom(1)))
        .isEqualTo(trained.decide(context, WORLD.candidates(), new SplittableRandom(1)));
  }

  @Test
  void aNewSpecIsCoveredOrThisFails() {
    assertThat(everySpec().<Class<?>>map(PolicySpec::getClass).collect(toSet()))
        .containsExactlyInAnyOrder(PolicySpec.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("everyPolicy")
  void theSameSeedDecidesTheSame(Policy policy) {
    for (Context context : contexts(2)) {
      assertThat(policy.decide(context, WORLD.candidates(), new SplittableRandom(5)))
          .isEqualTo(policy.decide(context, WORLD.candidates(), new SplittableRandom(5)));
    }
  }

  @ParameterizedTest
  @MethodSource("everySpec")
  void whatIsSavedIsRestoredAndGoesOnAlikeBitForBit(PolicySpec spec) {
    LearnedState live = LearnedState.untrained(spec, LinearWorld.D).learn(served(1)).restored(
        LearnedState.untrained(spec, LinearWorld.D).learn(served(1)).toBytes());
    var trained = new LearnedState(live.costs(), trained(spec));
    LearnedState restored = LearnedState.untrained(spec, LinearWorld.D).restored(trained.toBytes());
    assertThat(restored.toBytes()).isEqualTo(trained.toBytes());
    assertThat(restored.learn(served(2)).toBytes()).isEqualTo(trained.learn(served(2)).toBytes());
    Observation.Served served = served(3);
    var rated = new Observation.Rated(served.context(), served.decision(), served.served(), 0.25);
    assertThat(restored.learn(rated).toBytes()).isEqualTo(trained.learn(rated).toBytes());
  }

  private static Observation.Served served(int seed) {
    var random = new SplittableRandom(seed);
    Context context = Context.of(LinearWorld.prompt(random), LinearWorld.QUALITY);
    Decision decision = new PolicySpec.RandomSpec().create(LinearWorld.D).decide(context, WORLD.candidates(), random);
    return new Observation.Served(context, decision, decision.chosen().arm(), Usage.of(100, 100), new Money(9_000_000));
  }

  @ParameterizedTest
  @MethodSource("everyPolicy")
  void propensitiesAreTrueFrequencies(Policy policy) {
    int draws = 20_000;
    var random = new SplittableRandom(6);
    for (double exploration : new double[] {0.1, 1}) { // none at all has a law of its own
      var context = new Context(LinearWorld.prompt(random), Outlooks.weight(0.2), exploration);
      int[] chosen = new int[WORLD.candidates().size()];
      List<Appraisal> reported = List.of();
      for (int draw = 0; draw < draws; draw++) {
        Decision decision = policy.decide(context, WORLD.candidates(), random);
        chosen[WORLD.candidates().indexOf(decision.chosen())]++;
        reported = decision.appraisals();
      }
      for (int i = 0; i < chosen.length; i++) {
        double p = reported.get(i).propensity();
        assertThat(chosen[i] / (double) draws).isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / draws) + 1e-9));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everyPolicy")
  void propensitiesSumToOneAndTheDecisionHasThatOfTheChosen(Policy policy) {
    for (Context context : contexts(7)) {
      Decision decision = policy.decide(context, WORLD.candidates(), new SplittableRandom(8));
      assertThat(decision.appraisals().stream().mapToDouble(Appraisal::propensity).sum()).isCloseTo(1, within(1e-12));
      assertThat(decision.propensity()).isEqualTo(decision.appraisal(decision.chosen().arm()).propensity());
    }
  }

  @ParameterizedTest
  @MethodSource("everyPolicy")
  void learningLeavesTheOldPolicyAsItWas(Policy policy) {
    for (Context context : contexts(9)) {
      Decision before = policy.decide(context, WORLD.candidates(), new SplittableRandom(10));
      everyObservation(context, before).forEach(policy::learn);
      assertThat(policy.decide(context, WORLD.candidates(), new SplittableRandom(10))).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("everyPolicy")
  void whatACallCostTeachesNoPolicy(Policy policy) {
    for (Context context : contexts(11)) {
      Decision before = policy.decide(context, WORLD.candidates(), new SplittableRandom(12));
      Decision after = policy.learn(served(context, before, 9)).decide(context, WORLD.candidates(),
          new SplittableRandom(12));
      assertThat(after.appraisals()).extracting(Appraisal::quality)
          .isEqualTo(before.appraisals().stream().map(Appraisal::quality).toList());
      assertThat(saved(policy.learn(served(context, before, 9))))
          .isEqualTo(saved(policy.learn(served(context, before, 1))));
    }
  }

  @Test
  void aPriceThatMovesTurnsTheDialOfIdentitiesWithoutAJudgement() {
    Policy policy = bandit(true);
    List<Candidate> dearer = WORLD.candidates().stream()
        .map(c -> new Candidate(c.arm(), new Money(100 * c.listedCost().nanoUsd()),
            new Money(100 * c.expectedCost().nanoUsd())))
        .toList();
    Context context = contexts(1).getFirst();
    Decision met = policy.decide(context, dearer, new SplittableRandom(1));
    Policy learned = policy;
    for (int i = 0; i < 100; i++) {
      learned = learned.learn(served(context, met, 1));
    }
    List<Appraisal> guess = policy.decide(context, WORLD.candidates(), new SplittableRandom(1)).appraisals();
    Money scale = context.preference().costScale();
    double price = 0.1 / scale.usd();
    assertThat(learned.costWeight(price, scale, guess)).isGreaterThan(policy.costWeight(price, scale, guess) + 0.05);
    assertThat(saved(learned.learn(rated(context, met)).learn(served(context, met, 1))))
        .isEqualTo(saved(learned.learn(served(context, met, 1)).learn(rated(context, met))));
  }

  private static Observation rated(Context context, Decision decision) {
    return new Observation.Rated(context, decision, decision.chosen().arm(), 0.7);
  }

  private static byte[] saved(Policy policy) {
    var out = new StateWriter();
    policy.save(out);
    return out.toBytes();
  }

  private static Observation served(Context context, Decision decision, long nanoDollars) {
    return new Observation.Served(context, decision, decision.chosen().arm(), Usage.of(9, 9), new Money(nanoDollars));
  }

  @ParameterizedTest
  @MethodSource("everyPolicy")
  void whereOnlyCostCountsItTakesTheCheapestExpected(Policy policy) {
    var random = new SplittableRandom(13);
    for (double exploration : EXPLORATION) {
      List<Candidate> dearestFirst = WORLD.candidates().reversed();
      var context = new Context(LinearWorld.prompt(random), Outlooks.weight(1), exploration);
      Decision decision = policy.decide(context, dearestFirst, random);
      assertThat(decision.chosen()).isEqualTo(dearestFirst.getLast());
      assertThat(decision.propensity()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("everyPolicy")
  void withoutExplorationItTakesTheBestGuess(Policy policy) {
    for (Context context : contexts(14)) {
      Decision decision = policy.decide(context.withoutExploration(), WORLD.candidates(), new SplittableRandom(15));
      assertThat(decision.chosen()).isEqualTo(bestGuess(decision).candidate());
      assertThat(decision.propensity()).isEqualTo(1);
      assertThat(decision.explored()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("everyPolicy")
  void choosingAmongWhatWasAppraisedIsDeciding(Policy policy) {
    for (Context context : contexts(14)) {
      Context guess = context.withoutExploration();
      List<Appraisal> appraised = policy.decide(guess, WORLD.candidates(), new SplittableRandom(15)).appraisals()
          .subList(1, WORLD.candidates().size());
      List<Candidate> candidates = appraised.stream().map(Appraisal::candidate).toList();
      assertThat(policy.choose(context, appraised, new SplittableRandom(16)))
          .isEqualTo(policy.decide(context, candidates, new SplittableRandom(16)));
    }
  }

  /// What is thought of quality does not depend on the preference, so that one appraisal serves every point of the dial of a policy
  /// that joins it with cost.
  @ParameterizedTest
  @MethodSource("everyPolicy")
  void withoutExplorationADecisionFollowsFromTheAppraisalsAtAnyPreference(Policy policy) {
    if (!policy.isAppraisedOnce()) {
      return; // the preference is a part of what it decides by
    }
    for (Context context : contexts(30)) {
      Decision decision = policy.decide(context.withoutExploration(), WORLD.candidates(), new SplittableRandom(31));
      for (double weight : new double[] {0, 0.1, 0.5, 1}) {
        Preference other = context.preference().withCostWeight(weight);
        Decision there = policy.decide(new Context(context.features(), other, 0), WORLD.candidates(),
            new SplittableRandom(31));
        Candidate best = decision.appraisals().stream().min(Comparator
            .comparingDouble((Appraisal a) -> -policy.acting(other).reward(Math.clamp(a.quality().mean(), 0, 1),
                a.candidate().expectedCost().usd()))
            .thenComparing(a -> a.candidate().expectedCost())).orElseThrow().candidate();
        assertThat(there.chosen()).isEqualTo(best);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everyPolicy")
  void anEstimateRestsOnItsPriorUntilTheArmIsJudgedAndThenOnItsJudgements(Policy policy) {
    Candidate unmet = Candidate.listed(new Arm("arm that was never met"), new Money(1000));
    Context context = contexts(37).getFirst();
    Decision before = policy.decide(context, List.of(unmet), new SplittableRandom(38));
    before.appraisals().getFirst().quality().grounds().ifPresent(grounds -> {
      assertThat(grounds.judgements()).isZero();
      assertThat(before.appraisals().getFirst().quality().mean()).isCloseTo(grounds.prior(), within(1e-9));
    });
    Policy judged = policy;
    for (int n = 0; n < 10; n++) {
      judged = judged.learn(new Observation.Rated(context, before, unmet.arm(), 0.6));
    }
    judged.decide(context, List.of(unmet), new SplittableRandom(38)).appraisals().getFirst().quality().grounds()
        .ifPresent(grounds -> assertThat(grounds.judgements()).isBetween(9.9, 10.0 + 1e-9));
  }

  @ParameterizedTest
  @MethodSource("everyPolicy")
  void neverMoreThanIsAllowedGoesOffTheBestGuess(Policy policy) {
    for (Context context : contexts(16)) {
      Decision decision = policy.decide(context, WORLD.candidates(), new SplittableRandom(17));
      assertThat(1 - bestGuess(decision).propensity()).isLessThanOrEqualTo(context.maxExploration() + 1e-12);
    }
  }

  @ParameterizedTest
  @MethodSource("everyPolicy")
  void onlyWhatIsOfferedIsAppraisedAndChosen(Policy policy) {
    var random = new SplittableRandom(18);
    for (Context context : contexts(19)) {
      List<Candidate> offered = new ArrayList<>(WORLD.candidates());
      Collections.shuffle(offered, Random.from(random));
      List<Candidate> some = offered.subList(0, random.nextInt(1, 5));
      Decision decision = policy.decide(context, some, random);
      assertThat(decision.appraisals()).extracting(Appraisal::candidate).isEqualTo(some);
      assertThat(some).contains(decision.chosen());
    }
  }

  @ParameterizedTest
  @MethodSource("everyPolicy")
  void amongNoCandidatesThereIsNoChoice(Policy policy) {
    Context context = contexts(20).getFirst();
    assertThatIllegalArgumentException().isThrownBy(() -> policy.decide(context, List.of(), new SplittableRandom(21)))
        .withMessageContaining("no candidates");
    assertThatIllegalArgumentException().isThrownBy(() -> policy.choose(context, List.of(), new SplittableRandom(21)))
        .withMessageContaining("no candidates");
  }

  @ParameterizedTest
  @MethodSource("everyPolicy")
  void featuresOfAnotherLengthAreRefusedOrNobodyLooksAtThem(Policy policy) {
    Context right = contexts(20).getFirst();
    Decision decision = policy.decide(right, WORLD.candidates(), new SplittableRandom(21));
    for (int length : new int[] {0, LinearWorld.D - 1, LinearWorld.D + 1}) {
      Context wrong = new Context(FeatureVector.of(new float[length]), right.preference(), right.maxExploration());
      Throwable refusal = catchThrowable(() -> assertThat(
          policy.decide(wrong, WORLD.candidates(), new SplittableRandom(21))).isEqualTo(decision));
      if (refusal != null) {
        assertThat(refusal).as("of %d features", length).isInstanceOf(IllegalArgumentException.class);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> policy.learn(new Observation.Rated(wrong, decision, decision.chosen().arm(), 1)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everyPolicy")
  void oneCandidateIsCertain(Policy policy) {
    for (Context context : contexts(20)) {
      List<Candidate> only = List.of(WORLD.candidates().get(3));
      assertThat(policy.decide(context, only, new SplittableRandom(21)).propensity()).isCloseTo(1, within(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("everyPolicy")
  void sixtySixCandidatesOfWhichMostAreUnknownAreNoTrouble(Policy policy) {
    List<Candidate> many = LinearWorld.of(66, 0, 0, new SplittableRandom(22)).candidates();
    for (Context context : contexts(23)) {
      Decision decision = policy.decide(context, many, new SplittableRandom(24));
      assertThat(decision.ranking()).hasSize(66).startsWith(decision.chosen());
      assertThat(decision.appraisals().stream().mapToDouble(Appraisal::propensity).sum()).isCloseTo(1, within(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("everyPolicy")
  void aDecisionAsksChanceForOneNumberAtMost(Policy policy) {
    for (Context context : contexts(25)) {
      for (double number : new double[] {0, 0.5, Math.nextDown(1.0)}) {
        var chance = new Scripted(number);
        assertThat(policy.decide(context, WORLD.candidates(), chance).propensity()).isPositive();
        assertThat(chance.draws()).isLessThanOrEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everyPolicy")
  void factsMayComeInAnyOrder(Policy policy) {
    for (Context context : contexts(26)) {
      Decision decision = policy.decide(context, WORLD.candidates(), new SplittableRandom(27));
      for (List<Observation> order : permutations(everyObservation(context, decision))) {
        Policy learned = policy;
        for (Observation observation : order) {
          learned = learned.learn(observation);
        }
        assertThat(learned.decide(context, WORLD.candidates(), new SplittableRandom(28)).appraisals()).hasSize(5);
      }
    }
  }

  /// Contexts with prompts, weights and limits of exploration from one end to the other.
  private static List<Context> contexts(long seed) {
    var random = new SplittableRandom(seed);
    return IntStream.range(0, 30).mapToObj(
        i -> new Context(LinearWorld.prompt(random), Outlooks.weight(i % 5 / 4.0), EXPLORATION[i % EXPLORATION.length]))
        .toList();
  }

  private static Policy trained(PolicySpec spec) {
    RandomGenerator.SplittableGenerator random = new SplittableRandom(29);
    return WORLD.play(spec.create(LinearWorld.D), Outlooks.weight(0.1), 200, random, random.split()).policy();
  }

  /// Of the highest scores the cheapest, then the first.
  private static Appraisal bestGuess(Decision decision) {
    return decision.appraisals().stream().min(Comparator.comparingDouble(Appraisal::score).reversed()
        .thenComparing(appraisal -> appraisal.candidate().expectedCost())).orElseThrow();
  }

  private static List<Observation> everyObservation(Context context, Decision decision) {
    Candidate served = decision.ranking().getLast();
    return List.of(
        new Observation.Served(context, decision, served.arm(), Usage.of(10, 10), served.expectedCost()),
        new Observation.Rated(context, decision, served.arm(), 1),
        new Observation.Revised(context, decision, served.arm(), 1, 0.25));
  }

  private static <T> List<List<T>> permutations(List<T> three) {
    return Stream.of(new int[] {0, 1, 2}, new int[] {0, 2, 1}, new int[] {1, 0, 2}, new int[] {1, 2, 0},
        new int[] {2, 0, 1}, new int[] {2, 1, 0}).map(order -> IntStream.of(order).mapToObj(three::get).toList())
        .toList();
  }
}
