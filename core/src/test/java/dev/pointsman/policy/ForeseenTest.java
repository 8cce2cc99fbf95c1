package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.identity.Identity;
import dev.pointsman.identity.Kinds;
import dev.pointsman.identity.ResponseModel;
import dev.pointsman.identity.Worlds;
import dev.pointsman.linear.Kernel;
import dev.pointsman.policy.PolicySpec.LlmBanditSpec;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class ForeseenTest {
  private static final int FEATURES = 3;
  private static final ResponseModel RESPONSES = Worlds.responses(1, FEATURES);
  private static final Arm NEAR = new Arm("near");
  private static final Arm FAR = new Arm("far");
  private static final Arm NEW = new Arm("new");
  private static final FeatureVector ASKED = FeatureVector.of(1, 0, 0);

  /// Two arms, of which only the one that is like a newcomer was found better than its identity at a prompt.
  private static KernelArms alike(float ease) {
    SequencedMap<Arm, KernelArms.Fit> fits = new LinkedHashMap<>();
    fits.put(NEAR, new KernelArms.Fit(0.2, new float[] {0.7f}));
    fits.put(FAR, new KernelArms.Fit(0.2, new float[] {0}));
    return new KernelArms(new Kernel(new float[][] {ASKED.toArray()}, 0.1), fits, new float[] {ease});
  }

  private static Foreseen foreseen(KernelArms alike) {
    SequencedMap<Arm, Identity> known = new LinkedHashMap<>();
    known.put(NEAR, new Identity(new double[Worlds.LENGTH], deviation()));
    known.put(FAR, new Identity(new double[] {9, 9, 9}, deviation()));
    Kinds kinds = new Kinds(new double[][] {new double[FEATURES]}, 0.3);
    LlmBanditSpec spec = (LlmBanditSpec) PolicySpec.named("llm-bandit").orElseThrow();
    return Foreseen.of(new IdentityTraining(RESPONSES, known, alike, kinds, Optional.empty(),
        LinearArms.of(spec.corrections(FEATURES, kinds), 1), Standings.NONE));
  }

  private static double[] deviation() {
    double[] deviation = new double[Worlds.LENGTH];
    Arrays.fill(deviation, 0.1);
    return deviation;
  }

  private static Context context(FeatureVector features) {
    return new Context(features, new Preference(0, new Money(1)), 1);
  }

  private static double quality(Foreseen foreseen, FeatureVector features, Arm arm) {
    return foreseen.estimates(context(features), List.of(new Candidate(arm, new Money(1), new Money(1)))).getFirst()
        .mean();
  }

  @Test
  void aNewcomerIsForetoldWhatModelsLikeItMadeOfPromptsThatAreAlike() {
    Foreseen with = foreseen(alike(0));
    Foreseen without = foreseen(KernelArms.NONE);
    double byIdentity = RESPONSES.quality(RESPONSES.read(ASKED), RESPONSES.project(new double[Worlds.LENGTH]));
    double beyond = 0.9 - byIdentity;
    assertThat(quality(with, ASKED, NEW) - quality(without, ASKED, NEW)).isCloseTo(0.8 * beyond, within(1e-3));
  }

  @Test
  void anAnswerToAPromptThatKnownModelsFoundHardSaysMoreForANewcomer() {
    FeatureVector other = FeatureVector.of(0, 1, 0);
    double easy = quality(foreseen(alike(3)).rated(context(ASKED), NEW, 1), other, NEW);
    double hard = quality(foreseen(alike(-3)).rated(context(ASKED), NEW, 1), other, NEW);
    assertThat(hard).isGreaterThan(easy);
  }
}
