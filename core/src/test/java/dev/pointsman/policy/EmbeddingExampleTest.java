package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.budget.PacedStream;
import dev.pointsman.budget.Pacing;
import dev.pointsman.identity.Answered;
import dev.pointsman.identity.Examiner;
import dev.pointsman.identity.Identity;
import dev.pointsman.identity.Kinds;
import dev.pointsman.identity.Quiz;
import dev.pointsman.identity.Worlds;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Preference;
import dev.pointsman.routing.Pricing;
import dev.pointsman.routing.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The guide's examples of embedding, as they stand there.
class EmbeddingExampleTest {
  private static final Path HERE = Path.of("src/test/java/dev/pointsman/policy/EmbeddingExampleTest.java");
  private static final Path GUIDE = Path.of("../docs/guide.md");

  private static LearnedState learnedFromOneRequest() {
    // the example begins
    PolicySpec spec = PolicySpec.named("frontier").orElseThrow();
    LearnedState state = LearnedState.untrained(spec, 3); // 3: the length of your features
    Pricing cheap = Pricing.perMillion("0.10", "0.40");
    Pricing dear = Pricing.perMillion("2.00", "8.00");
    RandomGenerator random = new SplittableRandom(1);

    FeatureVector prompt = FeatureVector.of(0.2f, -0.1f, 0.4f);
    List<Candidate> listed = List.of(Candidate.listed(new Arm("small"), cheap.cost(Usage.of(200, 300))),
        Candidate.listed(new Arm("large"), dear.cost(Usage.of(200, 300)))); // at typical lengths
    List<Candidate> priced = state.price(prompt, listed);
    Preference preference = new Preference(0.3, state.costs().scale(priced));
    Context context = new Context(prompt, preference, spec.maxExploration());
    Decision decision = state.policy().decide(context, priced, random);
    Arm chosen = decision.chosen().arm(); // call this model, and keep the decision

    Usage usage = Usage.of(180, 420);
    Pricing price = chosen.id().equals("small") ? cheap : dear;
    state = state.learn(new Observation.Served(context, decision, chosen, usage, price.cost(usage)));
    state = state.learn(new Observation.Rated(context, decision, chosen, 0.9)); // whenever it is judged
    byte[] saved = state.toBytes(); // LearnedState.untrained(spec, 3).restored(saved) goes on from here
    // the example ends
    assertThat(LearnedState.untrained(spec, 3).restored(saved).toBytes()).isEqualTo(saved);
    return state;
  }

  /// Mean dollars of so many calls.
  private static double meanUsdAtAPace(LearnedState state, PolicySpec spec, int calls) {
    RandomGenerator random = new SplittableRandom(2);
    FeatureVector prompt = FeatureVector.of(0.2f, -0.1f, 0.4f);
    List<Candidate> listed = List.of(Candidate.listed(new Arm("small"), new Money(200_000)),
        Candidate.listed(new Arm("large"), new Money(4_000_000)));
    // the example begins
    Pacing pacing = new PacedStream(0.001); // dollars a request; one for the whole stream
    // the example ends
    double spent = 0;
    for (int call = 0; call < calls; call++) {
      List<Candidate> priced = state.price(prompt, listed);
      Context context = new Context(prompt, new Preference(0, state.costs().scale(priced)), spec.maxExploration());
      // the example begins
      Policy policy = state.policy();
      List<Appraisal> guess = policy.decide(context.withoutExploration(), priced, random).appraisals();
      double[] quality = guess.stream().mapToDouble(a -> Math.clamp(a.quality().mean(), 0, 1)).toArray();
      double[] cost = guess.stream().mapToDouble(a -> a.candidate().expectedCost().usd()).toArray();
      Decision decision;
      Pacing.Reservation reservation;
      synchronized (pacing) { // nobody else is offered the same money
        Pacing.Terms terms = pacing.next(quality, cost);
        List<Appraisal> eligible = IntStream.range(0, cost.length).filter(i -> terms.eligible()[i])
            .mapToObj(guess::get).toList();
        double weight = policy.costWeight(terms.price(), context.preference().costScale(), eligible);
        context = context.withPreference(context.preference().withCostWeightAtLeast(weight));
        decision = policy.choose(context, eligible, random);
        reservation = pacing.reserve(decision.chosen().expectedCost().usd());
      }
      // the example ends
      Money paid = decision.chosen().listedCost();
      // the example begins
      reservation.settle(decision.chosen().expectedCost().usd(), paid.usd()); // or release(), where nothing was paid
      // the example ends
      spent += paid.usd();
      Arm arm = decision.chosen().arm();
      state = state.learn(new Observation.Served(context, decision, arm, Usage.of(100, 100), paid))
          .learn(new Observation.Rated(context, decision, arm, arm.id().equals("large") ? 0.9 : 0.5));
    }
    return spent / calls;
  }

