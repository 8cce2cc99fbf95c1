package dev.pointsman.gateway;

import dev.pointsman.gateway.store.Feedback;
import dev.pointsman.gateway.store.Receipt;
import dev.pointsman.gateway.store.Store;
import java.time.InstantSource;
import java.util.Optional;

/// Takes judgements of answers; the router that decided learns from those of quality, as they come back from the store. An
/// answer counts as the mean of its quality judgements: the first teaches a new round, later ones revise it.
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
    return receipt
        .map(r -> new Outcome(r, r.teaches().stream().anyMatch(router -> catalog.router(router).isPresent())));
  }

  private static String word(Receipt receipt) {
    return receipt.duplicate() ? "duplicate" : receipt.replaced() ? "replaced" : "recorded";
  }
}
