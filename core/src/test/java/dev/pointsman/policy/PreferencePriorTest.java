package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.linear.SymmetricMatrix;
import dev.pointsman.policy.PolicySpec.PilotSpec;
import dev.pointsman.policy.PreferencePrior.Belief;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What preferences foretell, and how PILOT starts from it and outgrows it.
class PreferencePriorTest {
  private static final Arm STRONG = new Arm("strong");
  private static final Arm WEAK = new Arm("weak");
  private static final Arm UNKNOWN = new Arm("unknown");
  private static final List<Candidate> CANDIDATES = Stream.of(STRONG, WEAK, UNKNOWN)
      .map(arm -> Candidate.listed(arm, new Money(1))).toList();
  private static final QueryProjection PROJECTION = new QueryProjection(new double[][] {{2, 0}, {0, 1}, {1, 1}},
      new double[] {0, 0.5, 0});

  private static PreferencePrior prior(PilotScore score) {
    SequencedMap<Arm, Belief> beliefs = new LinkedHashMap<>();
    beliefs.put(STRONG, new Belief(score == PilotScore.COSINE ? 0 : 1.5, new double[] {1, 0, 0}, 0.8));
    beliefs.put(WEAK, new Belief(score == PilotScore.COSINE ? 0 : -0.5, new double[] {0, 1, 0}, 0.6));
    return new PreferencePrior(PROJECTION, score, beliefs);
  }

  private static PilotSpec spec(PilotScore score, PriorStrength strength) {
    return new PilotSpec(score, strength, 0.1, 0.5, List.of(new Learning(34, 17, 1)));
  }

