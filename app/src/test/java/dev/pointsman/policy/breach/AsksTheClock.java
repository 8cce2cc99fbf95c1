package dev.pointsman.policy.breach;

/// A policy that asks for the time, and spends.
final class AsksTheClock {
  private final FakeLedger ledger = new FakeLedger();

  long now() {
    ledger.spend();
    return System.nanoTime();
  }
}
