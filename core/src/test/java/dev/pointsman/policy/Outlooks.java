package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;

/// Outlooks made up for tests.
final class Outlooks {
  private Outlooks() {}

  /// At a cost scale of a cent.
  static Preference weight(double costWeight) {
    return new Preference(costWeight, new Money(10_000_000));
  }

  /// Of candidates of which none is new.
  static Outlook of(double[] quality, double[] deviation, double[] costUsd, Preference preference, double rounds) {
    double[] judged = new double[quality.length];
    Arrays.fill(judged, Double.POSITIVE_INFINITY);
    return new Outlook(quality, deviation, costUsd, preference, rounds, judged);
  }

  static Outlook certain(double costWeight, double[] quality, double[] costUsd) {
    return of(quality, new double[quality.length], costUsd, weight(costWeight), 100);
  }

  /// Qualities in the upper half, costs up to the scale, and deviations that differ by a factor of four at most.
  static Outlook random(int k, double costWeight, RandomGenerator random) {
    return of(random.doubles(k, 0.4, 0.9).toArray(), random.doubles(k, 0.05, 0.2).toArray(),
        random.doubles(k, 0.0001, 0.01).toArray(), weight(costWeight), 100);
  }

  static void assertProbabilities(double[] probabilities) {
    assertThat(DoubleStream.of(probabilities)).allMatch(p -> p >= 0 && p <= 1);
    assertThat(DoubleStream.of(probabilities).sum()).isCloseTo(1, within(1e-12));
  }
}
