package dev.pointsman.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.lab.world.Tables;
import dev.pointsman.neural.Activation;
import dev.pointsman.neural.Net;
import dev.pointsman.neural.Softmax;
import dev.pointsman.policy.BarpHead;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.PolicyNet;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.policy.PolicySpec.BarpSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// BaRP trained on prompts of two kinds, of which one needs the dearest of three models; and its net beside the autodiff
/// library's.
class BarpTrainerTest {
  private static final Dataset DATA = Tables.data(300, 1);
  private static final BarpSpec SPEC = (BarpSpec) PolicySpec.named("barp").orElseThrow();
  private static final BarpPlan SHORT = new BarpPlan(3e-3, 64, List.of(8, 16), 0.03, 0.9, 0.5, 2, 2, 8,
      List.of(4.0, 8.0));

  private static final BarpTrainer.Trained TRAINED = trained(SHORT, TrainingLog.NONE);

  private static BarpTrainer.Trained trained(BarpPlan plan, TrainingLog log) {
    return new BarpTrainer(SPEC, plan, DATA, 1, log).train();
  }

  @ParameterizedTest
  @EnumSource
  void theNetInPlainJavaGivesWhatTheTrainersNetGives(BarpHead head) {
    int d = 5;
    int k = 4;
    var random = new SplittableRandom(1);
    PolicyNet start = PolicyNet.undecided(head, d, 8, 16, k, random);
    var plan = new BarpPlan(1e-2, 8, List.of(1), 0.01, 0, 0, 0, 0, 1, List.of(1.0));
    float[][] x = new float[8][d];
    float[] w = new float[8];
    boolean[][] possible = new boolean[8][k];
    float[][] coefficients = new float[8][k];
    for (int i = 0; i < 8; i++) {
      w[i] = (float) random.nextDouble();
      for (int j = 0; j < k; j++) {
        possible[i][j] = true;
        coefficients[i][j] = (float) random.nextGaussian();
      }
      for (int j = 0; j < d; j++) {
        x[i][j] = (float) random.nextGaussian();
      }
    }
    var credit = new TorchPolicy.Credit(coefficients, new float[8], new float[8]);
    List<float[][]> told = new ArrayList<>();
    Net baseline = Net.drawn(Activation.RELU, random, d + 2, 4, 1);
    try (var policy = new TorchPolicy(start, baseline, plan)) {
      var batch = new TorchPolicy.Batch(x, w, possible);
      for (int step = 0; step < 20; step++) {
        policy.step(batch, (_, _) -> credit);
      }
      PolicyNet net = policy.net();
      policy.step(batch, (probabilities, _) -> {
        told.add(probabilities);
        return credit;
      });
      for (int i = 0; i < 8; i++) {
        double[] row = new double[d];
        for (int j = 0; j < d; j++) {
          row[j] = x[i][j];
        }
        double[] expected = Softmax.probabilities(net.logits(row, w[i]));
        for (int j = 0; j < k; j++) {
          assertThat(Math.log(expected[j] / expected[0]))
              .isCloseTo(Math.log(told.getFirst()[i][j] / (double) told.getFirst()[i][0]), within(1e-5));
        }
      }
    }
  }

