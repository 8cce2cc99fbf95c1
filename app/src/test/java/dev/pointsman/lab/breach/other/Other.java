package dev.pointsman.lab.breach.other;

import dev.pointsman.lab.breach.CallsTheGateway;

/// The other half of a cycle.
public final class Other {
  /// Closes the cycle.
  public String back(CallsTheGateway first) {
    return first.getClass().getName();
  }
}
