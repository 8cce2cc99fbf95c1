package dev.pointsman.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What nets give, and that their gradients are those of finite differences.
class NetTest {
  private static final double STEP = 1e-6;

  @Test
  void aLayerIsAMatrixAndABias() {
    var layer = new Dense(new double[][] {{1, 2}, {3, 4}, {5, 6}}, new double[] {0.5, 0, -1});
    assertThat(layer.apply(new double[] {10, -1})).containsExactly(8.5, 26, 43);
    assertThat(layer.back(new double[] {1, 0, 2})).containsExactly(11, 14);
  }

  @Test
  void layersThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Dense(new double[2][3], new double[3]))
        .withMessageContaining("2 rows with a bias of length 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Net(List.of(Dense.zero(2, 3), Dense.zero(4, 1)), Activation.RELU))
        .withMessageContaining("4 numbers behind one that gives 3");
  }

  @ParameterizedTest
  @EnumSource
  void gradientsAreThoseOfFiniteDifferences(Activation activation) {
    var random = new SplittableRandom(1);
    Net net = Net.drawn(activation, random, 4, 5, 3, 2);
    double[] x = random.doubles(4, -1, 1).toArray();
    double[] toward = {0.7, -1.3};
    ToDoubleFunction<Net> loss = n -> dot(toward, n.apply(x));
    Net.Pass pass = net.pass(x);
    assertThat(pass.output()).containsExactly(net.apply(x));
    Net.Gradient gradient = pass.gradient(toward);
    for (int l = 0; l < 3; l++) {
      for (int i = 0; i < net.layers().get(l).outputs(); i++) {
        assertThat(gradient.net().layers().get(l).bias()[i]).isCloseTo(difference(net, l, i, -1, loss), within(1e-6));
        for (int j = 0; j < net.layers().get(l).inputs(); j++) {
          assertThat(gradient.net().layers().get(l).weights()[i][j])
              .isCloseTo(difference(net, l, i, j, loss), within(1e-6));
        }
      }
    }
    for (int j = 0; j < x.length; j++) {
      double[] more = x.clone();
      double[] less = x.clone();
      more[j] += STEP;
      less[j] -= STEP;
      double slope = (dot(toward, net.apply(more)) - dot(toward, net.apply(less))) / (2 * STEP);
      assertThat(gradient.input()[j]).isCloseTo(slope, within(1e-6));
    }
  }

  private static double difference(Net net, int layer, int i, int j, ToDoubleFunction<Net> loss) {
    List<Dense> zeros = net.layers().stream().map(l -> Dense.zero(l.inputs(), l.outputs())).toList();
    if (j < 0) {
      zeros.get(layer).bias()[i] = 1;
    } else {
      zeros.get(layer).weights()[i][j] = 1;
    }
    var direction = new Net(zeros, net.between());
    return (loss.applyAsDouble(net.plus(STEP, direction)) - loss.applyAsDouble(net.plus(-STEP, direction)))
        / (2 * STEP);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Test
  void whatIsSavedIsRestoredBitForBit() {
    Net net = Net.drawn(Activation.TANH, new SplittableRandom(2), 3, 4, 2);
    var out = new StateWriter();
    net.save(out);
    var in = new StateReader(out.toBytes());
    Net restored = Net.read(in);
    in.end();
    var again = new StateWriter();
    restored.save(again);
    assertThat(again.toBytes()).isEqualTo(out.toBytes());
    double[] x = {1, -2, 0.5};
    assertThat(restored.apply(x)).containsExactly(net.apply(x));
  }

  @Test
  void aStepDownhillLowersALoss() {
    Net net = Net.drawn(Activation.RELU, new SplittableRandom(3), 3, 8, 1);
    double[] x = {1, 2, 3};
    Net stepped = net.plus(-1e-3, net.pass(x).gradient(new double[] {1}).net());
    assertThat(stepped.apply(x)[0]).isLessThan(net.apply(x)[0]);
    assertThat(stepped.norm()).isPositive();
  }

  @Test
  void softmaxKnowsNoOverflowAndItsGradientsAreThoseOfFiniteDifferences() {
    assertThat(Softmax.probabilities(new double[] {1000, 1000, Double.NEGATIVE_INFINITY})).containsExactly(0.5, 0.5, 0);
    assertThat(Softmax.entropy(new double[] {0.5, 0.5, 0})).isCloseTo(Math.log(2), within(1e-12));
    double[] logits = {0.3, -1, 2};
    double[] p = Softmax.probabilities(logits);
    double[] entropySlope = Softmax.entropyGradient(p);
    double[] logSlope = Softmax.logGradient(p, 1);
    for (int i = 0; i < logits.length; i++) {
      double[] more = logits.clone();
      double[] less = logits.clone();
      more[i] += STEP;
      less[i] -= STEP;
      double[] up = Softmax.probabilities(more);
      double[] down = Softmax.probabilities(less);
      assertThat(entropySlope[i]).isCloseTo((Softmax.entropy(up) - Softmax.entropy(down)) / (2 * STEP), within(1e-6));
      assertThat(logSlope[i]).isCloseTo((Math.log(up[1]) - Math.log(down[1])) / (2 * STEP), within(1e-6));
    }
  }
}
