package dev.pointsman.fleet;

import java.time.Duration;

/// How a server waits, as an argument so that tests need not.
@FunctionalInterface
interface Pause {
  /// Waits, parking the thread.
  void wait(Duration time) throws InterruptedException;

  /// Real time, stretched or shortened.
  ///
  /// @param factor at least 0; 0 waits for nothing, 1 as long as asked
  static Pause scaled(double factor) {
    if (!(factor >= 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException("a latency factor must be finite and at least 0: " + factor);
    }
    return time -> {
      long nanos = Math.round(time.toNanos() * factor);
      if (nanos > 0) {
        Thread.sleep(Duration.ofNanos(nanos));
      }
    };
  }
}
