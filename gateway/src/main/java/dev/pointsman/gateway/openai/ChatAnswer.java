package dev.pointsman.gateway.openai;

import dev.pointsman.gateway.Exchange.BadAnswer;
import dev.pointsman.gateway.Exchange.Rewritten;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Rewrites a whole answer: `id` and `model` get other values, every other byte stays.
final class ChatAnswer {
  private ChatAnswer() {}

  /// The answer for the client.
  ///
  /// @param inputTokens of the request, estimated
  /// @throws BadAnswer if it is no chat completion
  static Rewritten rewrite(byte[] body, String id, String model, long inputTokens) throws BadAnswer {
    JsonObject answer = parse(body);
    refuseErrors(answer);
    JsonNode choices = answer.value("choices").filter(JsonNode::isArray)
        .orElseThrow(() -> new BadAnswer("the answer has no choices"));
    Tally tally = new Tally(inputTokens);
    choices.forEach(choice -> tally.text(choice.path("message")));
    answer.value("usage").filter(JsonNode::isObject).ifPresent(tally::usage);
    return new Rewritten(identified(answer, id, model), tally.usage(), tally.reportedCost());
  }

  static JsonObject parse(byte[] json) throws BadAnswer {
    try {
      return JsonObject.parse(json);
    } catch (MalformedJson e) {
      throw new BadAnswer("the answer is no JSON object: " + e.reason());
    }
  }

  /// Refuses an error that came as a success.
  static void refuseErrors(JsonObject answer) throws BadAnswer {
    Optional<String> error = error(answer);
    if (error.isPresent()) {
      throw new BadAnswer("an error came instead of an answer: " + error.get());
    }
  }

  /// What an answer says that went wrong.
  static Optional<String> error(JsonObject answer) {
    return answer.value("error").filter(e -> !e.isNull()).map(error -> {
      String message = error.path("message").asString(error.isString() ? error.asString() : "");
      return message.isBlank() ? error.toString() : message;
    });
  }

  static byte[] identified(JsonObject answer, String id, String model) {
    return answer.rewriting().set("id", JsonObject.quoted(id)).set("model", JsonObject.quoted(model)).bytes();
  }
}
