package dev.pointsman.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.lab.data.ScoreHeader;
import dev.pointsman.lab.data.ScoreRow;
import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.data.ScoredModel;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.KernelArms;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KernelTrainerTest {
  private static final List<String> MODELS = List.of("odd", "even");
  private static final int PROMPTS = 120;

  /// Two models, of which one is right in every second quarter of a circle, the other elsewhere.
  ///
  /// @param unknown the prompts that the first model was not run on
  private static Dataset data(List<Integer> unknown) {
    var random = new SplittableRandom(5);
    List<ScoreRow> rows = new ArrayList<>();
    List<FeatureVector> features = new ArrayList<>();
    for (int i = 0; i < PROMPTS; i++) {
      double angle = random.nextDouble(2 * Math.PI);
      features.add(FeatureVector.of((float) Math.cos(angle), (float) Math.sin(angle)));
      boolean odd = Math.floor(angle / (Math.PI / 2)) % 2 == 1;
      double first = unknown.contains(i) ? Double.NaN : odd ? 1 : 0;
      rows.add(new ScoreRow("r" + i, "", "prompt " + i, OptionalInt.empty(), new double[] {first, odd ? 0 : 1},
          new double[] {Double.isNaN(first) ? Double.NaN : 0.001, 0.001}, new int[] {-1, -1}));
    }
    var models = MODELS.stream().map(name -> new ScoredModel(name, Optional.empty())).toList();
    return Dataset.of(new ScoreTable(new ScoreHeader("circle", "", "", "", models), rows), MODELS, features);
  }

  private static KernelTrainer.Fitted fit(Dataset data) {
    double[][] even = new double[data.size()][MODELS.size()];
    Arrays.stream(even).forEach(row -> Arrays.fill(row, 0.5));
    return KernelTrainer.fit(data, even, 1);
  }

  private static double quality(KernelArms arms, Dataset data, int row, int model) {
    return arms.quality(arms.kernel().likeness(data.features(row)), data.arms().get(model));
  }

  @Test
  void whatNoLineTellsApartIsForetoldOfPromptsThatWereLeftOut() {
    Dataset data = data(List.of());
    double[][] predicted = fit(data).predicted();
    for (int row = 0; row < PROMPTS; row++) {
      assertThat(predicted[row][0] + predicted[row][1]).isCloseTo(1, within(1e-4));
    }
    double hits = IntStream.range(0, PROMPTS)
        .filter(row -> predicted[row][0] > predicted[row][1] == data.quality(row, 0) > 0).count();
    assertThat(hits / PROMPTS).isGreaterThan(0.9);
  }

  @Test
  void whatAPromptIsPredictedByAllOthersIsWhatAFitToTheOthersPredicts() {
    Dataset data = data(List.of());
    KernelTrainer.Fitted whole = fit(data);
    for (int row : new int[] {0, 17, 60}) {
      Dataset others = data.rows(IntStream.range(0, PROMPTS).filter(i -> i != row).toArray());
      assertThat(whole.predicted()[row][1]).isCloseTo(quality(fit(others).arms(), data, row, 1),
          within(2e-3)); // the mean of the others is a little another
    }
  }

  @Test
  void whereAModelWasNotRunIsAsIfThePromptWereLeftOut() {
    List<Integer> unknown = IntStream.range(0, PROMPTS).filter(i -> i % 3 == 0).boxed().toList();
    Dataset data = data(unknown);
    Dataset known = data.rows(IntStream.range(0, PROMPTS).filter(i -> i % 3 != 0).toArray());
    KernelTrainer.Fitted some = fit(data);
    KernelArms left = fit(known).arms();
    for (int row = 0; row < PROMPTS; row++) {
      assertThat(quality(some.arms(), data, row, 0)).isCloseTo(quality(left, data, row, 0), within(5e-3));
    }
    assertThat(some.predicted()[3][0]).isCloseTo(quality(left, data, 3, 0), within(5e-3));
  }

  @Test
  void promptsWithoutFeaturesAreLikeNothing() {
    KernelTrainer.Fitted fitted = fit(data(List.of()).blind());
    assertThat(fitted.arms().fits()).isEmpty();
    assertThat(fitted.predicted()[0][0]).isNaN();
  }

  @Test
  void aPromptIsAsEasyAsModelsFoundItBeyondWhatWasForetold() {
    double even = ItemEase.of(new double[] {0.5, 0.5}, new double[] {1, 0});
    double easy = ItemEase.of(new double[] {0.5, 0.5}, new double[] {1, 1});
    double surprising = ItemEase.of(new double[] {0.1, 0.1}, new double[] {1, 1});
    double sure = ItemEase.of(new double[] {0.5, 0.5, 0.5, 0.5}, new double[] {1, 1, 1, 1});
    assertThat(even).isCloseTo(0, within(1e-9));
    assertThat(easy).isBetween(0.5, sure);
    assertThat(surprising).isGreaterThan(easy);
    assertThat(ItemEase.of(new double[] {0.5, 0.9}, new double[] {0, Double.NaN})).isNegative();
    assertThat(ItemEase.of(new double[] {0.3}, new double[] {Double.NaN})).isZero();
  }

  @Test
  void theEaseOfPromptsIsKnownWhereTheyWereLearnedFrom() {
    Dataset data = data(List.of(3));
    KernelArms arms = fit(data).arms();
    assertThat(arms.of(data.features(3))).isPositive(); // only the model that was right was run
    assertThat(arms.of(FeatureVector.of(0.5f, 0.5f))).isZero();
  }

  @Test
  void aModelOfFewOutcomesHasNoRegression() {
    KernelTrainer.Fitted fitted = fit(data(IntStream.range(1, PROMPTS).boxed().toList()));
    assertThat(fitted.arms().fits()).hasSize(1);
    assertThat(fitted.predicted()[5][0]).isNaN();
    assertThat(fitted.predicted()[5][1]).isBetween(-0.5, 1.5);
  }
}
