package dev.pointsman.gateway.http;

import java.time.Duration;

/// What a client may ask of the server.
///
/// @param bodyBytes the longest body
/// @param bodyTime how long a request's head may take to arrive, and then its body
/// @param keepAlive how long a connection may stay idle
public record HttpLimits(long bodyBytes, Duration bodyTime, Duration keepAlive) {
  public static final HttpLimits DEFAULT = new HttpLimits(16L << 20, Duration.ofSeconds(30), Duration.ofMinutes(5));
}
