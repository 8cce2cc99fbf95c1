package dev.pointsman.fleet;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Keeps score of a router over finished rounds, beside what every single model, chance, hindsight and a mix of two models
/// would have made of the same prompts. Only answered rounds count; failed ones are numbered apart.
///
/// A round costs time proportional to the number of models. Thread-safe.
public final class Scoreboard {
  private final World world;
  private final int window;
  private final Tally all;
  private final Tally last;
  private final Deque<Hindsight> recent = new ArrayDeque<>();
  private long failed;

  /// @param window how many of the last answered rounds [#recent()] is about; at least 1
  public Scoreboard(World world, int window) {
    if (window < 1) {
      throw new IllegalArgumentException("a scoreboard's window must be at least 1: " + window);
    }
    var names = world.models().stream().map(FleetModel::name).toList();
    this.world = world;
    this.window = window;
    this.all = new Tally(names);
    this.last = new Tally(names);
  }

  /// Counts a round.
  ///
  /// @throws IllegalArgumentException if it was served by a model that the world does not have
  public synchronized void add(Round round) {
    if (round.failed()) {
      failed++;
      return;
    }
    Hindsight hindsight = Hindsight.of(round, world);
    all.join(hindsight);
    last.join(hindsight);
    recent.addLast(hindsight);
    if (recent.size() > window) {
      last.leave(recent.removeFirst());
    }
  }

  /// How many rounds had no answer.
  public synchronized long failed() {
    return failed;
  }

  /// The standing over all answered rounds; empty before the first.
  public synchronized Optional<Standing> overall() {
    return standing(all);
  }

  /// The standing over the last answered rounds; empty before the first.
  public synchronized Optional<Standing> recent() {
    return standing(last);
  }

  private static Optional<Standing> standing(Tally tally) {
    return tally.rounds() == 0 ? Optional.empty() : Optional.of(tally.standing());
  }
}
