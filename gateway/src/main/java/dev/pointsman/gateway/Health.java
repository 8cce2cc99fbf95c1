package dev.pointsman.gateway;

import dev.failsafe.CircuitBreaker;
import dev.pointsman.routing.Arm;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Which arms answer. After three failures in a row an arm is left out for ten seconds, then offered again: one success
/// closes the matter, one more failure lets it rest anew.
final class Health {
  private static final int FAILURES = 3;
  private static final Duration REST = Duration.ofSeconds(10);

  private final Map<Arm, CircuitBreaker<Object>> breakers = new ConcurrentHashMap<>();

  boolean isResting(Arm arm) {
    CircuitBreaker<Object> breaker = breaker(arm);
    return breaker.isOpen() && breaker.getRemainingDelay().isPositive();
  }

  void succeeded(Arm arm) {
    CircuitBreaker<Object> breaker = breaker(arm);
    if (breaker.isClosed()) {
      breaker.recordSuccess();
    } else {
      breaker.close();
    }
  }

  void failed(Arm arm) {
    CircuitBreaker<Object> breaker = breaker(arm);
    if (breaker.isOpen() && !breaker.getRemainingDelay().isPositive()) {
      breaker.halfOpen();
    }
    breaker.recordFailure();
  }

  private CircuitBreaker<Object> breaker(Arm arm) {
    return breakers.computeIfAbsent(arm,
        _ -> CircuitBreaker.builder().withFailureThreshold(FAILURES).withSuccessThreshold(1).withDelay(REST).build());
  }
}
