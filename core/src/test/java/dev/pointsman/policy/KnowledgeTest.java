package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.linear.RidgeRegression;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What neighbours, groups and whole tables teach.
class KnowledgeTest {
  private static final Candidate A = Candidate.listed(new Arm("a"), new Money(1));
  private static final Candidate B = Candidate.listed(new Arm("b"), new Money(2));

  private static Context at(double x, String group) {
    return new Context(FeatureVector.of((float) x), LinearWorld.QUALITY, 0, group);
  }

  private static double mean(Knowledge knowledge, Context context, Candidate candidate) {
    return knowledge.estimates(context, List.of(A, B)).get(candidate.equals(A) ? 0 : 1).mean();
  }

  @Test
  void neighboursAreThoseForWhichTheArmWasJudged() {
    Knowledge known = Neighbours.nearest(2, 1);
    for (int i = 0; i < 200; i++) {
      known = known.rated(at(i, ""), A.arm(), i < 100 ? 1 : 0);
    }
    known = known.rated(at(500, ""), B.arm(), 1);
    assertThat(mean(known, at(20, ""), A)).isCloseTo(2.5 / 3, within(1e-12));
    assertThat(mean(known, at(180, ""), A)).isCloseTo(0.5 / 3, within(1e-12));
    assertThat(mean(known, at(180, ""), B)).isCloseTo(0.75, within(1e-12));
    assertThat(known.rounds()).isEqualTo(201);
  }

  @Test
  void aJudgementOfTheSamePromptJoinsIt() {
    Context prompt = at(1, "");
    Knowledge known = Neighbours.nearest(9, 1).rated(prompt, A.arm(), 1).rated(prompt, B.arm(), 0);
    assertThat(mean(known, prompt, A)).isEqualTo(0.75);
    assertThat(mean(known, prompt, B)).isEqualTo(0.25);
    assertThat(mean(known.revised(prompt, A.arm(), 1, 0), prompt, A)).isEqualTo(0.25);
    assertThat(mean(known, prompt, A)).isEqualTo(0.75);
  }

  @Test
  void aGroupsMeanIsDrawnToTheArmsMean() {
    Knowledge known = GroupMeans.byGroup(10);
    for (int i = 0; i < 20; i++) {
      known = known.rated(at(0, i < 10 ? "sums" : "verse"), A.arm(), i < 10 ? 1 : 0);
    }
    double overall = 10.5 / 21;
    assertThat(mean(known, at(0, "sums"), A)).isCloseTo((10 + 10 * overall) / 20, within(1e-12));
    assertThat(mean(known, at(0, "verse"), A)).isCloseTo(10 * overall / 20, within(1e-12));
    assertThat(mean(known, at(0, "other"), A)).isCloseTo(overall, within(1e-12));
    assertThat(mean(GroupMeans.overall().rated(at(0, "sums"), A.arm(), 1), at(0, "verse"), A)).isEqualTo(0.75);
    assertThat(mean(known.revised(at(0, "sums"), A.arm(), 1, 0), at(0, ""), A)).isCloseTo(9.5 / 21, within(1e-12));
  }

  @Test
  void whatIsKnownOfManyPromptsAndGroupsIsRestoredBitForBit() {
    for (Knowledge untaught : List.of(Neighbours.nearest(9, 1), GroupMeans.byGroup(10), GroupMeans.overall())) {
      Knowledge live = untaught;
      for (int i = 0; i < 200; i++) {
        live = live.rated(at(i - i % 2, i % 3 == 0 ? "sums" : ""), i % 2 == 0 ? A.arm() : B.arm(), i / 200.0);
        Knowledge restored = untaught.restored(new StateReader(bytes(live)));
        Context again = at(i - i % 2, "verse");
        assertThat(bytes(restored)).isEqualTo(bytes(live));
        assertThat(bytes(restored.rated(again, A.arm(), 1))).isEqualTo(bytes(live.rated(again, A.arm(), 1)));
        assertThat(restored.estimates(again, List.of(A, B))).isEqualTo(live.estimates(again, List.of(A, B)));
      }
    }
  }

  private static byte[] bytes(Knowledge knowledge) {
    var out = new StateWriter();
    knowledge.save(out);
    return out.toBytes();
  }

  @Test
  void aTableFittedAtOnceSaysWhatItsRowsWouldHaveTaughtOneByOne() {
    var random = new SplittableRandom(1);
    var prior = Learning.APART.prior(LinearWorld.D);
    List<double[]> xs = new ArrayList<>();
    double[] ys = new double[300];
    LinearArms steps = LinearArms.of(prior, 1);
    for (int i = 0; i < ys.length; i++) {
      FeatureVector prompt = LinearWorld.prompt(random);
      ys[i] = random.nextInt(2);
      xs.add(prompt.withIntercept());
      steps = steps.observe(A.arm(), prompt, ys[i]);
    }
    SequencedMap<Arm, RidgeRegression> fits = new LinkedHashMap<>();
    fits.put(A.arm(), RidgeRegression.fitted(prior, xs, ys));
    LinearArms fitted = LinearArms.fitted(prior, fits, ys.length);
    for (double[] x : xs.subList(0, 20)) {
      assertThat(fitted.estimate(A.arm(), x).mean()).isCloseTo(steps.estimate(A.arm(), x).mean(), within(1e-9));
      assertThat(fitted.estimate(A.arm(), x).deviation()).isCloseTo(steps.estimate(A.arm(), x).deviation(),
          within(2e-3));
    }
    assertThat(fitted.noise(A.arm())).isCloseTo(steps.noise(A.arm()), within(0.02));
    assertThat(fitted.position()).isEqualTo(300);
  }
}
