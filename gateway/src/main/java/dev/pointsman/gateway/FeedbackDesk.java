package dev.pointsman.gateway;

import dev.pointsman.gateway.store.Feedback;
import dev.pointsman.gateway.store.LoggedDecision;
import dev.pointsman.gateway.store.Receipt;
import dev.pointsman.gateway.store.Store;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Observation;
import java.time.InstantSource;
import java.util.Optional;

/// Takes judgements of answers, remembers them, and lets the router that decided learn from those of quality. An answer
/// counts as the mean of its quality judgements: the first teaches a new round, later ones revise it.
public final class FeedbackDesk {
  private final Catalog catalog;
  private final Store store;
  private final Meters meters;
  private final InstantSource clock;

  /// What became of a judgement.
  ///
  /// @param learned whether a router's state now reflects it
  public record Outcome(Receipt receipt, boolean learned) {}

  FeedbackDesk(Catalog catalog, Store store, Meters meters, InstantSource clock) {
    this.catalog = catalog;
    this.store = store;
    this.meters = meters;
    this.clock = clock;
  }

  /// Takes a judgement; empty if no answer has that id.
  ///
  /// @param value in `[0, 1]`
  public Optional<Outcome> judge(String id, String metric, String source, Optional<String> feedbackId, double value) {
    Optional<Receipt> receipt = store.judge(id, new Feedback(metric, source, feedbackId, value, clock.instant()));
    meters.feedback(receipt.map(FeedbackDesk::word).orElse("unknown"));
    return receipt.map(r -> new Outcome(r, metric.equals(Feedback.QUALITY) && learn(id, r)));
  }

  private static String word(Receipt receipt) {
    return receipt.duplicate() ? "duplicate" : receipt.replaced() ? "replaced" : "recorded";
  }

  private boolean learn(String id, Receipt receipt) {
    LoggedDecision decision = store.find(id).orElseThrow().decision();
    Optional<Router> router = decision.router().flatMap(catalog::router);
    Optional<Arm> served = decision.served();
    if (router.isEmpty() || served.isEmpty()) {
      return false;
    }
    double after = receipt.after().orElseThrow();
    if (receipt.before().isEmpty()) {
      router.get().learn(new Observation.Rated(decision.context(), decision.decision(), served.get(), after));
    } else if (receipt.before().getAsDouble() != after) {
      router.get().learn(new Observation.Revised(decision.context(), decision.decision(), served.get(),
          receipt.before().getAsDouble(), after));
    }
    return true;
  }
}
