package dev.pointsman.gateway;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what another thread brings about.
public final class Eventually {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private Eventually() {}

  /// Whether a condition comes true, looked at every millisecond for ten seconds.
  public static boolean holds(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > LONGEST_WAIT.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }
}