  @Test
  void theGradientsInPlainJavaAreTheAutodiffLibrarys() {
    var random = new SplittableRandom(2);
    Net net = Net.drawn(Activation.RELU, random, 4, 6, 3);
    double[] x = {0.25, -0.5, 1, 0.75};
    double[] toward = {1, -2, 0.5};
    Net expected = net.pass(x).gradient(toward).net();
    Torch.alone(() -> {
      try (NDManager manager = Torch.engine().newBaseManager()) {
        var torch = new TorchNet(manager, net);
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
          NDArray row = manager.create(new float[][] {{0.25f, -0.5f, 1, 0.75f}});
          collector.backward(torch.apply(row).mul(manager.create(new float[] {1, -2, 0.5f})).sum());
        }
        for (int layer = 0; layer < 2; layer++) {
          double[][] weights = Torch.rows(torch.parameters().get(2 * layer).getGradient());
          for (int i = 0; i < weights.length; i++) {
            assertThat(expected.layers().get(layer).weights()[i]).containsExactly(weights[i], within(1e-5));
          }
          assertThat(expected.layers().get(layer).bias())
              .containsExactly(Torch.doubles(torch.parameters().get(2 * layer + 1).getGradient()), within(1e-5));
        }
      }
    });
  }

  @Test
  void itLearnsWhereTheDearModelPaysAndWhatMoneyIsWorth() {
    assertThat(share(TRAINED.net(), 1, 0.5)).as("hard prompts").isGreaterThan(share(TRAINED.net(), -1, 0.5));
    assertThat(share(TRAINED.net(), 1, 0.1)).isGreaterThan(0.5);
    assertThat(share(TRAINED.net(), -1, 0.99)).isLessThan(0.3);
  }

  @Test
  void whatIsLearnedFromAsksNoPromptMoreModelsThanItMay() {
    var plan = new BarpPlan(3e-3, 64, List.of(5), 0.03, 0.9, 0.5, 2, 0, 8, List.of(4.0));
    assertThat(trained(plan, TrainingLog.NONE).calls()).isEqualTo(2L * DATA.size());
  }

  @Test
  void noOutcomeIsPaidForTwiceWhateverIsChosenByIt() {
    long outcomes = 0;
    for (int row = 0; row < DATA.size(); row++) {
      for (int m = 0; m < DATA.models().size(); m++) {
        outcomes += DATA.isCandidate(row, m) ? 1 : 0;
      }
    }
    assertThat(TRAINED.calls()).isLessThanOrEqualTo(outcomes);
  }

  @Test
  void theServedWeightIsWorthOneOfThePlansMultiples() {
    assertThat(SHORT.tauMultiples()).contains(TRAINED.tauMultiple());
    assertThat(SHORT.looks()).contains(TRAINED.epochs());
    assertThat(TRAINED.tauUsd()).isCloseTo(TRAINED.tauMultiple() * DATA.costQuantile(0.95), within(1e-12));
  }

  @Test
  void whatWasTrainedIsRestoredFromItsBytes() {
    LearnedState state = TRAINED.state();
    assertThat(LearnedState.untrained(SPEC, DATA.features()).restored(state.toBytes()).toBytes())
        .isEqualTo(state.toBytes());
  }

  private static double share(PolicyNet net, double x, double w) {
    return Softmax.probabilities(net.logits(new double[] {x}, w))[2];
  }

  @Test
  void asPublishedEveryDrawIsACall() {
    var plan = new BarpPlan(1e-4, 32, List.of(3), 0.01, 0, 0, 0, 0, 1, List.of(1.0));
    assertThat(trained(plan, TrainingLog.NONE).calls()).isEqualTo(3L * DATA.size());
  }

  /// Keeps what was told, and ends the training after so many epochs.
  private static final class Interrupted implements TrainingLog {
    private final int epochs;
    private int told;
    private byte[] state = new byte[0];

    Interrupted(int epochs) {
      this.epochs = epochs;
    }

    @Override
    public Optional<byte[]> last() {
      return told == 0 ? Optional.empty() : Optional.of(state);
    }

    @Override
    public void epoch(Supplier<byte[]> made) {
      state = made.get();
      if (++told == epochs) {
        throw new IllegalStateException("killed");
      }
    }
  }

  @Test
  void aTrainingThatWasKilledGoesOnToTheSameBytes() {
    byte[] whole = TRAINED.state().toBytes();
    for (int epochs : new int[] {7, 30, 45}) {
      var log = new Interrupted(epochs);
      assertThatIllegalStateException().isThrownBy(() -> trained(SHORT, log)).withMessage("killed");
      assertThat(trained(SHORT, log).state().toBytes()).as("killed after %d epochs", epochs).isEqualTo(whole);
    }
  }
}
