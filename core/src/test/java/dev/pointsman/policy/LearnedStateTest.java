package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pointsman.identity.Kinds;
import dev.pointsman.linear.Kernel;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.neural.Dense;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Usage;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LearnedStateTest {
  private static final PolicySpec SPEC = new PolicySpec.ThompsonSpec(Learning.APART);
  private final SplittableRandom random = new SplittableRandom(1);
  private final LinearWorld world = LinearWorld.of(4, 0.4, 0.3, random);
  private final LearnedState untrained = LearnedState.untrained(SPEC, LinearWorld.D);
  private final Context context = Context.of(LinearWorld.prompt(random), LinearWorld.QUALITY);
  private final List<Candidate> priced = untrained.price(context.features(), world.candidates());
  private final Decision decision = untrained.policy().decide(context, priced, random);

  @Test
  void aCallThatWasPaidForTeachesCostsOnly() {
    LearnedState learned = untrained.learn(served());
    assertThat(learned.policy()).isEqualTo(untrained.policy());
    assertThat(learned.price(context.features(), world.candidates())).isNotEqualTo(priced);
  }

  @Test
  void aJudgementTeachesQualityOnly() {
    LearnedState learned = untrained.learn(world.judged(context, decision, random));
    assertThat(learned.costs()).isSameAs(untrained.costs());
    assertThat(learned.policy()).isNotEqualTo(untrained.policy());
  }

  @Test
  void theStateIsTheFoldOfItsLogBitForBit() {
    List<Observation> log = List.of(served(), world.judged(context, decision, random), served(),
        new Observation.Revised(context, decision, decision.chosen().arm(), 1, 0));
    LearnedState live = untrained;
    LearnedState replayed = LearnedState.untrained(SPEC, LinearWorld.D);
    for (Observation observation : log) {
      live = live.learn(observation);
    }
    for (Observation observation : log) {
      replayed = replayed.learn(observation);
    }
    List<Candidate> costs = live.price(context.features(), world.candidates());
    assertThat(replayed.price(context.features(), world.candidates())).isEqualTo(costs);
    assertThat(replayed.policy().decide(context, costs, new SplittableRandom(2)))
        .isEqualTo(live.policy().decide(context, costs, new SplittableRandom(2)));
  }

  private byte[] learnedBy(PolicySpec spec) {
    LearnedState state = LearnedState.untrained(spec, LinearWorld.D);
    for (int round = 0; round < 20; round++) {
      state = state.learn(served()).learn(world.judged(context, decision, random));
    }
    return state.toBytes();
  }

  @Test
  void theBytesOfAnotherPolicyAreReadAsItsStateOrRefusedAsNone() {
    for (String from : PolicySpec.names()) {
      byte[] bytes = learnedBy(PolicySpec.named(from).orElseThrow());
      for (String to : PolicySpec.names()) {
        LearnedState other = LearnedState.untrained(PolicySpec.named(to).orElseThrow(), LinearWorld.D);
        Throwable refusal = catchThrowable(() -> other.restored(bytes));
        if (refusal != null) {
          assertThat(refusal).as("%s read as %s", from, to).isInstanceOf(IllegalArgumentException.class);
        }
      }
    }
  }

  @Test
  void aCountThatTheBytesCannotHoldIsNoState() {
    for (long count : new long[] {-1, 2, Integer.MAX_VALUE, Long.MAX_VALUE}) {
      byte[] bytes = new StateWriter().put(1.0).put(count).put(0L).toBytes();
      assertThatIllegalArgumentException().isThrownBy(() -> Kernel.read(new StateReader(bytes)))
          .withMessage("truncated at byte 16");
      assertThatIllegalArgumentException().isThrownBy(() -> Kinds.read(new StateReader(bytes)))
          .withMessage("truncated at byte 16");
    }
    byte[] wide = new StateWriter().put(1L << 31).put(new double[] {1}).put(new double[] {1}).toBytes();
    assertThatIllegalArgumentException().isThrownBy(() -> Dense.read(new StateReader(wide)))
        .withMessage("a length of 2147483648");
  }

  @Test
  void theLargestFeaturesSpoilNothing() {
    for (String name : PolicySpec.names()) {
      LearnedState state = LearnedState.untrained(PolicySpec.named(name).orElseThrow(), 2);
      for (int round = 0; round < 600; round++) {
        float size = FeatureVector.MOST * random.nextFloat();
        Context large = Context.of(FeatureVector.of(size, -size), LinearWorld.QUALITY);
        Decision taken = state.policy().decide(large, state.price(large.features(), world.candidates()), random);
        Arm arm = taken.chosen().arm();
        state = state.learn(new Observation.Served(large, taken, arm, Usage.of(100, 100), new Money(9_000_000)))
            .learn(new Observation.Rated(large, taken, arm, random.nextInt(2)));
      }
    }
  }

  private Observation.Served served() {
    return new Observation.Served(context, decision, decision.chosen().arm(), Usage.of(100, 100),
        new Money(9_000_000));
  }
}
