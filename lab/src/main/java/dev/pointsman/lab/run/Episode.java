package dev.pointsman.lab.run;

import dev.pointsman.lab.world.Replay;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// One pass through a replay: the loop of learning and of deployment alike. Costs are told at once, judgements when their
/// delay is over; those still under way at the end come after the last round. Where every model has left, nobody is asked and the
/// prompt stays unserved.
public final class Episode {
  private final Replay replay;
  private final Regret regret;

  /// What a choice missed against hindsight.
  @FunctionalInterface
  public interface Regret {
    /// In units of the reward.
    ///
    /// @param quality of the answer, 0 if unserved
    /// @param cost US dollars, 0 if unserved
    double of(int position, double quality, double cost);
  }

  private record Pending(int due, Replay.Round round, Choice choice, double quality) {}

  public Episode(Replay replay, Regret regret) {
    this.replay = replay;
    this.regret = regret;
  }

  /// Plays every round in order.
  ///
  /// @param random the player's only chance
  public void play(Player player, RandomGenerator random, Consumer<Step> trace) {
    Queue<Pending> pending = new ArrayDeque<>();
    for (int position = 0; position < replay.size(); position++) {
      tell(player, pending, position);
      Replay.Round round = replay.round(position);
      Choice choice = round.models().isEmpty() ? Choice.of(Choice.NOBODY) : player.choose(round, random);
      double quality = 0;
      double cost = 0;
      if (choice.isServed()) {
        Replay.Round.Outcome outcome = round.call(choice.model());
        quality = outcome.quality();
        cost = outcome.cost();
        player.paid(round, choice, cost);
        int due = position + replay.feedbackDelay();
        outcome.judgement().ifPresent(judged -> pending.add(new Pending(due, round, choice, judged)));
        if (replay.feedbackDelay() == 0) {
          tell(player, pending, position);
        }
      }
      trace.accept(new Step(position, replay.phase(position), replay.row(position), choice.model(), choice.propensity(),
          quality, cost, regret.of(position, quality, cost)));
    }
    tell(player, pending, Integer.MAX_VALUE);
  }

  private static void tell(Player player, Queue<Pending> pending, int position) {
    while (!pending.isEmpty() && pending.element().due <= position) {
      Pending told = pending.remove();
      player.judged(told.round, told.choice, told.quality);
    }
  }
}
