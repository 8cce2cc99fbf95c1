package dev.pointsman.policy;

/// A dial that is finer towards quality. What sets the best model apart from nearly as good ones is a few points of quality, so
/// the trade-offs between them lie at prices of money that take up a tenth of the common dial or less.
///
/// Up to 0.3 a place `d` of it stands for `(d / 0.3)^2` of the price that it stands for on the common dial,
/// `d / (1 - d)` of quality for a cost scale, and from there on for that price itself. Places and weights
/// rise together, from 0 to 1.
final class FineDial {
  /// From here on it is the common dial.
  private static final double COMMON = 0.3;

  private FineDial() {}

  /// The weight of cost on the common dial.
  ///
  /// @param place in `[0, 1]`
  static double weight(double place) {
    if (place >= COMMON) {
      return place;
    }
    double price = cube(place) / (square(COMMON) * (1 - place));
    return price / (1 + price);
  }

  /// The place with a weight: the inverse of [#weight].
  ///
  /// @param weight of cost on the common dial, in `[0, 1]`
  static double place(double weight) {
    if (weight >= COMMON) {
      return weight;
    }
    double a = square(COMMON) * weight / (1 - weight);
    double root = a / 2 + Math.sqrt(square(a / 2) + cube(a / 3)); // Cardano's of d^3 + a d = a
    return a == 0 ? 0 : Math.min(COMMON, Math.cbrt(root) - a / 3 / Math.cbrt(root));
  }

  private static double square(double x) {
    return x * x;
  }

  private static double cube(double x) {
    return x * x * x;
  }
}
