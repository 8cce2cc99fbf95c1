package dev.pointsman.routing;

import java.util.Optional;

/// A predicted mean with its own uncertainty.
///
/// @param mean the prediction
/// @param deviation standard deviation of the belief about that mean (not of single outcomes), at least 0
/// @param grounds what it rests on, where that can be said
public record Estimate(double mean, double deviation, Optional<Grounds> grounds) {
  /// Half the width of a central 90 % interval of a normal belief, in deviations.
  private static final double NINETY_PERCENT = 1.6448536269514722;

  public Estimate {
    if (!Double.isFinite(mean) || !(deviation >= 0)) {
      throw new IllegalArgumentException("not an estimate: " + mean + " +- " + deviation);
    }
  }

  /// An estimate that does not say what it rests on.
  public Estimate(double mean, double deviation) {
    this(mean, deviation, Optional.empty());
  }

  /// The same, `factor` times as uncertain.
  ///
  /// @param factor at least 0
  public Estimate widened(double factor) {
    return new Estimate(mean, factor * deviation, grounds);
  }

  /// Lower end of the 90 % interval, kept within `[0, 1]`.
  public double low() {
    return Math.clamp(mean - NINETY_PERCENT * deviation, 0, 1);
  }

  /// Upper end of the 90 % interval, kept within `[0, 1]`.
  public double high() {
    return Math.clamp(mean + NINETY_PERCENT * deviation, 0, 1);
  }
}
