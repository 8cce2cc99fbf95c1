package dev.pointsman.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.pointsman.lab.data.Battles;
import dev.pointsman.policy.PilotScore;
import dev.pointsman.policy.PreferencePrior;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Priors trained on preferences whose law is known: the `generalist` is better on average; the two specialists each win on one
/// half of the prompts.
class PreferenceTrainerTest {
  private static final List<String> MODELS = List.of("generalist", "left", "right", "silent");
  private static final int PROMPTS = 300;
  private static final List<FeatureVector> FEATURES = features();
  private static final Battles BATTLES = battles();

  private static List<FeatureVector> features() {
    var random = new SplittableRandom(1);
    return IntStream.range(0, PROMPTS).mapToObj(_ -> FeatureVector.of((float) random.nextGaussian(),
        (float) random.nextGaussian(), (float) random.nextGaussian())).toList();
  }

  private static double strength(int model, FeatureVector prompt) {
    return switch (model) {
      case 0 -> 0.5;
      case 1 -> 1.5 * prompt.at(0);
      default -> -1.5 * prompt.at(0);
    };
  }

  private static Battles battles() {
    var random = new SplittableRandom(2);
    List<Battles.Battle> battles = new ArrayList<>();
    for (int prompt = 0; prompt < PROMPTS; prompt++) {
      for (int[] pair : new int[][] {{0, 1}, {0, 2}, {1, 2}}) {
        double edge = strength(pair[0], FEATURES.get(prompt)) - strength(pair[1], FEATURES.get(prompt));
        boolean first = random.nextDouble() < 1 / (1 + Math.exp(-2 * edge));
        battles.add(new Battles.Battle(prompt, first ? pair[0] : pair[1], first ? pair[1] : pair[0]));
      }
    }
    return new Battles(MODELS, IntStream.range(0, PROMPTS).mapToObj(i -> "prompt " + i).toList(), battles);
  }

  private static double[] advantages(PreferencePrior prior, double first) {
    return prior.advantages(MODELS.stream().map(Arm::new).toList(), FeatureVector.of((float) first, 0, 0));
  }

  @ParameterizedTest
  @EnumSource
  void itLearnsWhichModelIsPreferredOnWhichPrompts(PilotScore score) {
    PreferenceTrainer.Trained trained = PreferenceTrainer.train(BATTLES, FEATURES, score, 1, () -> {});
    assertThat(trained.accuracy()).isGreaterThan(0.7);
    double[] onTheLeft = advantages(trained.prior(), 2);
    double[] onTheRight = advantages(trained.prior(), -2);
    assertThat(onTheLeft[1]).isGreaterThan(onTheLeft[2]);
    assertThat(onTheRight[2]).isGreaterThan(onTheRight[1]);
    assertThat(trained.prior().beliefs()).as("no preference speaks of the fourth").hasSize(3);
    trained.prior().beliefs().values().forEach(belief -> assertThat(belief.accuracy()).isBetween(0.6, 1.0));
  }

  @Test
  void levelsSayWhoIsBetterOnAverage() {
    double[] typical = advantages(PreferenceTrainer.train(BATTLES, FEATURES, PilotScore.LINEAR, 1, () -> {}).prior(),
        0);
    assertThat(typical[0]).isGreaterThan(typical[1] + 0.1).isGreaterThan(typical[2] + 0.1);
  }

  @ParameterizedTest
  @EnumSource
  void trainingTwiceGivesTheSameBits(PilotScore score) {
    assertThat(PreferenceTrainer.train(BATTLES, FEATURES, score, 3, () -> {}).prior().fingerprint())
        .isEqualTo(PreferenceTrainer.train(BATTLES, FEATURES, score, 3, () -> {}).prior().fingerprint());
  }

  /// What serves is plain Java: the same strengths as the trainer's library computes, within 1e-5.
  @ParameterizedTest
  @EnumSource
  void plainJavaAgreesWithTheLibrary(PilotScore score) {
    PreferencePrior prior = PreferenceTrainer.train(BATTLES, FEATURES, score, 1, () -> {}).prior();
    List<PreferencePrior.Belief> beliefs = List.copyOf(prior.beliefs().values());
    try (NDManager manager = Torch.engine().newBaseManager()) {
      NDArray phi = manager.create(FEATURES.stream().map(FeatureVector::toArray).toArray(float[][]::new));
      NDArray psi = phi.matMul(matrix(manager, prior.projection().weights()).transpose())
          .add(matrix(manager, new double[][] {prior.projection().bias()}));
      NDArray at = score == PilotScore.COSINE ? psi.normalize(2, 1) : psi;
      NDArray theta = matrix(manager, beliefs.stream().map(PreferencePrior.Belief::embedding).toArray(double[][]::new));
      NDArray levels = matrix(manager,
          new double[][] {beliefs.stream().mapToDouble(PreferencePrior.Belief::level).toArray()});
      NDArray strengths = at.matMul(theta.transpose()).add(levels);
      float[] advantages = strengths.sub(strengths.mean(new int[] {1}, true)).toFloatArray();
      for (int prompt = 0; prompt < PROMPTS; prompt++) {
        double[] plain = prior.advantages(List.copyOf(prior.beliefs().sequencedKeySet()), FEATURES.get(prompt));
        for (int m = 0; m < plain.length; m++) {
          assertThat(plain[m]).isCloseTo(advantages[prompt * plain.length + m], within(1e-5));
        }
      }
    }
  }

  private static NDArray matrix(NDManager manager, double[][] rows) {
    float[][] floats = new float[rows.length][rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        floats[i][j] = (float) rows[i][j];
      }
    }
    return manager.create(floats);
  }

  @Test
  void tooFewPreferencesAreRefused() {
    var none = new Battles(MODELS, List.of("prompt"), List.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PreferenceTrainer.train(none, FEATURES.subList(0, 1), PilotScore.LINEAR, 1, () -> {}))
        .withMessageStartingWith("there are too few preferences");
  }
}
