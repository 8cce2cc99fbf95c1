package dev.pointsman.gateway.openai;

import dev.pointsman.gateway.Rejection;
import dev.pointsman.gateway.http.HttpProblem;
import dev.pointsman.gateway.http.Response;
import dev.pointsman.gateway.store.Excluded;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An error as OpenAI spells it, with `error.source` saying who failed: `gateway` or `provider`.
///
/// @param param the request's field that is at fault, if one is
record OpenAiError(int status, String type, @Nullable String code, String message, @Nullable String param,
    String source, SequencedMap<String, String> headers) {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final int LONGEST_MESSAGE = 2000;

  /// A request that is wrong in itself.
  static OpenAiError badRequest(String message, @Nullable String param) {
    return gateway(400, "invalid_request_error", null, message, param);
  }

  static OpenAiError conflict(String message) {
    return gateway(409, "invalid_request_error", "conflict", message, null);
  }

  static OpenAiError notFound(String message, @Nullable String code) {
    return gateway(404, "invalid_request_error", code, message, null);
  }

  static OpenAiError of(HttpProblem problem) {
    String message = Optional.ofNullable(problem.getMessage()).orElse("bad request");
    return switch (problem.status()) {
      case 408 -> gateway(408, "invalid_request_error", "request_timeout", message, null);
      case 413 -> gateway(413, "invalid_request_error", "request_too_large", message, null);
      case 500 -> gateway(500, "server_error", "internal_error", message, null);
      case 503 -> gateway(503, "server_error", "unavailable", message, null);
      default -> gateway(problem.status(), "invalid_request_error", null, message, null);
    };
  }

  static OpenAiError of(Rejection rejection) {
    return switch (rejection) {
      case Rejection.UnknownModel(String name, List<String> known) -> gateway(404, "invalid_request_error",
          "model_not_found", "no router or model is named '" + name + "'; there are " + listed(known), "model");
      case Rejection.NoCandidate(var excluded) -> gateway(400, "invalid_request_error", "no_capable_model",
          "no model can serve this request: " + reasons(excluded), null);
      case Rejection.MaxCostExceeded(String cheapest, var expected, var most) -> gateway(400, "invalid_request_error",
          "max_cost_exceeded", "the cheapest candidate, " + cheapest + ", is expected to cost " + expected
              + ", above max_cost_usd " + most + "; raise max_cost_usd or shorten the request",
          "max_cost_usd");
      case Rejection.UpstreamRefused refused ->
        provider(refused.status(), "invalid_request_error", null, refused.model() + " refused the request");
      case Rejection.AllFailed failed -> of(failed);
      case Rejection.NotRecorded(String reason) -> notRecorded(reason);
      case Rejection.ClientGone() -> gateway(499, "invalid_request_error", "client_gone",
          "the client closed the connection", null);
    };
  }

  /// The code of what could not be put on record.
  static final String NOT_RECORDED = "store_unavailable";

  static OpenAiError notRecorded(String reason) {
    OpenAiError error = gateway(503, "server_error", NOT_RECORDED, reason, null);
    error.headers.put("retry-after", "1");
    return error;
  }

  private static OpenAiError of(Rejection.AllFailed failed) {
    String tried = failed.attempts().stream().map(a -> a.model() + " (" + a.status() + ")")
        .collect(Collectors.joining(", "));
    String message = "every candidate failed: " + tried + "; the last: " + failed.message();
    if (failed.all("http_429")) {
      OpenAiError limited = provider(429, "rate_limit_error", "rate_limit_exceeded", message);
      failed.retryAfter().ifPresent(after -> limited.headers.put("retry-after", after));
      return limited;
    }
    return failed.all("timeout")
        ? provider(504, "server_error", "upstream_timeout", message)
        : provider(502, "server_error", "upstream_failed", message);
  }

  static OpenAiError provider(int status, String type, @Nullable String code, String message) {
    return new OpenAiError(status, type, code, shortened(message), null, "provider", new LinkedHashMap<>());
  }

  private static OpenAiError gateway(int status, String type, @Nullable String code, String message,
      @Nullable String param) {
    return new OpenAiError(status, type, code, shortened(message), param, "gateway", new LinkedHashMap<>());
  }

  private static String shortened(String message) {
    String line = message.replaceAll("[\\r\\n]+", " ");
    return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "...";
  }

  private static String listed(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static String reasons(List<Excluded> excluded) {
    return excluded.stream().map(e -> e.model() + " " + e.reason()).collect(Collectors.joining("; "));
  }

  /// The body, `{"error": {...}}`.
  byte[] json() {
    return json(MAPPER.createObjectNode());
  }

  /// The body of a refusal by an upstream: what it said, and who it was.
  byte[] json(byte[] upstreamBody) {
    JsonNode error = tree(upstreamBody).path("error");
    if (error instanceof ObjectNode object) {
      return json(object);
    }
    String text = error.isString() ? error.asString() : new String(upstreamBody, StandardCharsets.UTF_8);
    ObjectNode said = MAPPER.createObjectNode();
    if (!text.isBlank()) {
      said.put("message", shortened(message + ": " + text));
    }
    return json(said);
  }

  private byte[] json(ObjectNode said) {
    ObjectNode error = MAPPER.createObjectNode();
    error.put("message", message).put("type", type).put("param", param).put("code", code);
    said.properties().stream().filter(field -> !(field.getKey().equals("message") && field.getValue().isNull()))
        .forEach(field -> error.set(field.getKey(), field.getValue()));
    error.put("source", source);
    ObjectNode root = MAPPER.createObjectNode();
    root.set("error", error);
    return MAPPER.writeValueAsBytes(root);
  }

  private static JsonNode tree(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (JacksonException e) {
      return MAPPER.missingNode();
    }
  }

  Response response() {
    return Response.json(status, json()).with(headers);
  }

  Response response(Map<String, String> more) {
    return response().with(more);
  }
}
