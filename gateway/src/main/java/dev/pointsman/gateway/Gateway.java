package dev.pointsman.gateway;

import dev.pointsman.encoder.Encoder;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.provider.Provider;
import dev.pointsman.gateway.store.Store;
import dev.pointsman.policy.Checkpoint;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A gateway's parts, put together, with what its routers have learned so far.
public final class Gateway implements AutoCloseable {
  /// How long a stop waits for answers to quizzes from when it began, which is as long as the server waits for requests.
  private static final Duration DRAIN = Duration.ofSeconds(25);

  private final Catalog catalog;
  private final Dispatcher dispatcher;
  private final FeedbackDesk feedback;
  private final Store store;
  private final StateKeeper keeper;
  private final Instant started;
  private final Newcomers newcomers;

  /// What a gateway is made of.
  ///
  /// @param seed of the chance in decisions
  /// @param prompts whether texts of prompts are kept
  /// @param retention how long decisions are kept
  /// @param speaker how questions of its own are spelled
  public record Parts(List<Model> models, List<Router.Spec> routers, Encoder encoder, Provider provider, Store store,
      MeterRegistry registry, InstantSource clock, long seed, boolean prompts, Duration retention, Speaker speaker) {}

  /// Puts a gateway together.
  ///
  /// @param notices is told, line by line, what is worth knowing about earlier runs
  /// @throws dev.pointsman.gateway.store.StoreUnavailable if what was learned can't be had
  public Gateway(Parts parts, Consumer<String> notices) {
    Health health = new Health();
    Meters meters = new Meters(parts.registry());
    this.store = parts.store();
    this.started = parts.clock().instant();
    this.catalog = new Catalog(parts.models(),
        parts.routers().stream().map(spec -> new Router(spec, parts.encoder().length())).toList(), health);
    this.dispatcher = new Dispatcher(catalog, parts.encoder(),
        new Call.Surroundings(parts.provider(), store, health, meters), parts.clock(), parts.seed(), parts.prompts(),
        store.history().lastNumber());
    this.feedback = new FeedbackDesk(catalog, store, meters, parts.clock());
    this.keeper = new StateKeeper(catalog.routers(), parts.encoder(), store, parts.clock(), parts.retention());
    keeper.restore(notices);
    this.newcomers = new Newcomers(catalog, store, new Questions(parts.provider(), parts.speaker()),
        new QuizDesk(catalog, dispatcher, store, meters, parts.clock()));
  }

  /// Starts what runs beside requests: checkpoints, and the end of old rows.
  public void start() {
    keeper.keep();
  }

  /// Waits for what quizzes are asking, and writes a last checkpoint; the store stays open.
  @Override
  public void close() {
    newcomers.close(DRAIN);
    keeper.close();
  }

  /// What a router has learned, to start another from; empty if there is no such router.
  public Optional<Checkpoint> checkpoint(String router) {
    return catalog.router(router).map(keeper::checkpoint);
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

  public Newcomers newcomers() {
    return newcomers;
  }

  public Store store() {
    return store;
  }

  public Instant started() {
    return started;
  }
}
