package dev.pointsman.gateway.openai;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// Reads single fields of a request, each with its type and range. A field that is null counts as absent.
final class Fields {
  private Fields() {}

  static Optional<String> string(JsonObject body, String name) {
    return typed(body, name, JsonNode::isString, "a string").map(JsonNode::asString);
  }

  static boolean flag(JsonObject body, String name) {
    return typed(body, name, JsonNode::isBoolean, "true or false").map(JsonNode::asBoolean).orElse(false);
  }

  static Optional<JsonNode> object(JsonObject body, String name) {
    return typed(body, name, JsonNode::isObject, "an object");
  }

  static Optional<JsonNode> array(JsonObject body, String name) {
    return typed(body, name, JsonNode::isArray, "an array");
  }

  /// A whole number in `[1, most]`.
  static OptionalLong count(JsonObject body, String name, long most) {
    Optional<JsonNode> value = typed(body, name, JsonNode::isIntegralNumber, "a whole number");
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!value.get().canConvertToLong() || value.get().asLong() < 1 || value.get().asLong() > most) {
      throw ApiException.badRequest(name + " must lie in [1, " + most + "]: " + value.get(), name);
    }
    return OptionalLong.of(value.get().asLong());
  }

  private static Optional<JsonNode> typed(JsonObject body, String name, Predicate<JsonNode> type, String expected) {
    Optional<JsonNode> value = body.value(name).filter(v -> !v.isNull());
    value.ifPresent(v -> {
      if (!type.test(v)) {
        throw ApiException.badRequest(name + " must be " + expected + ", not " + kind(v), name);
      }
    });
    return value;
  }

  /// What a JSON value is, in words.
  static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case STRING -> "a string";
      case NUMBER -> "the number " + value;
      case BOOLEAN -> value.toString();
      default -> "null";
    };
  }
}
