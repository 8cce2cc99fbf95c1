package dev.pointsman.gateway.store;

import dev.pointsman.routing.Money;
import dev.pointsman.routing.Usage;
import java.time.Duration;
import java.util.List;

/// How a request ended.
///
/// @param status [#OK], or `failed`, `refused`, `client_gone`, [#GATEWAY_GONE], or what broke an answer off
/// @param attempts every call made for it, in order
/// @param usage of the call that served
/// @param cost of all calls together
/// @param latency from the request's arrival
public record CallEnd(String status, List<Attempt> attempts, Usage usage, Money cost, Duration latency) {
  /// The answer came to its proper end.
  public static final String OK = "ok";
  /// The gateway ended before the answer did, so that nobody knows what came of it; its cost is what was expected.
  public static final String GATEWAY_GONE = "gateway_gone";

  public CallEnd {
    attempts = List.copyOf(attempts);
  }
}
