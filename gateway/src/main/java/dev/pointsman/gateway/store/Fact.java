package dev.pointsman.gateway.store;

import dev.pointsman.routing.Observation;
import java.util.List;
import java.util.Optional;

/// Something that routers learn, at its place in the one order that state is the fold of.
///
/// @param sequence from 1, rising
/// @param routers who decided, or whose decision it stands for
public record Fact(long sequence, List<String> routers, Observation observation) {
  /// What a call that came to its proper end teaches: nothing if no router decided or nobody served.
  static Optional<Observation> served(LoggedDecision decision, CallEnd end) {
    return end.status().equals(CallEnd.OK) && decision.router().isPresent()
        ? decision.served().map(
            arm -> new Observation.Served(decision.context(), decision.decision(), arm, end.usage(), end.cost()))
        : Optional.empty();
  }

  /// What a judgement teaches: nothing where it changes nothing.
  static Optional<Observation> judged(LoggedDecision decision, Receipt receipt) {
    if (decision.router().isEmpty() || decision.served().isEmpty() || receipt.after().isEmpty()
        || receipt.before().equals(receipt.after())) {
      return Optional.empty();
    }
    double after = receipt.after().getAsDouble();
    return decision.served().map(arm -> receipt.before().isEmpty()
        ? new Observation.Rated(decision.context(), decision.decision(), arm, after)
        : new Observation.Revised(decision.context(), decision.decision(), arm, receipt.before().getAsDouble(), after));
  }
}
