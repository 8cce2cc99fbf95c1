package dev.pointsman.lab.report;

/// Student's t beside the normal distribution: how far intervals for a mean of few numbers reach.
public final class Student {
  /// The normal quantile that one in forty exceeds.
  private static final double NORMAL = 1.959963984540054;

  private Student() {}

  /// How many standard errors to either side make a 95 % interval: within 0.004 from 3 degrees of freedom on, 0.04 too few at 2 and
  /// a ninth too few at 1.
  ///
  /// Source: Abramowitz and Stegun, "Handbook of mathematical functions" (1964), 26.7.5.
  ///
  /// @param freedom degrees of freedom, above 0
  public static double quantile(double freedom) {
    return NORMAL * widening(freedom);
  }

  /// The same over the normal quantile, at least 1.
  ///
  /// @param freedom degrees of freedom, above 0
  public static double widening(double freedom) {
    double y = NORMAL * NORMAL;
    double first = (y + 1) / 4;
    double second = ((5 * y + 16) * y + 3) / 96;
    double third = (((3 * y + 19) * y + 17) * y - 15) / 384;
    double fourth = ((((79 * y + 776) * y + 1482) * y - 1920) * y - 945) / 92160;
    return 1 + (first + (second + (third + fourth / freedom) / freedom) / freedom) / freedom;
  }
}
