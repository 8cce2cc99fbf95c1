package dev.pointsman.gateway;

import dev.pointsman.encoder.Encoder;
import dev.pointsman.gateway.Router.Position;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.store.Fact;
import dev.pointsman.gateway.store.History.SavedState;
import dev.pointsman.gateway.store.Store;
import dev.pointsman.gateway.store.StoreUnavailable;
import dev.pointsman.policy.Checkpoint;
import dev.pointsman.routing.Arm;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Keeps what routers have learned equal to the fold of the store's facts: brings them there at start, lets them follow, and
/// writes checkpoints in the background, so that a start is short and old rows may go.
final class StateKeeper implements AutoCloseable {
  /// After so many facts a checkpoint is due; folding them again takes less than a second.
  private static final long DUE_FACTS = 2_000;
  private static final Duration DUE_TIME = Duration.ofMinutes(1);
  private static final Duration PRUNE_EVERY = Duration.ofHours(1);
  private static final long TOLD_EVERY_NANOS = 2_000_000_000L;
  /// How many of its latest decisions a pace goes on from.
  private static final int PACED = 200;
  private static final String START = "start";
  private static final System.Logger LOG = System.getLogger(StateKeeper.class.getName());

  private final List<Router> routers;
  private final Encoder encoder;
  private final Store store;
  private final InstantSource clock;
  private final Duration retention;
  private final Map<String, Long> saved = new HashMap<>();
  private final ScheduledExecutorService background = Executors
      .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("checkpoints").factory());
  private Instant lastSave;
  private Instant nextPrune;

  StateKeeper(List<Router> routers, Encoder encoder, Store store, InstantSource clock, Duration retention) {
    this.routers = routers;
    this.encoder = encoder;
    this.store = store;
    this.clock = clock;
    this.retention = retention;
    this.lastSave = clock.instant();
    this.nextPrune = lastSave;
  }

  /// Brings every router to where it was, and lets it follow from there.
  ///
  /// @param notices is told, line by line, what is worth knowing
  /// @throws StoreUnavailable if that can't be done
  void restore(Consumer<String> notices) {
    routers.forEach(router -> restore(router, notices));
    routers.stream().filter(StateKeeper::isRaw).forEach(router -> notices.accept("router " + router.spec().name() + ": "
        + router.spec().policy() + " starts untrained, so its first choices are chance; ./pointsman train --policy "
        + router.spec().policy() + " makes a checkpoint to start from"));
    long from = routers.stream().mapToLong(router -> router.position().sequence()).min().orElse(Long.MAX_VALUE);
    Replay replay = new Replay(notices);
    store.history().replay(from, replay::take);
    routers.forEach(router -> router.pacing().ifPresent(pacing -> store.history().latest(router.spec().name(), PACED)
        .forEach(stored -> Paced.recall(pacing, router.spec().policy(), stored))));
    store.follow(this::follow);
  }

  /// Whether it has neither a checkpoint nor anything learned, and is meant to have.
  private static boolean isRaw(Router router) {
    return router.spec().learner().isTrainedFirst() && router.spec().start().isEmpty()
        && router.position().sequence() == 0;
  }

  private void restore(Router router, Consumer<String> notices) {
    String name = router.spec().name();
    router.spec().known().ifPresent(known -> check(router, known));
    router.spec().start().ifPresent(start -> start(router, start));
    for (SavedState state : store.history().checkpoints(name)) {
      try {
        Checkpoint checkpoint = Checkpoint.parse(state.bytes());
        if (!startOf(router).equals(checkpoint.provenance().get(START))) {
          throw new Checkpoint.Unusable(
              "it started from something else than the configuration names: another checkpoint, or other identities");
        }
        router.restore(
            new Position(checkpoint.restored(router.spec().learner(), encoder.length()), state.sequence()));
        saved.put(name, state.sequence());
        return;
      } catch (Checkpoint.OtherVersion e) {
        throw new StoreUnavailable("the checkpoint of router " + name + " in the store can't be used: " + e.getMessage()
            + "; start the Pointsman that wrote it, or delete the router's rows from the table checkpoint to learn anew"
            + " from the log", e);
      } catch (Checkpoint.Unusable e) {
        notices.accept("router " + name + ": the checkpoint at fact " + state.sequence() + " is of no use: "
            + e.getMessage() + "; learning from what is on record before it");
      }
    }
  }

  private void check(Router router, Router.Known known) {
    if (!known.encoder().equals(encoder.fingerprint())) {
      throw new StoreUnavailable("the identities of router " + router.spec().name()
          + "'s models were fitted to features of the encoder " + known.encoder() + ", not of " + encoder.fingerprint()
          + "; take identity: out of its models, or use the encoder minilm");
    }
  }

  private void start(Router router, Checkpoint start) {
    try {
      if (!start.encoder().equals(encoder.fingerprint())) {
        throw new Checkpoint.Unusable("it was learned on features of the encoder " + start.encoder() + ", not of "
            + encoder.fingerprint());
      }
      router.restore(new Position(start.restored(router.spec().learner(), encoder.length())
          .renamed(arm -> calledHere(router, arm)), 0));
    } catch (Checkpoint.Unusable e) {
      throw new StoreUnavailable("the checkpoint that router " + router.spec().name() + " names can't be used: "
          + e.getMessage() + "; name another, or none to start untrained", e);
    }
  }

  /// The arm that goes by an id, which a checkpoint that was trained on a table has from the table: a model's name, or its
  /// upstream's for it.
  private static Arm calledHere(Router router, Arm arm) {
    List<Model> models = router.spec().models();
    return models.stream().filter(model -> model.name().equals(arm.id())).findFirst()
        .or(() -> models.stream().filter(model -> model.upstreamModel().equals(arm.id())).findFirst())
        .map(Model::arm).orElse(arm);
  }

  /// What a router started from, in a word.
  private static String startOf(Router router) {
    return router.spec().start().map(start -> Integer.toHexString(Arrays.hashCode(start.state())))
        .or(() -> router.spec().known().map(known -> "identities " + known.prior().fingerprint())).orElse("untrained");
  }

  /// Facts on record on their way to the routers.
  private final class Replay {
    private final Consumer<String> notices;
    private long told = System.nanoTime();
    private long taken;

    Replay(Consumer<String> notices) {
      this.notices = notices;
    }

    void take(Fact fact) {
      hear(fact);
      taken++;
      if (System.nanoTime() - told > TOLD_EVERY_NANOS) {
        told = System.nanoTime();
        notices.accept("learning from the log: " + taken + " facts so far");
      }
    }
  }

  private void hear(Fact fact) {
    routers.forEach(router -> router.hear(fact));
  }

  private void follow(Fact fact) {
    routers.forEach(router -> follow(router, fact));
  }

  /// Lets a router hear a fact, and those before it that something kept it from learning, so that its state stays the fold of
  /// all facts up to its position. The fact is on record, so a failure is no reason to refuse what it came from.
  private void follow(Router router, Fact fact) {
    try {
      if (router.position().sequence() < fact.sequence() - 1) {
        store.history().replay(router.position().sequence(), router::hear);
      }
      router.hear(fact);
    } catch (RuntimeException | Error e) { // memory may have run out for a moment
      LOG.log(System.Logger.Level.ERROR, "router " + router.spec().name() + " could not learn fact " + fact.sequence()
          + "; it tries again before the next", e);
    }
  }

  /// Starts to write checkpoints in the background, and to drop old rows.
  void keep() {
    var _ = background.scheduleWithFixedDelay(this::tend, 1, 1, TimeUnit.SECONDS);
  }

  private void tend() {
    try {
      Instant now = clock.instant();
      long waiting = routers.stream().mapToLong(this::unsaved).max().orElse(0);
      if (waiting >= DUE_FACTS || (waiting > 0 && !now.isBefore(lastSave.plus(DUE_TIME)))) {
        save();
        lastSave = now;
      }
      if (!now.isBefore(nextPrune)) {
        prune(now);
        nextPrune = now.plus(PRUNE_EVERY);
      }
    } catch (StoreUnavailable e) {
      LOG.log(System.Logger.Level.WARNING, "no checkpoint: " + e.reason());
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a checkpoint failed", e);
    }
  }

  private long unsaved(Router router) {
    return router.position().sequence() - saved.getOrDefault(router.spec().name(), 0L);
  }

  private void save() {
    for (Router router : routers) {
      Position position = router.position();
      if (unsaved(router) > 0) {
        store.save(router.spec().name(),
            new SavedState(position.sequence(), clock.instant(), checkpoint(router, position).toBytes()));
        saved.put(router.spec().name(), position.sequence());
      }
    }
  }

  /// What a router has learned, to start another from.
  Checkpoint checkpoint(Router router) {
    return checkpoint(router, router.position());
  }

  private Checkpoint checkpoint(Router router, Position position) {
    SequencedMap<String, String> provenance = new LinkedHashMap<>();
    provenance.put("router", router.spec().name());
    provenance.put("facts", Long.toString(position.sequence()));
    provenance.put(START, startOf(router));
    return Checkpoint.of(router.spec().learner(), encoder.length(), encoder.fingerprint(), provenance,
        position.state());
  }

  private void prune(Instant now) {
    long folded = routers.stream().mapToLong(r -> saved.getOrDefault(r.spec().name(), 0L)).min().orElse(Long.MAX_VALUE);
    long dropped;
    do {
      dropped = store.prune(now.minus(retention), folded);
    } while (dropped > 0);
  }

  /// Writes a last checkpoint.
  @Override
  public void close() {
    background.shutdown();
    try {
      if (background.awaitTermination(30, TimeUnit.SECONDS)) {
        save();
      }
    } catch (StoreUnavailable e) {
      LOG.log(System.Logger.Level.WARNING, "no checkpoint: " + e.reason());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
