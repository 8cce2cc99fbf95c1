package dev.pointsman.gateway.openai;

import dev.pointsman.gateway.Exchange.BadAnswer;
import dev.pointsman.gateway.Speaker;
import dev.pointsman.gateway.provider.Model;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Asks in chat completions, one turn each.
public final class ChatSpeaker implements Speaker {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  @Override
  public byte[] question(Model model, String prompt, long mostTokens) {
    ObjectNode body = MAPPER.createObjectNode().put("model", model.upstreamModel());
    body.putArray("messages").addObject().put("role", "user").put("content", prompt);
    return MAPPER.writeValueAsBytes(body.put("max_tokens", mostTokens));
  }

  @Override
  public Said answer(byte[] bytes, long inputTokens) throws BadAnswer {
    JsonObject answer = ChatAnswer.parse(bytes);
    ChatAnswer.refuseErrors(answer);
    JsonNode message = answer.value("choices").filter(JsonNode::isArray).map(choices -> choices.path(0).path("message"))
        .filter(JsonNode::isObject).orElseThrow(() -> new BadAnswer("the answer has no message"));
    Tally tally = new Tally(inputTokens);
    tally.text(message);
    answer.value("usage").filter(JsonNode::isObject).ifPresent(tally::usage);
    return new Said(text(message.path("content")), new Bill(tally.usage(), tally.reportedCost()));
  }

  /// The text of a content, be it whole or in parts.
  private static String text(JsonNode content) throws BadAnswer {
    if (content.isString()) {
      return content.asString();
    }
    List<JsonNode> texts = Tally.texts(content).toList();
    if (texts.isEmpty()) {
      throw new BadAnswer("the answer has no text");
    }
    return texts.stream().map(JsonNode::asString).collect(Collectors.joining());
  }

  @Override
  public Optional<String> complaint(byte[] body) {
    try {
      return ChatAnswer.error(ChatAnswer.parse(body));
    } catch (BadAnswer e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<Bill> bill(byte[] bytes) {
    Tally tally = new Tally(0);
    try {
      ChatAnswer.parse(bytes).value("usage").filter(JsonNode::isObject).ifPresent(tally::usage);
    } catch (BadAnswer e) {
      return Optional.empty();
    }
    return tally.usage().estimated() ? Optional.empty() : Optional.of(new Bill(tally.usage(), tally.reportedCost()));
  }
}
