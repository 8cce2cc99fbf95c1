package dev.pointsman.lab.report;

/// Student's t beside the normal distribution: how far intervals for a mean of few numbers reach.
public final class Student {
  /// The normal quantile that one in forty exceeds.
  private static final double NORMAL = 1.959963984540054;

  private static final double INSIDE = 0.95;

  private Student() {}

  /// How many standard errors to either side make a 95 % interval: exact at 1 and 2 degrees of freedom, within 0.004 from 3 on.
  ///
  /// Source: Abramowitz and Stegun, "Handbook of mathematical functions" (1964), 26.7.3 and 26.7.5.
  ///
  /// @param freedom degrees of freedom, at least 1
  public static double quantile(double freedom) {
    return NORMAL * widening(freedom);
  }

  /// The same over the normal quantile, at least 1.
  ///
  /// @param freedom degrees of freedom, at least 1
  public static double widening(double freedom) {
    if (freedom == 1) {
      return Math.tan(Math.PI * INSIDE / 2) / NORMAL;
    }
    if (freedom == 2) {
      return INSIDE * Math.sqrt(2 / (1 - INSIDE * INSIDE)) / NORMAL;
    }
    double y = NORMAL * NORMAL;
    double first = (y + 1) / 4;
    double second = ((5 * y + 16) * y + 3) / 96;
    double third = (((3 * y + 19) * y + 17) * y - 15) / 384;
    double fourth = ((((79 * y + 776) * y + 1482) * y - 1920) * y - 945) / 92160;
    return 1 + (first + (second + (third + fourth / freedom) / freedom) / freedom) / freedom;
  }
}
