package dev.pointsman.gateway.store;

import dev.pointsman.routing.Money;
import dev.pointsman.routing.Usage;
import java.util.List;

/// How a request ended.
///
/// @param attempts every call made for it, in order
/// @param usage of the call that served
/// @param cost of all calls together
public record CallEnd(List<Attempt> attempts, Usage usage, Money cost) {
  public CallEnd {
    attempts = List.copyOf(attempts);
  }
}
