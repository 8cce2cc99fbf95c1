package dev.pointsman.gateway;

import dev.pointsman.gateway.store.CallEnd;
import dev.pointsman.gateway.store.Fact;
import dev.pointsman.gateway.store.Feedback;
import dev.pointsman.gateway.store.History;
import dev.pointsman.gateway.store.Joined;
import dev.pointsman.gateway.store.LoggedDecision;
import dev.pointsman.gateway.store.MemoryStore;
import dev.pointsman.gateway.store.Receipt;
import dev.pointsman.gateway.store.Store;
import dev.pointsman.gateway.store.StoreUnavailable;
import dev.pointsman.gateway.store.StoredDecision;
import java.time.Instant;
import java.util.AbstractList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// A store that can be made to fail, to wait before it puts an end on record, and to meet a learner without memory.
final class UnreliableStore implements Store {
  private final Store within;
  /// Whether whoever learns from the next fact runs out of memory.
  volatile boolean scant;
  /// Whether it says beforehand that it fails.
  volatile boolean troubled;
  /// Whether what it is given fails.
  volatile boolean failing;
  /// What an end waits for.
  volatile CountDownLatch flush = new CountDownLatch(0);

  UnreliableStore() {
    this(new MemoryStore(100));
  }

  UnreliableStore(Store within) {
    this.within = within;
  }

  private void act() {
    if (failing) {
      throw new StoreUnavailable("the disk is full; make room");
    }
  }

  @Override
  public void follow(Consumer<Fact> learner) {
    within.follow(fact -> learner.accept(scant ? new Fact(fact.sequence(), new Scant(), fact.observation()) : fact));
  }

  /// Routers that can't be looked up the first time.
  private final class Scant extends AbstractList<String> {
    @Override
    public String get(int index) {
      scant = false;
      throw new OutOfMemoryError("as if");
    }

    @Override
    public int size() {
      return 1;
    }
  }

  @Override
  public void begin(LoggedDecision decision) {
    within.begin(decision);
  }

  @Override
  public void end(LoggedDecision decision, CallEnd end) {
    try {
      flush.await();
    } catch (InterruptedException e) {
      throw new StoreUnavailable("interrupted", e);
    }
    act();
    within.end(decision, end);
  }

  @Override
  public Optional<StoredDecision> find(String id) {
    act();
    return within.find(id);
  }

  @Override
  public Optional<Receipt> judge(String id, Feedback feedback) {
    act();
    return within.judge(id, feedback);
  }

  @Override
  public Optional<String> trouble() {
    return troubled ? Optional.of("the disk is full; make room") : Optional.empty();
  }

  @Override
  public History history() {
    return within.history();
  }

  @Override
  public void save(String router, History.SavedState state) {
    within.save(router, state);
  }

  @Override
  public void join(String model, Joined joined) {
    within.join(model, joined);
  }

  @Override
  public void leave(String model) {
    within.leave(model);
  }

  @Override
  public long prune(Instant before, long folded) {
    return within.prune(before, folded);
  }

  @Override
  public void close() {
    within.close();
  }
}
