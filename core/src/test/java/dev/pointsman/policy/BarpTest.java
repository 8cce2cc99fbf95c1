package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.policy.PolicySpec.BarpSpec;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What BaRP learns while it serves, and what it does about arms that its head does not know.
class BarpTest {
  private static final BarpSpec SPEC = (BarpSpec) PolicySpec.named("barp").orElseThrow();
  private static final LinearWorld WORLD = LinearWorld.of(4, 0.3, 0.3, new SplittableRandom(1));

  private static PolicyNet net(BarpHead head, int arms) {
    PolicyNet undecided = PolicyNet.undecided(head, LinearWorld.D, 6, 7, 0, new SplittableRandom(2));
    PolicyNet net = undecided;
    var random = new SplittableRandom(3);
    for (int i = 0; i < arms; i++) {
      int inputs = undecided.lastInputs(LinearWorld.D);
      net = new PolicyNet(head, net.preferences(),
          net.decision().withOutput(random.doubles(inputs, -1, 1).toArray(), random.nextDouble()));
    }
    return net;
  }

  @ParameterizedTest
  @EnumSource
  void theGradientOfEveryHeadIsThatOfFiniteDifferences(BarpHead head) {
    PolicyNet net = net(head, 3);
    double[] x = new SplittableRandom(4).doubles(LinearWorld.D, -1, 1).toArray();
    double[] toward = {0.5, -1, 0.25};
    PolicyNet gradient = net.pass(x, 0.3).gradient(toward);
    double along = Math.pow(gradient.preferences().norm(), 2) + Math.pow(gradient.decision().norm(), 2);
    double step = 1e-6;
    double slope = (dot(toward, net.plus(step, gradient).logits(x, 0.3))
        - dot(toward, net.plus(-step, gradient).logits(x, 0.3))) / (2 * step);
    assertThat(slope).isCloseTo(along, within(1e-4 * along));
    assertThat(gradient.preferences().norm()).isPositive();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Test
  void anArmThatTheHeadDoesNotKnowIsLeftToExplorationUntilItWasJudged() {
    List<Candidate> known = WORLD.candidates().subList(0, 3);
    Candidate unknown = WORLD.candidates().get(3);
    Policy policy = SPEC.trained(net(BarpHead.MLP, 3), known.stream().map(Candidate::arm).toList(), 0.01, 1, 100,
        SPEC.regressions(LinearWorld.D));
    var random = new SplittableRandom(5);
    var context = new Context(LinearWorld.prompt(random), Outlooks.weight(0.2), 1);
    Decision before = policy.decide(context, WORLD.candidates(), random);
    assertThat(before.appraisal(unknown.arm()).score()).isZero();
    assertThat(before.appraisal(unknown.arm()).propensity()).isCloseTo(SPEC.floor() / 4, within(1e-12));
    var drawn = new Decision(unknown, before.appraisal(unknown.arm()).propensity(), before.appraisals());
    Policy judged = policy.learn(new Observation.Rated(context, drawn, unknown.arm(), 1));
    assertThat(judged.decide(context, WORLD.candidates(), random).appraisal(unknown.arm()).score()).isPositive();
  }

  @Test
  void aFallbackTeachesTheRegressionsAndNotTheNet() {
    var random = new SplittableRandom(6);
    Barp policy = (Barp) SPEC.create(LinearWorld.D);
    var context = Context.of(LinearWorld.prompt(random), Outlooks.weight(0.2));
    Decision decision = policy.decide(context, WORLD.candidates(), random);
    Arm fallback = decision.ranking().getLast().arm();
    Barp learned = policy.learn(new Observation.Rated(context, decision, fallback, 1));
    assertThat(learned.head()).isSameAs(policy.head());
    assertThat(learned.quality().position()).isEqualTo(1);
  }

  @Test
  void judgementsThatComeLateAndAtOtherPreferencesTeachTheWholeDial() {
    var random = new SplittableRandom(7);
    Policy policy = SPEC.create(LinearWorld.D);
    Candidate cheap = Candidate.listed(new Arm("cheap"), new Money(1_000_000));
    Candidate dear = Candidate.listed(new Arm("dear"), new Money(200_000_000));
    List<Candidate> both = List.of(cheap, dear);
    for (int i = 0; i < 600; i++) {
      var context = Context.of(LinearWorld.prompt(random), Outlooks.weight(0.5));
      Decision decision = policy.decide(context, both, random);
      double quality = decision.chosen().equals(dear) ? 0.9 : 0.4;
      policy = policy.learn(new Observation.Rated(context, decision, decision.chosen().arm(), quality));
    }
    assertThat(dearShare(policy, both, 0)).isGreaterThan(0.8);
    assertThat(dearShare(policy, both, 0.99)).isLessThan(0.5);
  }

  private static double dearShare(Policy policy, List<Candidate> both, double weight) {
    var random = new SplittableRandom(8);
    return IntStream.range(0, 50).mapToObj(_ -> policy.decide(
        Context.of(LinearWorld.prompt(random), Outlooks.weight(weight)).withoutExploration(), both, random))
        .mapToDouble(decision -> decision.chosen().equals(both.get(1)) ? 1 : 0).average().orElseThrow();
  }

  @Test
  void theScoresAreADistributionAndTheBestGuessItsMode() {
    Policy policy = SPEC.trained(net(BarpHead.BILINEAR, 4), WORLD.candidates().stream().map(Candidate::arm).toList(), 1,
        4,
        10, SPEC.regressions(LinearWorld.D));
    Decision decision = policy.decide(
        Context.of(LinearWorld.prompt(new SplittableRandom(9)), Outlooks.weight(0.4)).withoutExploration(),
        WORLD.candidates(), new SplittableRandom(10));
    assertThat(decision.appraisals().stream().mapToDouble(Appraisal::score).sum()).isCloseTo(1, within(1e-12));
    assertThat(decision.appraisal(decision.chosen().arm()).score())
        .isEqualTo(decision.appraisals().stream().mapToDouble(Appraisal::score).max().orElseThrow());
  }
}
