package dev.pointsman.fleet;

import java.time.Duration;

/// How fast a model answers.
///
/// @param firstToken until the first token; not negative
/// @param tokensPerSecond from then on; above zero
public record Latency(Duration firstToken, double tokensPerSecond) {
  private static final double NANOS = 1e9;

  public Latency {
    if (firstToken.isNegative() || !(tokensPerSecond > 0)) {
      throw new IllegalArgumentException(
          "a latency needs a first token after at least 0 s and a pace above 0: " + firstToken + ", "
              + tokensPerSecond);
    }
  }

  static Latency of(int firstTokenMillis, double tokensPerSecond) {
    return new Latency(Duration.ofMillis(firstTokenMillis), tokensPerSecond);
  }

  /// How long so many tokens take after the first.
  public Duration writing(long tokens) {
    return Duration.ofNanos(Math.round(tokens / tokensPerSecond * NANOS));
  }
}
