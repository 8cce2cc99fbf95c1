package dev.pointsman.lab.estimate;

/// An estimated mean outcome with its central 95 % interval.
///
/// @param mean the estimate
/// @param low lower end; minus infinity where the data can't bound it
/// @param high upper end; plus infinity where the data can't bound it
public record Value(double mean, double low, double high) {
  /// Whether both ends are known.
  public boolean isBounded() {
    return Double.isFinite(low) && Double.isFinite(high);
  }

  /// The same with ends cut to what is possible; an estimate that lies outside itself, as an unbiased one may, keeps its
  /// end.
  Value within(double least, double most) {
    return new Value(mean, Math.max(low, Math.min(least, mean)), Math.min(high, Math.max(most, mean)));
  }
}
