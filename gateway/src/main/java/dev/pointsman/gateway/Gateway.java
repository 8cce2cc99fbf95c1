package dev.pointsman.gateway;

import dev.pointsman.encoder.Encoder;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.provider.Provider;
import dev.pointsman.gateway.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// A gateway's parts, put together.
public final class Gateway {
  private final Catalog catalog;
  private final Dispatcher dispatcher;
  private final FeedbackDesk feedback;
  private final Store store;
  private final Instant started;

  /// What a gateway is made of.
  ///
  /// @param seed of the chance in decisions
  public record Parts(List<Model> models, List<Router.Spec> routers, Encoder encoder, Provider provider, Store store,
      MeterRegistry registry, InstantSource clock, long seed) {}

  public Gateway(Parts parts) {
    Health health = new Health();
    Meters meters = new Meters(parts.registry());
    this.store = parts.store();
    this.started = parts.clock().instant();
    this.catalog = new Catalog(parts.models(),
        parts.routers().stream().map(spec -> new Router(spec, parts.encoder().length())).toList(), health);
    this.dispatcher = new Dispatcher(catalog, parts.encoder(),
        new Call.Surroundings(parts.provider(), store, health, meters), parts.clock(), parts.seed());
    this.feedback = new FeedbackDesk(catalog, store, meters, parts.clock());
  }

  public Catalog catalog() {
    return catalog;
  }

  public Dispatcher dispatcher() {
    return dispatcher;
  }

  public FeedbackDesk feedback() {
    return feedback;
  }

  public Store store() {
    return store;
  }

  public Instant started() {
    return started;
  }
}
