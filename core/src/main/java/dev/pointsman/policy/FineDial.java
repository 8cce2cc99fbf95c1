package dev.pointsman.policy;

/// A dial that is finer towards its ends. What sets the best model apart from nearly as good ones is a few points of quality, and
/// what sets cheap ones apart a small part of what dear ones cost, so that most trade-offs lie within a tenth of the common
/// dial at either end of it.
///
/// On the common dial a place `d` asks for `d / (1 - d)` of quality for a cost scale; here it asks for the square of that. The
/// middle and the ends are the same on both, and places and weights rise together.
final class FineDial {
  private FineDial() {}

  /// The weight of cost on the common dial.
  ///
  /// @param place in `[0, 1]`
  static double weight(double place) {
    return share(place * place, (1 - place) * (1 - place));
  }

  /// The place with a weight: the inverse of [#weight].
  ///
  /// @param weight of cost on the common dial, in `[0, 1]`
  static double place(double weight) {
    return share(Math.sqrt(weight), Math.sqrt(1 - weight));
  }

  private static double share(double part, double rest) {
    return part / (part + rest);
  }
}
