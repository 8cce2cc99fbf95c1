package dev.pointsman.lab.data;

import java.util.OptionalDouble;

/// A judgement between two models' answers to one prompt.
///
/// @param prompt the text that both answered
/// @param a one model's name in the file's spelling
/// @param b the other's, different from `a`
/// @param winner whose answer was preferred
/// @param softForB the judge's preference for `b` in `[0, 1]`, where it gave one
public record PreferencePair(String prompt, String a, String b, Winner winner, OptionalDouble softForB) {
  /// Whose answer was preferred.
  public enum Winner {
    A, B, TIE
  }

  /// The preference for `b` in `[0, 1]`: the judge's own where it gave one, else 0, 1, or one half for a tie.
  public double preferenceForB() {
    return softForB.orElse(switch (winner) {
      case A -> 0;
      case B -> 1;
      case TIE -> 0.5;
    });
  }
}
