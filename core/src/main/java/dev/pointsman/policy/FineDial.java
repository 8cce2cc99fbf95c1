package dev.pointsman.policy;

/// A dial that is finer towards its ends. What sets the best model apart from nearly as good ones is a few points of quality, and
/// what sets cheap ones apart a small part of what dear ones cost, so that most trade-offs lie within a tenth of the common
/// dial at either end of it.
///
/// On the common dial a place `d` asks for `x = d / (1 - d)` of quality for a cost scale; here it asks for `x0 (x / x0)^2.5`, `x0`
/// being the common dial's at 0.3. So the ends and 0.3, where requests are that say nothing, are the same on both, and places and
/// weights rise together.
final class FineDial {
  private static final double POWER = 2.5;
  /// Where both dials ask for the same.
  private static final double FIXED = 0.3 / 0.7;

  private FineDial() {}

  /// The weight of cost on the common dial.
  ///
  /// @param place in `[0, 1]`
  static double weight(double place) {
    return share(Math.pow(place, POWER), Math.pow(FIXED, POWER - 1) * Math.pow(1 - place, POWER));
  }

  /// The place with a weight: the inverse of [#weight].
  ///
  /// @param weight of cost on the common dial, in `[0, 1]`
  static double place(double weight) {
    return share(Math.pow(FIXED, 1 - 1 / POWER) * Math.pow(weight, 1 / POWER), Math.pow(1 - weight, 1 / POWER));
  }

  private static double share(double part, double rest) {
    return part / (part + rest);
  }
}
