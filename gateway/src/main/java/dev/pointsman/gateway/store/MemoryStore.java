package dev.pointsman.gateway.store;

import dev.pointsman.routing.Observation;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;

/// Remembers the latest decisions until the process ends.
public final class MemoryStore implements Store {
  private final int most;
  private final SequencedMap<String, StoredDecision> decisions = new LinkedHashMap<>();
  private Consumer<Fact> learner = _ -> {};
  private long sequence;

  /// A store.
  ///
  /// @param most decisions that are kept; older ones are forgotten
  public MemoryStore(int most) {
    this.most = most;
  }

  @Override
  public synchronized void follow(Consumer<Fact> follower) {
    learner = follower;
  }

  @Override
  public synchronized void begin(LoggedDecision decision) {
    put(new StoredDecision(decision, Optional.empty(), List.of()));
  }

  @Override
  public synchronized void end(LoggedDecision decision, CallEnd end) {
    List<Feedback> early = find(decision.id()).map(StoredDecision::feedback).orElse(List.of());
    put(new StoredDecision(decision, Optional.of(end), early));
    learn(decision, Fact.served(decision, end));
  }

  private void put(StoredDecision stored) {
    decisions.put(stored.decision().id(), stored);
    if (decisions.size() > most) {
      decisions.pollFirstEntry();
    }
  }

  private void learn(LoggedDecision decision, Optional<Observation> observation) {
    observation.ifPresent(o -> learner.accept(new Fact(++sequence, decision.learners(), o)));
  }

  @Override
  public synchronized Optional<StoredDecision> find(String id) {
    return Optional.ofNullable(((Map<String, StoredDecision>) decisions).get(id));
  }

  @Override
  public synchronized Optional<Receipt> judge(String id, Feedback feedback) {
    return find(id).map(stored -> judge(stored, feedback));
  }

  private Receipt judge(StoredDecision stored, Feedback feedback) {
    StoredDecision.Judged judged = StoredDecision.judge(stored.decision(), stored.feedback(), feedback);
    decisions.put(stored.decision().id(), new StoredDecision(stored.decision(), stored.end(), judged.feedback()));
    learn(stored.decision(), Fact.judged(stored.decision(), judged.receipt()));
    return judged.receipt();
  }

  @Override
  public Optional<String> trouble() {
    return Optional.empty();
  }

  @Override
  public History history() {
    return History.NONE;
  }

  @Override
  public void save(String router, History.SavedState state) {} // nothing outlives the process

  @Override
  public void join(String model, Joined joined) {}

  @Override
  public void leave(String model) {}

  @Override
  public long prune(Instant before, long folded) {
    return 0;
  }

  @Override
  public void close() {}
}
