package dev.pointsman.routing;

/// Tokens of one call.
///
/// @param inputTokens all tokens read, cached ones included, in `[0, 2^40]`
/// @param cachedInputTokens those of `inputTokens` that the provider had cached
/// @param outputTokens all tokens written, reasoning included, in `[0, 2^40]`
/// @param reasoningTokens those of `outputTokens` that were reasoning
/// @param estimated whether the provider did not say and the figures are our own count
public record Usage(long inputTokens, long cachedInputTokens, long outputTokens, long reasoningTokens,
    boolean estimated) {
  /// The largest count that is believed.
  public static final long MOST_TOKENS = 1L << 40;

  public Usage {
    check("input_tokens", inputTokens, MOST_TOKENS);
    check("cached_tokens", cachedInputTokens, inputTokens);
    check("output_tokens", outputTokens, MOST_TOKENS);
    check("reasoning_tokens", reasoningTokens, outputTokens);
  }

  /// Tokens as a provider told them, none of them cached and none reasoning.
  ///
  /// @throws IllegalArgumentException if one is negative or above [#MOST_TOKENS]
  public static Usage of(long inputTokens, long outputTokens) {
    return new Usage(inputTokens, 0, outputTokens, 0, false);
  }

  private static void check(String name, long value, long most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(name + " must lie in [0, " + most + "]: " + value);
    }
  }
}
