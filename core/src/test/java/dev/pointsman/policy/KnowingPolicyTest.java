package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.linear.RidgePrior;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Observation;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KnowingPolicyTest {
  private final SplittableRandom random = new SplittableRandom(1);
  private final LinearWorld world = LinearWorld.of(3, 0.4, 0.3, random);
  private final Context context = Context.of(LinearWorld.prompt(random), LinearWorld.QUALITY);

  @Test
  void aPredictionBeyondTheBestQualityIsNoBetterThanTheBest() {
    RidgePrior hopeful = RidgePrior.withIntercept(LinearWorld.D, 1.5, 2, 4, 0.17);
    var policy = KnowingPolicy.linear(LinearArms.of(hopeful, 1), ChoiceRule.greedy());
    Decision decision = policy.decide(context, world.candidates(), random);
    assertThat(decision.appraisals()).extracting(Appraisal::score).containsOnly(1.0);
    assertThat(decision.appraisals()).extracting(appraisal -> appraisal.quality().mean()).containsOnly(1.5);
  }

  @Test
  void aJudgementMovesTheEstimateOfTheArmThatServed() {
    Policy policy = new PolicySpec.LinUcbSpec(1, Learning.APART).create(LinearWorld.D);
    Decision decision = policy.decide(context, world.candidates(), random);
    var fallback = decision.ranking().getLast().arm();
    Policy praised = policy.learn(new Observation.Rated(context, decision, fallback, 1));
    Policy blamed = praised.learn(new Observation.Revised(context, decision, fallback, 1, 0));
    assertThat(mean(praised, decision, 2)).isGreaterThan(0.5);
    assertThat(mean(blamed, decision, 2)).isLessThan(0.5);
    assertThat(mean(blamed, decision, 0)).isEqualTo(0.5);
  }

  private double mean(Policy policy, Decision before, int rank) {
    var arm = before.ranking().get(rank).arm();
    return policy.decide(context, world.candidates(), random).appraisal(arm).quality().mean();
  }
}
