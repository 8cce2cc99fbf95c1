package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CostHistogramTest {
  private static final double BIN = Math.pow(2, 1.0 / 8);

  @ParameterizedTest
  @CsvSource({"1, 0.1", "2, 0.5", "3, 0.95", "4, 1"})
  void aQuantileIsWithinABinOfTheTrueOne(long seed, double q) {
    var random = new SplittableRandom(seed);
    long[] costs = random.doubles(1001, 5, 20).mapToLong(log -> Math.round(Math.exp(log))).toArray();
    Arrays.sort(costs);
    long exact = costs[(int) (q * 1000)];
    assertWithinABin(CostHistogram.empty().adding(costs), q, exact);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theHundredthPercentileIsTheDearest(long seed) {
    var random = new SplittableRandom(seed);
    CostHistogram histogram = CostHistogram.empty();
    long dearest = 0;
    for (int round = 0; round < 1000; round++) {
      long[] costs = random.longs(3, 1000, 1_000_000).toArray();
      dearest = Math.max(dearest, Arrays.stream(costs).max().orElseThrow());
      histogram = histogram.adding(costs);
      assertWithinABin(histogram, 1, dearest);
    }
  }

  @Test
  void recentRoundsWeighMost() {
    CostHistogram histogram = CostHistogram.empty();
    for (int round = 0; round < 4000; round++) {
      histogram = histogram.adding(round < 2000 ? 1000 : 1_000_000);
    }
    assertWithinABin(histogram, 0.2, 1_000_000); // of the first half, an eighth is left: less than a fifth of all
    assertWithinABin(histogram, 0.05, 1000);
  }

  @Test
  void costsOfNothingAndOfBillionsHaveBinsToo() {
    assertWithinABin(CostHistogram.empty().adding(0), 0.5, 1);
    assertWithinABin(CostHistogram.empty().adding(Long.MAX_VALUE), 0.5, Long.MAX_VALUE);
  }

  @Test
  void addingLeavesTheOldHistogramAsItWas() {
    CostHistogram empty = CostHistogram.empty();
    assertThat(empty.adding(5).isEmpty()).isFalse();
    assertThat(empty.isEmpty()).isTrue();
  }

  private static void assertWithinABin(CostHistogram histogram, double q, double exact) {
    assertThat((double) histogram.quantile(q).nanoUsd()).isBetween(exact / BIN, exact * BIN);
  }
}
