package dev.pointsman.gateway.provider;

import java.time.Duration;

/// How long an upstream may take.
///
/// @param connect to accept a connection
/// @param firstByte from the request's last byte to the answer's first
/// @param idle between two bytes of an answer
public record Timeouts(Duration connect, Duration firstByte, Duration idle) {
  public static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(60),
      Duration.ofSeconds(30));

  public Timeouts {
    for (Duration d : new Duration[] {connect, firstByte, idle}) {
      if (!d.isPositive()) {
        throw new IllegalArgumentException("a timeout must be above zero: " + d);
      }
    }
  }
}
