package dev.pointsman.gateway.openai;

import dev.pointsman.gateway.FeedbackDesk;
import dev.pointsman.gateway.http.Handler;
import dev.pointsman.gateway.http.Request;
import dev.pointsman.gateway.http.Response;
import dev.pointsman.gateway.store.Feedback;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/feedback`.
final class FeedbackHandler implements Handler {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final List<String> KNOWN = List.of("id", "value", "metric", "source", "feedback_id");
  private static final int LONGEST_TEXT = 200;

  private final FeedbackDesk desk;

  FeedbackHandler(FeedbackDesk desk) {
    this.desk = desk;
  }

  @Override
  public Response handle(Request request) {
    JsonObject body = body(request);
    String id = text(body, "id")
        .orElseThrow(() -> ApiException.badRequest("id is missing; send the answer's id", "id"));
    var judged = desk.judge(id, text(body, "metric").orElse(Feedback.QUALITY), text(body, "source").orElse("user"),
        text(body, "feedback_id"), value(body));
    return judged.map(outcome -> recorded(id, outcome)).orElseGet(
        () -> OpenAiError.notFound("no answer has the id '" + id + "'", "decision_not_found").response());
  }

  private static JsonObject body(Request request) {
    try {
      JsonObject body = JsonObject.parse(request.body().read());
      body.names().forEach(name -> {
        if (!KNOWN.contains(name)) {
          throw ApiException.badRequest(name + " is unknown; there are " + String.join(", ", KNOWN), name);
        }
      });
      return body;
    } catch (MalformedJson e) {
      throw ApiException.badRequest(e.reason(), null);
    }
  }

  private static Optional<String> text(JsonObject body, String name) {
    Optional<String> text = Fields.string(body, name);
    text.ifPresent(t -> {
      if (t.isBlank() || t.length() > LONGEST_TEXT) {
        throw ApiException.badRequest(name + " must have 1 to " + LONGEST_TEXT + " characters", name);
      }
    });
    return text;
  }

  private static double value(JsonObject body) {
    JsonNode value = body.value("value")
        .orElseThrow(
            () -> ApiException.badRequest("value is missing; send true, false or a number in [0, 1]", "value"));
    if (value.isBoolean()) {
      return value.asBoolean() ? 1 : 0;
    }
    if (!value.isNumber() || !(value.asDouble() >= 0 && value.asDouble() <= 1)) {
      throw ApiException.badRequest("value must be true, false or a number in [0, 1], not " + Fields.kind(value),
          "value");
    }
    return value.asDouble();
  }

  private static Response recorded(String id, FeedbackDesk.Outcome outcome) {
    ObjectNode body = MAPPER.createObjectNode().put("id", id).put("status", "recorded");
    if (outcome.receipt().duplicate()) {
      body.put("duplicate", true);
    }
    if (outcome.receipt().replaced()) {
      body.put("replaced", true);
    }
    body.put("learned", outcome.learned());
    return Response.json(200, MAPPER.writeValueAsBytes(body));
  }
}
