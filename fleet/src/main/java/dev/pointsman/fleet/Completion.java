package dev.pointsman.fleet;

import dev.pointsman.routing.Usage;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// An answer in OpenAI's words, whole or in chunks.
///
/// @param created seconds since 1970
/// @param pieces the answer's text in the pieces of its stream
record Completion(String id, long created, String model, List<String> pieces, Outcome outcome) {
  Completion {
    pieces = List.copyOf(pieces);
  }

  /// The answer as one object.
  ObjectNode whole() {
    ObjectNode answer = head("chat.completion");
    ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
    choice.putObject("message").put("role", "assistant").put("content", String.join("", pieces));
    choice.put("finish_reason", "stop");
    answer.set("usage", usage());
    return answer;
  }

  /// The stream's first chunk, which says who speaks.
  ObjectNode roleChunk() {
    ObjectNode chunk = head("chat.completion.chunk");
    choice(chunk).putObject("delta").put("role", "assistant").put("content", "");
    return chunk;
  }

  ObjectNode contentChunk(String piece) {
    ObjectNode chunk = head("chat.completion.chunk");
    choice(chunk).putObject("delta").put("content", piece);
    return chunk;
  }

  ObjectNode finishChunk() {
    ObjectNode chunk = head("chat.completion.chunk");
    ObjectNode choice = choice(chunk);
    choice.putObject("delta");
    choice.put("finish_reason", "stop");
    return chunk;
  }

  /// The chunk with empty choices that ends a stream whose reader asked for usage.
  ObjectNode usageChunk() {
    ObjectNode chunk = head("chat.completion.chunk");
    chunk.putArray("choices");
    chunk.set("usage", usage());
    return chunk;
  }

  private ObjectNode head(String object) {
    return Json.object().put("id", id).put("object", object).put("created", created).put("model", model);
  }

  private static ObjectNode choice(ObjectNode chunk) {
    return chunk.putArray("choices").addObject().put("index", 0).putNull("finish_reason");
  }

  private ObjectNode usage() {
    Usage tokens = outcome.usage();
    ObjectNode usage = Json.object().put("prompt_tokens", tokens.inputTokens())
        .put("completion_tokens", tokens.outputTokens())
        .put("total_tokens", tokens.inputTokens() + tokens.outputTokens());
    usage.putObject("prompt_tokens_details").put("cached_tokens", tokens.cachedInputTokens());
    usage.putObject("completion_tokens_details").put("reasoning_tokens", tokens.reasoningTokens());
    outcome.reportedCost().ifPresent(cost -> usage.put("cost", cost.exactUsd().stripTrailingZeros()));
    return usage;
  }
}
