package dev.pointsman.routing;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// An exact amount in billionths of a US dollar, so that summing a million small calls loses nothing. The range is
/// about nine billion dollars either way; beyond it arithmetic throws [ArithmeticException].
///
/// @param nanoUsd billionths of a US dollar
public record Money(long nanoUsd) implements Comparable<Money> {
  private static final int SCALE = 9;

  public static final Money ZERO = new Money(0);

  /// An amount that must be exact to a billionth of a dollar.
  ///
  /// @throws ArithmeticException if it is not, or is out of range
  public static Money ofUsd(BigDecimal usd) {
    try {
      return new Money(usd.scaleByPowerOfTen(SCALE).longValueExact());
    } catch (ArithmeticException e) {
      var named = new ArithmeticException(
          "an amount must be whole billionths of a dollar, within 9.2 billion dollars: " + usd + " USD");
      named.initCause(e);
      throw named;
    }
  }

  /// An estimated or measured amount, rounded up to the next billionth of a dollar.
  ///
  /// @param usd dollars, finite and at least 0
  /// @throws ArithmeticException if it is out of range
  public static Money roundedUp(double usd) {
    if (!(usd >= 0) || Double.isInfinite(usd)) {
      throw new IllegalArgumentException("an amount must be finite and at least 0 USD: " + usd);
    }
    return ofUsd(BigDecimal.valueOf(usd).setScale(SCALE, RoundingMode.CEILING));
  }

  /// The sum, exact.
  ///
  /// @throws ArithmeticException if it is out of range
  public Money plus(Money other) {
    return new Money(Math.addExact(nanoUsd, other.nanoUsd));
  }

  /// The difference, exact; it may be negative.
  ///
  /// @throws ArithmeticException if it is out of range
  public Money minus(Money other) {
    return new Money(Math.subtractExact(nanoUsd, other.nanoUsd));
  }

  /// Whether it is more than another amount.
  public boolean isAbove(Money other) {
    return nanoUsd > other.nanoUsd;
  }

  /// The amount in dollars, exact.
  public BigDecimal exactUsd() {
    return BigDecimal.valueOf(nanoUsd, SCALE);
  }

  /// The amount in dollars as a floating-point number, for statistics; never sum these into money.
  public double usd() {
    return nanoUsd / 1e9;
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(nanoUsd, other.nanoUsd);
  }

  @Override
  public String toString() {
    BigDecimal exact = exactUsd().stripTrailingZeros();
    return "$" + (exact.scale() < 0 ? exact.setScale(0) : exact).toPlainString();
  }
}
