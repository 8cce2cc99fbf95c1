package dev.pointsman.policy.breach;

/// An account.
final class FakeLedger {
  void spend() {}
}
