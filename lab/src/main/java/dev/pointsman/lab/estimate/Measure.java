package dev.pointsman.lab.estimate;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/// Every estimator's view of one kind of outcome. Mutable; not thread-safe; memory is bounded however many rounds come.
public final class Measure {
  private final Map<Estimator, Contributions> contributions = new EnumMap<>(Estimator.class);
  private final Weights weights = new Weights();

  public Measure() {
    for (Estimator estimator : Estimator.values()) {
      contributions.put(estimator, new Contributions());
    }
  }

  /// Takes in one more round.
  public void add(Round round) {
    weights.add(round.weight());
    contributions.forEach((estimator, sums) -> sums.add(estimator.numerator(round), estimator.denominator(round)));
  }

  /// How much the rounds so far say about the target.
  public Overlap overlap() {
    return weights.overlap();
  }

  /// An estimate with its interval.
  ///
  /// @param seed of the bootstrap: the same seed gives the same interval, and all estimators meet the same samples
  public Value value(Estimator estimator, long seed) {
    return value(estimator, seed, Contributions.RESAMPLES);
  }

  Value value(Estimator estimator, long seed, int resamples) {
    return Objects.requireNonNull(contributions.get(estimator))
        .value(new SplittableRandom(seed), resamples);
  }
}
