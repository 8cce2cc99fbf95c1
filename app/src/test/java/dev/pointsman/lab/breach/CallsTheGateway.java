package dev.pointsman.lab.breach;

import dev.pointsman.gateway.Needs;
import dev.pointsman.lab.breach.other.Other;

/// A lab that knows the gateway, prints, and stands in a cycle.
public final class CallsTheGateway {
  /// Prints what it should not know.
  public void print(Needs needs, Other other) {
    System.out.println(needs + other.back(this));
  }
}
