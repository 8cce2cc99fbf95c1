package dev.pointsman.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageTest {
  @ParameterizedTest
  @CsvSource({"-1, 0, 0, 0, 'input_tokens must lie in [0, 1099511627776]: -1'",
      "1099511627777, 0, 0, 0, 'input_tokens must lie in [0, 1099511627776]: 1099511627777'",
      "5, 6, 0, 0, 'cached_tokens must lie in [0, 5]: 6'",
      "5, -1, 0, 0, 'cached_tokens must lie in [0, 5]: -1'",
      "0, 0, -3, 0, 'output_tokens must lie in [0, 1099511627776]: -3'",
      "0, 0, 9223372036854775807, 0, 'output_tokens must lie in [0, 1099511627776]: 9223372036854775807'",
      "0, 0, 7, 8, 'reasoning_tokens must lie in [0, 7]: 8'"})
  void anAbsurdCountIsNamedWithItsRule(long input, long cached, long output, long reasoning, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Usage(input, cached, output, reasoning, false))
        .withMessage(message);
  }

  @Test
  void theLargestCountsAreBelieved() {
    long most = Usage.MOST_TOKENS;
    assertThat(new Usage(most, most, most, most, true).reasoningTokens()).isEqualTo(1L << 40);
  }

  @Test
  void plainCountsAreNeitherCachedNorReasoningNorOurs() {
    assertThat(Usage.of(3, 4)).isEqualTo(new Usage(3, 0, 4, 0, false));
  }
}
