package dev.pointsman.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.pointsman.identity.Kinds;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClustersTest {
  /// Prompts around two points.
  private static List<FeatureVector> around(int count) {
    var random = new SplittableRandom(3);
    List<FeatureVector> prompts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double at = i % 2 == 0 ? 1 : -1;
      prompts.add(FeatureVector.of((float) (at + 0.1 * random.nextGaussian()), (float) (0.1 * random.nextGaussian())));
    }
    return prompts;
  }

  @Test
  void centresAreTheMeansOfWhatIsNearestToThem() {
    double[][] centres = Clusters.centres(around(400), 2, 1);
    assertThat(Arrays.stream(centres).mapToDouble(centre -> centre[0]).sorted().toArray())
        .containsExactly(new double[] {-1, 1}, offset(0.05));
  }

  @Test
  void promptsOfOneKindShareTheirCluster() {
    List<FeatureVector> prompts = around(100);
    double[][] centres = Clusters.centres(prompts, 2, 1);
    assertThat(prompts).allSatisfy(prompt -> assertThat(Clusters.nearest(centres, prompt) == Clusters.nearest(centres,
        prompts.getFirst())).isEqualTo(prompt.at(0) > 0));
  }

  @Test
  void aKindHasTenPromptsAtLeastAndThereAre32AtMost() {
    assertThat(Clusters.kinds(around(55), 1).centres()).hasDimensions(5, 2);
    assertThat(Clusters.kinds(around(2000), 1).centres()).hasDimensions(32, 2);
    assertThat(Clusters.kinds(around(9), 1).centres()).isEmpty();
  }

  @Test
  void promptsWithoutFeaturesHaveNoKinds() {
    assertThat(Clusters.kinds(List.of(FeatureVector.of(), FeatureVector.of()), 1)).isSameAs(Kinds.NONE);
  }
}
