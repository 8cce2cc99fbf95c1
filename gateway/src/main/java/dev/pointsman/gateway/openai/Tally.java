package dev.pointsman.gateway.openai;

import dev.pointsman.routing.Money;
import dev.pointsman.routing.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What an answer used: what the upstream says, or our own count of its texts.
final class Tally {
  private static final List<String> TEXTS = List.of("content", "refusal", "reasoning_content", "reasoning");
  private static final BigDecimal MOST_USD = new BigDecimal("1000000");

  private final long inputTokens;
  private long textBytes;
  private long pieces;
  private @Nullable Usage said;
  private @Nullable Money saidCost;

  /// A tally.
  ///
  /// @param inputTokens of the request, estimated
  Tally(long inputTokens) {
    this.inputTokens = inputTokens;
  }

  /// Takes in a `usage` object; one that makes no sense counts as unsaid.
  void usage(JsonNode usage) {
    long input = usage.path("prompt_tokens").asLong(-1);
    long output = usage.path("completion_tokens").asLong(-1);
    if (input < 0 || output < 0 || input > Usage.MOST_TOKENS || output > Usage.MOST_TOKENS) {
      return;
    }
    long cached = usage.path("prompt_tokens_details").path("cached_tokens").asLong(0);
    long reasoning = usage.path("completion_tokens_details").path("reasoning_tokens").asLong(0);
    said = new Usage(input, Math.clamp(cached, 0, input), output, Math.clamp(reasoning, 0, output), false);
    JsonNode cost = usage.path("cost");
    cost.decimalValueOpt().filter(usd -> usd.signum() >= 0 && usd.compareTo(MOST_USD) <= 0)
        .ifPresent(usd -> saidCost = Money.ofUsd(usd.setScale(9, RoundingMode.CEILING)));
  }

  /// Counts the texts of a message or of a part of one.
  void text(JsonNode message) {
    long before = textBytes;
    for (String name : TEXTS) {
      textBytes += bytes(message.path(name));
    }
    textBytes += texts(message.path("content")).mapToLong(Tally::bytes).sum();
    for (JsonNode call : message.path("tool_calls")) {
      textBytes += bytes(call.path("function").path("name")) + bytes(call.path("function").path("arguments"));
    }
    pieces += textBytes > before ? 1 : 0;
  }

  /// The texts of a content in parts.
  static Stream<JsonNode> texts(JsonNode content) {
    return content.isArray()
        ? content.valueStream().map(part -> part.path("text")).filter(JsonNode::isString)
        : Stream.empty();
  }

  private static long bytes(JsonNode text) {
    return text.isString() ? text.asString().getBytes(StandardCharsets.UTF_8).length : 0;
  }

  Usage usage() {
    return said != null
        ? said
        : new Usage(inputTokens, 0, Math.max(pieces, (textBytes + 3) / 4), 0, true);
  }

  Optional<Money> reportedCost() {
    return Optional.ofNullable(saidCost);
  }
}
