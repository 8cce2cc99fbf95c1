package dev.pointsman.gateway;

import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.store.Joined;
import dev.pointsman.routing.Money;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A model that joins a running gateway.
///
/// @param routers that it is to serve, by name
/// @param quiz what it is asked before, if anything
/// @param limit the most that its quiz may cost
/// @param kept whether it is to be there after a restart
/// @param words the model as it was told, a JSON object
public record Newcomer(Model model, List<String> routers, Optional<Trial> quiz, Optional<Money> limit, boolean kept,
    String words) {
  public Newcomer {
    routers = List.copyOf(routers);
  }

  /// A quiz.
  ///
  /// @param items prompts that may be asked
  /// @param ask how many are, at most
  /// @param selection how they are chosen
  /// @param mostTokens of an answer
  public record Trial(List<Grader.Item> items, Grader grader, int ask, Selection selection, long mostTokens) {
    public Trial {
      items = List.copyOf(items);
    }
  }

  /// How prompts are chosen.
  public enum Selection {
    /// By what the next answer is expected to tell, where a router knows identities; else in order.
    ADAPTIVE,
    /// As they stand.
    IN_ORDER
  }

  /// What its quiz is bounded by, if it has one.
  public Optional<Bounds> bounds() {
    return quiz.map(trial -> new Bounds(trial.ask(), limit));
  }

  /// What a quiz is bounded by.
  ///
  /// @param ask how many prompts are asked, at most
  /// @param limit the most that it may cost
  public record Bounds(int ask, Optional<Money> limit) {}

  /// Where a newcomer stands.
  ///
  /// @param phase what is going on, or what came of it
  /// @param asked prompts so far
  /// @param graded how many answers to them could be graded
  /// @param quality mean of the grades so far, in `[0, 1]`; 0 before the first
  /// @param spent on its quiz, the judge's part included
  /// @param serving the routers that it serves
  /// @param notes what is worth knowing, a sentence each
  public record Status(Phase phase, int asked, int graded, double quality, Money spent, List<String> serving,
      List<String> notes) {
    static final Status NEW = new Status(Phase.QUIZZED, 0, 0, 0, Money.ZERO, List.of(), List.of());

    public Status {
      serving = List.copyOf(serving);
      notes = List.copyOf(notes);
    }

    /// Where one stood that joined before a restart.
    static Status of(Joined joined) {
      return joined.quiz().map(quiz -> new Status(Phase.IN_SERVICE, quiz.asked(), quiz.graded(), quiz.quality(),
          quiz.cost(), joined.routers(), quiz.notes())).orElse(NEW.at(Phase.IN_SERVICE, joined.routers()));
    }

    Status at(Phase next, List<String> routers) {
      return new Status(next, asked, graded, quality, spent, routers, notes);
    }

    Status noting(String note) {
      return new Status(phase, asked, graded, quality, spent, serving,
          Stream.concat(notes.stream(), Stream.of(note)).toList());
    }
  }

  /// What is going on with a newcomer.
  public enum Phase {
    /// It is being asked.
    QUIZZED,
    /// It serves at least one router.
    IN_SERVICE,
    /// By its quiz it is worth its price for none.
    KEPT_OUT,
    /// Its quiz could not be held.
    FAILED,
    /// It served before a restart and could not be put back.
    LEFT_OUT
  }
}
