package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.identity.Identity;
import dev.pointsman.identity.ResponseModel;
import dev.pointsman.identity.Worlds;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdentityPriorTest {
  private static final ResponseModel RESPONSES = Worlds.responses(4);
  private static final Arm STRANGER = new Arm("stranger");
  private static final List<Arm> ARMS = IntStream.range(0, 3).mapToObj(i -> new Arm("arm-" + i)).toList();
  private static final IdentityPrior PRIOR = IdentityPrior.of(RESPONSES, known());
  private static final FeatureVector X = Worlds.prompt(new SplittableRandom(1));
  private static final List<Learning> PRIORS = List.of(new Learning(70, 17, 1));

  private static SequencedMap<Arm, Identity> known() {
    var random = new SplittableRandom(2);
    SequencedMap<Arm, Identity> known = new LinkedHashMap<>();
    ARMS.forEach(arm -> known.put(arm, new Identity(Worlds.vector(Worlds.LENGTH, random), new double[Worlds.LENGTH])));
    return known;
  }

  private static double quality(Arm arm) {
    return RESPONSES.quality(RESPONSES.read(X), RESPONSES.project(Objects.requireNonNull(known().get(arm)).mean()));
  }

  private static List<Estimate> estimates(Knowledge knowledge) {
    var context = new Context(X, new Preference(0, new Money(1)), 0);
    return knowledge.estimates(context,
        List.of(ARMS.get(0), ARMS.get(1), ARMS.get(2), STRANGER).stream().map(a -> Candidate.listed(a, new Money(1)))
            .toList());
  }

  @Test
  void anAdvantageIsThePredictedQualityLessTheMean() {
    double[] advantages = PRIOR.advantages(List.of(ARMS.get(1), STRANGER, ARMS.get(0)), X);
    double mean = ARMS.stream().mapToDouble(IdentityPriorTest::quality).average().orElseThrow();
    assertThat(advantages).containsExactly(new double[] {quality(ARMS.get(1)) - mean, 0, quality(ARMS.get(0)) - mean},
        within(1e-12));
    assertThat(PRIOR.inverted().advantages(ARMS, X))
        .containsExactly(Arrays.stream(PRIOR.advantages(ARMS, X)).map(a -> -a).toArray());
    assertThat(Arrays.stream(PRIOR.shuffled(new SplittableRandom(3)).advantages(ARMS, X)).sorted().toArray())
        .containsExactly(Arrays.stream(PRIOR.advantages(ARMS, X)).sorted().toArray(), within(1e-12));
    assertThat(PRIOR.advantages(List.of(STRANGER), X)).containsExactly(0);
  }

  @Test
  void armsGoByOtherIds() {
    assertThat(PRIOR.renamed(arm -> new Arm(arm.id() + "!")).advantages(List.of(new Arm("arm-2!"), ARMS.get(2)), X))
        .containsExactly(PRIOR.advantages(ARMS, X)[2], 0);
  }

  @Test
  void beforeAnyJudgementArmsStandAsTheirIdentitiesSay() {
    List<Estimate> estimates = estimates(Prevailing.among(PRIORS, PRIOR));
    List<Integer> order = IntStream.range(0, 3).boxed()
        .sorted(Comparator.comparingDouble(i -> estimates.get(i).mean())).toList();
    assertThat(order).isEqualTo(IntStream.range(0, 3).boxed()
        .sorted(Comparator.comparingDouble(i -> quality(ARMS.get(i)))).toList());
    assertThat(estimates.get(3).mean()).isCloseTo(0.5, within(1e-12));
  }

  /// After judgements that say the contrary of what identities say.
  private static Knowledge contradicted(ArmPrior prior, int judgements) {
    Knowledge knowledge = Prevailing.among(PRIORS, prior);
    var random = new SplittableRandom(5);
    for (int i = 0; i < judgements; i++) {
      Arm arm = ARMS.get(i % 3);
      double mean = 0.5 - 2 * PRIOR.advantages(List.of(arm), X)[0];
      knowledge = knowledge.rated(new Context(X, new Preference(0, new Money(1)), 0), arm,
          random.nextDouble() < mean ? 1 : 0);
    }
    return knowledge;
  }

  @Test
  void identitiesThatOutcomesContradictAreOutgrown() {
    int best = IntStream.range(0, 3).boxed().max(Comparator.comparingDouble(i -> quality(ARMS.get(i)))).orElseThrow();
    List<Estimate> learned = estimates(contradicted(PRIOR, 60));
    assertThat(learned.get(best).mean()).isEqualTo(learned.stream().limit(3).mapToDouble(Estimate::mean).min()
        .orElseThrow());
    assertThat(estimates(contradicted(PRIOR, 60))).as("from here on identities don't count at all")
        .isEqualTo(estimates(contradicted(PRIOR.inverted(), 60)));
  }

  @Test
  void identitiesAreRestoredWithTheRest() {
    Knowledge knowledge = contradicted(PRIOR, 10);
    var out = new StateWriter();
    knowledge.save(out);
    var in = new StateReader(out.toBytes());
    Knowledge restored = Prevailing.among(PRIORS, Worlds.FEATURES).restored(in);
    in.end();
    assertThat(estimates(restored)).isEqualTo(estimates(knowledge));
    var again = new StateWriter();
    restored.save(again);
    assertThat(again.toBytes()).isEqualTo(out.toBytes());
    assertThatThrownBy(() -> ArmPrior.read(7, new StateReader(new byte[0])))
        .hasMessage("a prior of an unknown kind: 7");
  }
}
