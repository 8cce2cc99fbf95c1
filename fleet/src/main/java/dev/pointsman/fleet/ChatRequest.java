package dev.pointsman.fleet;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What the fleet looks at of a chat completion request.
///
/// @param prompt the last user message's text; its text parts joined by line breaks
/// @param includeUsage whether a stream should end with a usage chunk
record ChatRequest(String model, String prompt, boolean stream, boolean includeUsage) {
  /// @throws Refusal if the body is not a chat completion request
  static ChatRequest parse(byte[] body) {
    JsonNode request = object(body);
    String model = request.path("model").stringValueOpt()
        .orElseThrow(() -> Refusal.badRequest("model is missing; expected a model's name"));
    boolean includeUsage = request.path("stream_options").path("include_usage").asBoolean(false);
    boolean stream = stream(request.path("stream"));
    return new ChatRequest(model, prompt(request.path("messages")), stream, includeUsage);
  }

  private static JsonNode object(byte[] body) {
    try {
      JsonNode request = Json.MAPPER.readTree(body);
      if (request.isObject()) {
        return request;
      }
    } catch (JacksonException e) {
      throw Refusal.badRequest("the body is not valid JSON: " + e.getOriginalMessage());
    }
    throw Refusal.badRequest("the body is not a JSON object");
  }

  private static boolean stream(JsonNode stream) {
    if (!stream.isBoolean() && !stream.isNull() && !stream.isMissingNode()) {
      throw Refusal.badRequest("stream must be true or false");
    }
    return stream.asBoolean(false);
  }

  private static String prompt(JsonNode messages) {
    JsonNode last = null;
    for (JsonNode message : messages) {
      last = "user".equals(message.path("role").asString("")) ? message : last;
    }
    return text(last);
  }

  private static String text(@Nullable JsonNode message) {
    if (message == null) {
      throw Refusal.badRequest("messages has no user message; expected a list with at least one");
    }
    JsonNode content = message.path("content");
    if (content.isString()) {
      return content.stringValue();
    }
    List<String> texts = new ArrayList<>();
    content.forEach(part -> part.path("text").stringValueOpt().ifPresent(texts::add));
    return String.join("\n", texts);
  }
}
