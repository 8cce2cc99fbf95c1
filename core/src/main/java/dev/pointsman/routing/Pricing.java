package dev.pointsman.routing;

import java.math.BigDecimal;
import java.math.BigInteger;

/// A provider's price list for one model, exact.
///
/// @param input what a million uncached input tokens cost
/// @param cachedInput what a million cached input tokens cost
/// @param output what a million output tokens cost
public record Pricing(Money input, Money cachedInput, Money output) {
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  public Pricing {
    for (Money price : new Money[] {input, cachedInput, output}) {
      if (price.nanoUsd() < 0) {
        throw new IllegalArgumentException("a price is negative: " + price);
      }
    }
  }

  /// Prices in dollars per million tokens, cached input at the price of input.
  ///
  /// @param inputUsd a decimal number, as `0.15`
  /// @param outputUsd likewise
  /// @throws NumberFormatException if one is no decimal number
  /// @throws ArithmeticException if one is finer than a billionth of a dollar per million tokens
  public static Pricing perMillion(String inputUsd, String outputUsd) {
    Money input = Money.ofUsd(new BigDecimal(inputUsd));
    return new Pricing(input, input, Money.ofUsd(new BigDecimal(outputUsd)));
  }

  /// What a call costs, rounded up once to the next billionth of a dollar.
  ///
  /// @throws ArithmeticException if that is more than nine billion dollars
  public Money cost(Usage usage) {
    BigInteger exact = times(usage.inputTokens() - usage.cachedInputTokens(), input)
        .add(times(usage.cachedInputTokens(), cachedInput)).add(times(usage.outputTokens(), output));
    BigInteger[] parts = exact.divideAndRemainder(MILLION);
    BigInteger nanos = parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
    return new Money(nanos.longValueExact());
  }

  private static BigInteger times(long tokens, Money perMillion) {
    return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(perMillion.nanoUsd()));
  }
}
