package dev.pointsman.gateway;

import java.time.Duration;

/// Tells the gateway's own time from the time it waits for others. One thread.
final class Stopwatch {
  private final long start = System.nanoTime();
  private long waited;
  private long waitingSince;
  private boolean waiting;

  void waiting() {
    waitingSince = System.nanoTime();
    waiting = true;
  }

  /// Ends a wait, if there is one.
  void resumed() {
    if (waiting) {
      waited += System.nanoTime() - waitingSince;
      waiting = false;
    }
  }

  /// All time so far.
  Duration total() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /// All time so far without the waits, in nanoseconds.
  long own() {
    return System.nanoTime() - start - waited;
  }
}
