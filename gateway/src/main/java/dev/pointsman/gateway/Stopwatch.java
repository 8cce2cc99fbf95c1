package dev.pointsman.gateway;

/// Tells the gateway's own time from the time it waits for others. One thread.
final class Stopwatch {
  private final long start = System.nanoTime();
  private long waited;
  private long waitingSince;

  void waiting() {
    waitingSince = System.nanoTime();
  }

  /// Ends a wait.
  ///
  /// @return how long it was, in nanoseconds
  long resumed() {
    long wait = System.nanoTime() - waitingSince;
    waited += wait;
    return wait;
  }

  /// All time so far without the waits, in nanoseconds.
  long own() {
    return System.nanoTime() - start - waited;
  }
}
