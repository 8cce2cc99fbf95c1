package dev.pointsman.lab.report;

import java.math.BigDecimal;
import java.math.MathContext;

/// A sum of doubles without rounding, so that a mean does not depend on the order of its terms.
public final class ExactSum {
  private BigDecimal sum = BigDecimal.ZERO;
  private long count;

  /// Adds a finite number.
  public void add(double number) {
    sum = sum.add(new BigDecimal(number));
    count++;
  }

  public double total() {
    return sum.doubleValue();
  }

  /// The mean, rounded once; 0 of nothing.
  public double mean() {
    return meanOver(count);
  }

  /// The sum over another number of terms, rounded once; 0 over none.
  public double meanOver(long terms) {
    return terms == 0 ? 0 : sum.divide(BigDecimal.valueOf(terms), MathContext.DECIMAL128).doubleValue();
  }
}