  private static Context at(double... features) {
    float[] values = new float[features.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) features[i];
    }
    return Context.of(FeatureVector.of(values), LinearWorld.QUALITY);
  }

  private static Estimate believed(Policy policy, Context context, Arm arm) {
    return policy.decide(context, CANDIDATES, new SplittableRandom(1)).appraisal(arm).quality();
  }

  private static Policy judged(Policy policy, Context context, Arm arm, double quality) {
    Decision decision = policy.decide(context, CANDIDATES, new SplittableRandom(1));
    return policy.learn(new Observation.Rated(context, decision, arm, quality));
  }

  @Test
  void aPromptIsProjectedByTheFormula() {
    assertThat(PROJECTION.apply(FeatureVector.of(1, 2))).containsExactly(2, 2.5, 3);
    double norm = Math.sqrt(4 + 6.25 + 9);
    assertThat(PROJECTION.direction(FeatureVector.of(1, 2))).containsExactly(2 / norm, 2.5 / norm, 3 / norm);
    assertThat(QueryProjection.unit(new double[3])).containsExactly(0, 0, 0);
    assertThat(QueryProjection.identity(2).apply(FeatureVector.of(3, 4))).containsExactly(3, 4, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> new QueryProjection(new double[1][1], new double[2]))
        .withMessage("a projection of 1 rows with a bias of length 2");
  }

  @Test
  void advantagesAreStrengthsLessTheirMeanAndZeroForTheUnknown() {
    double[] linear = prior(PilotScore.LINEAR).advantages(List.of(STRONG, WEAK, UNKNOWN), FeatureVector.of(1, 2));
    assertThat(linear).containsExactly((3.5 - 2) / 2, (2 - 3.5) / 2, 0);
    double norm = Math.sqrt(19.25);
    assertThat(prior(PilotScore.COSINE).advantages(List.of(WEAK), FeatureVector.of(1, 2))[0])
        .isCloseTo((2.5 / norm - 2 / norm) / 2, within(1e-12));
  }

  @Test
  void asPublishedAnArmStartsAtItsEmbeddingWithOneOverAccuracy() {
    Policy policy = spec(PilotScore.COSINE, new PriorStrength.InverseAccuracy()).informed(prior(PilotScore.COSINE));
    Context context = at(1, 2);
    double[] x = PROJECTION.direction(context.features());
    assertThat(believed(policy, context, STRONG).mean()).isCloseTo(x[0], within(1e-12));
    assertThat(believed(policy, context, STRONG).deviation()).isCloseTo(Math.sqrt(0.8), within(1e-12));
    assertThat(believed(policy, context, WEAK).deviation()).isCloseTo(Math.sqrt(0.6), within(1e-12));
    assertThat(believed(policy, context, UNKNOWN).deviation()).as("lambda 1").isCloseTo(1, within(1e-12));
    double[] mean = QueryProjection.unit(new double[] {0.5, 0.5, 0});
    assertThat(believed(policy, context, UNKNOWN).mean()).isCloseTo(SymmetricMatrix.dot(x, mean), within(1e-12));
  }

  /// `A = lambda I + x x'`, `b = lambda theta + r x`, whose solution along `x` and beside it is known in closed form.
  @Test
  void asPublishedAJudgementMovesTheRidgeEstimateAndTheScoreIsItsCosine() {
    Policy policy = spec(PilotScore.COSINE, new PriorStrength.InverseAccuracy()).informed(prior(PilotScore.COSINE));
    Context context = at(1, 2);
    double[] x = PROJECTION.direction(context.features());
    double lambda = 1 / 0.8;
    double[] theta = {1, 0, 0};
    double along = (lambda * x[0] + 0.25) / (lambda + 1);
    for (int i = 0; i < 3; i++) {
      theta[i] += (along - x[0]) * x[i];
    }
    Policy learned = judged(policy, context, STRONG, 0.25);
    assertThat(believed(learned, context, STRONG).mean())
        .isCloseTo(SymmetricMatrix.dot(x, QueryProjection.unit(theta)), within(1e-12));
    assertThat(believed(learned, context, STRONG).deviation()).isCloseTo(Math.sqrt(1 / (lambda + 1)), within(1e-12));
  }

  @Test
  void recommendedAnArmStartsAtTheQualityThatItsAdvantageIsTakenFor() {
    Policy policy = spec(PilotScore.LINEAR, new PriorStrength.PseudoCount(60)).informed(prior(PilotScore.LINEAR));
    Context context = at(1, 2);
    assertThat(believed(policy, context, STRONG).mean()).isCloseTo(0.5 + 0.1 * 0.75, within(1e-9));
    assertThat(believed(policy, context, WEAK).mean()).isCloseTo(0.5 - 0.1 * 0.75, within(1e-9));
    assertThat(believed(policy, context, UNKNOWN).mean()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void evidenceOutgrowsAPriorThatIsWrong() {
    Context context = at(1, -0.5); // psi is (2, 0, 0.5), where the first is the stronger
    for (PilotSpec spec : List.of(spec(PilotScore.COSINE, new PriorStrength.InverseAccuracy()),
        spec(PilotScore.LINEAR, new PriorStrength.PseudoCount(60)))) {
      Policy policy = spec.informed(prior(spec.score()).inverted());
      assertThat(believed(policy, context, STRONG).mean()).isLessThan(believed(policy, context, WEAK).mean());
      for (int i = 0; i < 400; i++) {
        policy = judged(policy, context, STRONG, 0.9);
        policy = judged(policy, context, WEAK, spec.score() == PilotScore.COSINE ? 0 : 0.2);
      }
      assertThat(believed(policy, context, STRONG).mean()).isGreaterThan(believed(policy, context, WEAK).mean() + 0.1);
    }
  }

  @Test
  void aPseudoCountRisesWithAccuracyAboveChanceAndInverseAccuracyFalls() {
    var count = new PriorStrength.PseudoCount(60);
    assertThat(count.observations(1)).isEqualTo(60);
    assertThat(count.observations(0.75)).isEqualTo(30);
    assertThat(count.observations(0.4)).isEqualTo(1);
    assertThat(new PriorStrength.InverseAccuracy().observations(0.8)).isEqualTo(1.25);
    assertThat(new PriorStrength.InverseAccuracy().observations(0)).isEqualTo(10);
    assertThatIllegalArgumentException().isThrownBy(() -> new PriorStrength.PseudoCount(0.5))
        .withMessageEndingWith("at least 1: 0.5");
  }

  @ParameterizedTest
  @EnumSource
  void whatStartedFromAPriorIsRestoredWithItBitForBit(PilotScore score) {
    PilotSpec spec = spec(score, new PriorStrength.PseudoCount(20));
    Policy policy = judged(spec.informed(prior(score)), at(1, 2), WEAK, 0.5);
    var state = new LearnedState(CostModel.untrained(2), policy);
    LearnedState restored = LearnedState.untrained(spec, 2).restored(state.toBytes());
    assertThat(restored.toBytes()).isEqualTo(state.toBytes());
    assertThat(believed(restored.policy(), at(2, 1), STRONG)).isEqualTo(believed(policy, at(2, 1), STRONG));
    Observation next = new Observation.Revised(at(1, 2), policy.decide(at(1, 2), CANDIDATES, new SplittableRandom(1)),
        WEAK, 0.5, 1);
    assertThat(restored.learn(next).toBytes()).isEqualTo(state.learn(next).toBytes());
  }

  @ParameterizedTest
  @EnumSource
  void renamedArmsKeepWhatIsKnownOfThem(PilotScore score) {
    Arm called = new Arm("openai|http://there/v1|strong");
    Policy policy = judged(spec(score, new PriorStrength.PseudoCount(20)).informed(prior(score)), at(1, 2), STRONG, 1);
    Policy renamed = policy.renamed(arm -> arm.equals(STRONG) ? called : arm);
    Decision there = renamed.decide(at(1, 2), List.of(Candidate.listed(called, new Money(1))), new SplittableRandom(1));
    assertThat(there.appraisal(called).quality()).isEqualTo(believed(policy, at(1, 2), STRONG));
  }

  @Test
  void anotherKindOfPriorIsMadeOfTheSameBeliefs() {
    PreferencePrior prior = prior(PilotScore.LINEAR);
    FeatureVector prompt = FeatureVector.of(1, 2);
    assertThat(prior.inverted().advantages(List.of(STRONG), prompt)[0])
        .isEqualTo(-prior.advantages(List.of(STRONG), prompt)[0]);
    assertThat(prior.shuffled(new SplittableRandom(1)).beliefs().values())
        .containsExactlyInAnyOrderElementsOf(prior.beliefs().values());
    assertThat(prior.fingerprint()).isEqualTo(prior(PilotScore.LINEAR).fingerprint())
        .isNotEqualTo(prior.inverted().fingerprint());
    assertThatIllegalArgumentException().isThrownBy(() -> spec(PilotScore.COSINE, new PriorStrength.PseudoCount(1))
        .informed(prior)).withMessage("a prior for the score LINEAR, not COSINE");
  }
}
