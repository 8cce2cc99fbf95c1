package dev.pointsman.lab.run;

import dev.pointsman.lab.world.Replay;
import java.util.random.RandomGenerator;

/// Who routes in an episode: chooses a model in each round, is told at once what the call cost, and later, or never, how
/// good the answer was. One player plays one episode, on one thread.
public interface Player {
  Choice choose(Replay.Round round, RandomGenerator random);

  /// A call was paid for.
  ///
  /// @param usd its cost in US dollars
  default void paid(Replay.Round round, Choice choice, double usd) {}

  /// An answer was judged.
  ///
  /// @param quality in `[0, 1]`, as it was heard
  default void judged(Replay.Round round, Choice choice, double quality) {}
}
