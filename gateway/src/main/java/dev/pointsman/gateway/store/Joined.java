package dev.pointsman.gateway.store;

import dev.pointsman.routing.Money;
import java.util.List;
import java.util.Optional;

/// A model that joined while a gateway ran, as it is kept.
///
/// @param model in the words that it was told in, a JSON object
/// @param routers that it serves
/// @param quiz what came of its quiz, if it had one
public record Joined(String model, List<String> routers, Optional<Quizzed> quiz) {
  public Joined {
    routers = List.copyOf(routers);
  }

  /// What came of a quiz.
  ///
  /// @param asked prompts
  /// @param graded how many answers to them could be graded
  /// @param of how many prompts were to be asked
  /// @param quality mean of the grades
  /// @param cost the judge's part included
  /// @param limit the most that it could cost
  /// @param notes what is worth knowing, a sentence each
  public record Quizzed(int asked, int graded, int of, double quality, Money cost, Optional<Money> limit,
      List<String> notes) {
    public Quizzed {
      notes = List.copyOf(notes);
    }
  }
}