  /// What was learned of a newcomer by a quiz.
  private static LearnedState quizzed(LearnedState state, List<FeatureVector> pool,
      ToDoubleFunction<FeatureVector> grade) {
    RandomGenerator random = new SplittableRandom(3);
    Money listed = new Money(300_000);
    // the example begins
    Arm newcomer = new Arm("new");
    Examiner examiner = state.policy().examiner().orElseThrow(); // of a trained llm-bandit
    Quiz quiz = examiner.quiz(pool); // features of the prompts that may be asked
    List<Answered> answers = new ArrayList<>();
    Set<Integer> asked = new HashSet<>();
    while (asked.size() < Math.min(20, pool.size())) {
      int next = examiner.next(quiz, answers, asked);
      asked.add(next);
      FeatureVector prompt = pool.get(next);
      double score = grade.applyAsDouble(prompt); // call the model, and judge its answer from 0 to 1
      answers.add(new Answered(prompt, score));
      List<Candidate> alone = state.price(prompt, List.of(Candidate.listed(newcomer, listed)));
      Context context = Context.of(prompt, new Preference(0, state.costs().scale(alone)));
      Decision decision = state.policy().decide(context, alone, random);
      state = state.learn(new Observation.Rated(context, decision, newcomer, score)); // and Served, as always
    }
    // the example ends
    return state;
  }

  @Test
  void itRunsAndWasLearnedFrom() {
    LearnedState learned = learnedFromOneRequest();
    assertThat(learned.toBytes())
        .isNotEqualTo(LearnedState.untrained(PolicySpec.named("frontier").orElseThrow(), 3).toBytes());
  }

  @Test
  void atAPaceCallsCostWhatTheyMay() {
    PolicySpec spec = PolicySpec.named("frontier").orElseThrow();
    assertThat(meanUsdAtAPace(LearnedState.untrained(spec, 3), spec, 500)).as("20 requests' money ahead at most")
        .isBetween(0.0008, 0.00104);
  }

  @Test
  void aQuizTellsAGoodNewcomerFromABadOne() {
    var spec = (PolicySpec.LlmBanditSpec) PolicySpec.named("llm-bandit").orElseThrow();
    SequencedMap<Arm, Identity> known = new LinkedHashMap<>();
    known.put(new Arm("old"), Identity.standard(Worlds.LENGTH));
    var training = new IdentityTraining(Worlds.responses(1), known, KernelArms.NONE, Kinds.NONE, Optional.empty(),
        LinearArms.of(spec.corrections(Worlds.FEATURES, Kinds.NONE), 1), Standings.NONE);
    var start = new LearnedState(CostModel.untrained(Worlds.FEATURES), spec.trained(training));
    var random = new SplittableRandom(4);
    List<FeatureVector> pool = IntStream.range(0, 30).mapToObj(_ -> Worlds.prompt(random)).toList();
    assertThat(quality(quizzed(start, pool, _ -> 1), pool.getFirst()))
        .isGreaterThan(quality(quizzed(start, pool, _ -> 0), pool.getFirst()) + 0.2);
  }

  private static double quality(LearnedState state, FeatureVector prompt) {
    var alone = List.of(Candidate.listed(new Arm("new"), new Money(300_000)));
    return state.policy().decide(Context.of(prompt, Outlooks.weight(0)), alone, new SplittableRandom(5))
        .appraisals().getFirst().quality().mean();
  }

  @Test
  void theyAreWhatTheGuideShows() throws IOException {
    String guide = Files.readString(GUIDE);
    String[] parts = Files.readString(HERE).split(" *// the example (begins|ends)\\n");
    for (int part = 1; part < parts.length - 1; part += 2) {
      assertThat(guide).contains(parts[part].stripTrailing().stripIndent());
    }
  }
}
