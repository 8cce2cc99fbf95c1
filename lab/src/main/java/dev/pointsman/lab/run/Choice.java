package dev.pointsman.lab.run;

import dev.pointsman.routing.Decision;
import java.util.Optional;

/// What a player chose in a round.
///
/// @param model the model's index; [#NOBODY] where the prompt stays unserved
/// @param propensity the probability of the choice, in `(0, 1]`
/// @param decision the policy's own, where one was made for this round
public record Choice(int model, double propensity, Optional<Decision> decision) {
  /// No model.
  public static final int NOBODY = -1;

  /// A certain choice.
  public static Choice of(int model) {
    return new Choice(model, 1, Optional.empty());
  }

  public boolean isServed() {
    return model != NOBODY;
  }
}
