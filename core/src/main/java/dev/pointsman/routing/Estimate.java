package dev.pointsman.routing;

/// A predicted mean with its own uncertainty.
///
/// @param mean the prediction
/// @param deviation standard deviation of the belief about that mean (not of single outcomes), at least 0
public record Estimate(double mean, double deviation) {
  /// Half the width of a central 90 % interval of a normal belief, in deviations.
  private static final double NINETY_PERCENT = 1.6448536269514722;

  public Estimate {
    if (!Double.isFinite(mean) || !(deviation >= 0)) {
      throw new IllegalArgumentException("not an estimate: " + mean + " +- " + deviation);
    }
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
