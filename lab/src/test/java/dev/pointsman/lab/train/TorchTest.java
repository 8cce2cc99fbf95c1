package dev.pointsman.lab.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the autodiff library is given stays what it is, whatever the JVM does with its memory.
class TorchTest {
  @Test
  void aGradientGoesThroughANumberWhosePlaceWasGivenToOthers() {
    Torch.alone(() -> {
      try (NDManager manager = Torch.engine().newBaseManager()) {
        NDArray x = Torch.aligned(manager.create(new float[] {1, 2, 3}));
        x.setRequiresGradient(true);
        List<ByteBuffer> others = new ArrayList<>();
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
          NDArray loss = x.sum();
          for (int i = 0; i < 200; i++) {
            loss = loss.mul(Torch.constant(manager, 1));
          }
          System.gc();
          for (int i = 0; i < 10_000; i++) {
            others.add(ByteBuffer.allocateDirect(4).putFloat(0, 7));
          }
          collector.backward(loss);
        }
        assertThat(x.getGradient().toFloatArray()).containsExactly(1, 1, 1);
        assertThat(others).hasSize(10_000);
      }
    });
  }

  @Test
  void aParameterThatIsSetHasTheValuesAndStillLearns() {
    Torch.alone(() -> {
      try (NDManager manager = Torch.engine().newBaseManager()) {
        NDArray x = Torch.aligned(manager.create(new float[] {1, 2}));
        x.setRequiresGradient(true);
        Torch.set(x, new float[] {3, -4});
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
          collector.backward(x.square().sum());
        }
        assertThat(x.toFloatArray()).containsExactly(3, -4);
        assertThat(x.getGradient().toFloatArray()).containsExactly(6, -8);
      }
    });
  }
}
