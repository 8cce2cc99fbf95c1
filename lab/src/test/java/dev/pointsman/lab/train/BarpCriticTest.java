package dev.pointsman.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.lab.world.Dataset;
import dev.pointsman.lab.world.Tables;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What outcomes that were bought tell of those that were not, and the parts that prompts are dealt into.
class BarpCriticTest {
  private static final Dataset DATA = Tables.data(400, 3);
  private static final int[] ALL = IntStream.range(0, DATA.size()).toArray();

  /// The two cheaper models of every second prompt were bought.
  private static Purchases purchases() {
    var purchases = new Purchases(DATA);
    for (int row = 0; row < DATA.size(); row += 2) {
      purchases.buy(row, 0);
      purchases.buy(row, 1);
    }
    return purchases;
  }

  @Test
  void anOutcomeThatIsThereIsMixedWithWhatIsForetoldOfIt() {
    Purchases purchases = purchases();
    var none = new BarpCritic(DATA, purchases, ALL, 0);
    var half = new BarpCritic(DATA, purchases, ALL, 0.5);
    var alone = new BarpCritic(DATA, purchases, ALL, 1);
    for (int row = 0; row < DATA.size(); row += 2) {
      assertThat(none.quality(row, 1)).isEqualTo(DATA.quality(row, 1));
      assertThat(half.quality(row, 1))
          .isCloseTo((none.quality(row, 1) + alone.quality(row, 1)) / 2, within(1e-12));
      assertThat(half.cost(row, 1)).isEqualTo(DATA.cost(row, 1));
    }
  }

  @Test
  void whatWasNotBoughtIsForetoldFromPromptsLikeIt() {
    var critic = new BarpCritic(DATA, purchases(), ALL, 0.5);
    assertThat(mean(critic, "hard")).isLessThan(mean(critic, "easy") - 0.1);
    assertThat(critic.cost(1, 1)).isCloseTo(0.001, within(1e-4));
    assertThat(critic.quality(1, 2)).as("a model that nobody asked: an even chance").isCloseTo(0.5, within(1e-9));
  }

  /// Of the second model, on prompts that it was not asked.
  private static double mean(BarpCritic critic, String task) {
    return IntStream.range(0, DATA.size()).filter(row -> row % 2 == 1 && DATA.task(row).equals(task))
        .mapToDouble(row -> critic.quality(row, 1)).average().orElseThrow();
  }

  @Test
  void eachRowIsLeftOutOnce() {
    Folds folds = Folds.of(10, 3, 1);
    assertThat(Arrays.stream(folds.parts()).flatMapToInt(Arrays::stream)).containsExactlyInAnyOrder(
        IntStream.range(0, 10).boxed().toArray(Integer[]::new));
    for (int part = 0; part < 3; part++) {
      assertThat(folds.without(part)).doesNotContain(folds.parts()[part])
          .hasSize(10 - folds.parts()[part].length);
    }
  }
}
