package dev.pointsman.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PricingTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aCallCostsTheDecimalSumRoundedUpOnce(long seed) {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 1000; i++) {
      var pricing = new Pricing(price(random), price(random), price(random));
      long input = random.nextLong(1_000_000);
      var usage = new Usage(input, random.nextLong(input + 1), random.nextLong(1_000_000), 0, false);
      assertThat(pricing.cost(usage).exactUsd()).isEqualTo(exact(pricing, usage).setScale(9, RoundingMode.CEILING));
    }
  }

  @Test
  void threePartsOfABillionthAreRoundedTogether() {
    Money twoFifths = new Money(400_000); // a million tokens for it, so one token costs 0.4 billionths
    var pricing = new Pricing(twoFifths, twoFifths, twoFifths);
    assertThat(pricing.cost(new Usage(2, 1, 1, 0, false))).isEqualTo(new Money(2));
  }

  @Test
  void cachedTokensCostTheirOwnPriceAndReasoningIsOutput() {
    var pricing = new Pricing(new Money(3_000_000_000L), new Money(300_000_000), new Money(15_000_000_000L));
    assertThat(pricing.cost(new Usage(1_000_000, 400_000, 200_000, 150_000, false)))
        .isEqualTo(Money.ofUsd(new BigDecimal("4.92")));
  }

  @Test
  void withoutAPriceForCachedInputItCostsLikeInput() {
    assertThat(Pricing.perMillion("2.50", "10")).isEqualTo(
        new Pricing(new Money(2_500_000_000L), new Money(2_500_000_000L), new Money(10_000_000_000L)));
  }

  @Test
  void nothingCostsNothing() {
    assertThat(Pricing.perMillion("2.50", "10").cost(Usage.of(0, 0))).isEqualTo(Money.ZERO);
    assertThat(Pricing.perMillion("0", "0").cost(Usage.of(1000, 1000))).isEqualTo(Money.ZERO);
  }

  @Test
  void aCostBeyondTheRangeThrows() {
    var pricing = Pricing.perMillion("9000000", "0");
    assertThat(pricing.cost(Usage.of(1_000_000_000, 0))).isEqualTo(new Money(9_000_000_000_000_000_000L));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> pricing.cost(Usage.of(Usage.MOST_TOKENS, 0)));
  }

  @Test
  void aPriceThatIsNegativeOrTooFineIsNamed() {
    assertThatIllegalArgumentException().isThrownBy(() -> Pricing.perMillion("1", "-0.5"))
        .withMessage("a price is negative: $-0.5");
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> Pricing.perMillion("1.2345678901", "1"))
        .withMessageContaining("1.2345678901");
  }

  private static Money price(SplittableRandom random) {
    return new Money(random.nextLong(100_000_000_000L));
  }

  private static BigDecimal exact(Pricing pricing, Usage usage) {
    return times(usage.inputTokens() - usage.cachedInputTokens(), pricing.input())
        .add(times(usage.cachedInputTokens(), pricing.cachedInput()))
        .add(times(usage.outputTokens(), pricing.output()));
  }

  private static BigDecimal times(long tokens, Money perMillion) {
    return BigDecimal.valueOf(tokens).multiply(perMillion.exactUsd()).movePointLeft(6);
  }
}
