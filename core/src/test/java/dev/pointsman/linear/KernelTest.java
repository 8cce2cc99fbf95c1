package dev.pointsman.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.routing.FeatureVector;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KernelTest {
  private static final Kernel KERNEL = new Kernel(new float[][] {{1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5, 8}}, 2);

  @Test
  void likenessFallsWithTheSquaredDistance() {
    double[] likeness = KERNEL.likeness(FeatureVector.of(1, 2, 3, 4, 5, 6));
    assertThat(likeness[0]).isEqualTo(1);
    assertThat(likeness[1]).isCloseTo(Math.exp(-2), within(1e-12));
    assertThat(KERNEL.likeness(FeatureVector.of(0, 2, 3, 4, 5, 6))[0]).isCloseTo(Math.exp(-0.5), within(1e-12));
    assertThat(Kernel.NONE.likeness(FeatureVector.of(1))).isEmpty();
  }

  @Test
  void aPointIsKnownAgainThoughItWasEncodedALittleOtherwise() {
    assertThat(KERNEL.indexOf(FeatureVector.of(1, 2, 3, 4, 5, 8))).isEqualTo(1);
    assertThat(KERNEL.indexOf(FeatureVector.of(1, 2, 3, 4, 5.02f, 7.97f))).isEqualTo(1);
    assertThat(KERNEL.indexOf(FeatureVector.of(1, 2, 3, 4, 5, 7.9f))).isEqualTo(-1);
    assertThat(Kernel.NONE.indexOf(FeatureVector.of(1))).isEqualTo(-1);
  }

  @Test
  void aKernelIsRestoredBitForBit() {
    var out = new StateWriter();
    KERNEL.save(out);
    Kernel restored = Kernel.read(new StateReader(out.toBytes()));
    assertThat(restored.points()).isDeepEqualTo(KERNEL.points());
    assertThat(restored.width()).isEqualTo(2);
    assertThatThrownBy(() -> Kernel.read(new StateReader(Arrays.copyOf(out.toBytes(), 40))))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("truncated");
  }

  @Test
  void badKernelsAreRefused() {
    assertThatThrownBy(() -> new Kernel(new float[][] {{1}}, 0)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0.0");
    assertThatThrownBy(() -> new Kernel(new float[][] {{1}, {1, 2}}, 1)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lengths 1 and 2");
  }
}
