package dev.pointsman.gateway.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/// Remembers the latest decisions until the process ends.
public final class MemoryStore implements Store {
  private final int most;
  private final SequencedMap<String, StoredDecision> decisions = new LinkedHashMap<>();

  /// A store.
  ///
  /// @param most decisions that are kept; older ones are forgotten
  public MemoryStore(int most) {
    this.most = most;
  }

  @Override
  public synchronized void begin(LoggedDecision decision) {
    decisions.put(decision.id(), new StoredDecision(decision, Optional.empty(), List.of()));
    if (decisions.size() > most) {
      decisions.pollFirstEntry();
    }
  }

  @Override
  public synchronized void end(String id, CallEnd end) {
    decisions.computeIfPresent(id,
        (_, stored) -> new StoredDecision(stored.decision(), Optional.of(end), stored.feedback()));
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
    OptionalDouble before = stored.quality();
    Optional<Feedback> same = stored.feedback().stream().filter(feedback::sameAs).findFirst();
    if (same.isPresent() && feedback.feedbackId().isPresent()) {
      return new Receipt(true, false, before, before);
    }
    List<Feedback> counted = new ArrayList<>(stored.feedback());
    same.ifPresent(counted::remove);
    counted.add(feedback);
    StoredDecision judged = new StoredDecision(stored.decision(), stored.end(), List.copyOf(counted));
    decisions.put(stored.decision().id(), judged);
    return new Receipt(false, same.isPresent(), before, judged.quality());
  }

  @Override
  public void close() {}
}
