package dev.pointsman.gateway.openai;

import dev.pointsman.gateway.Grader;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// 1 for an answer that is JSON of a schema, bare or in a fenced block, else 0. Known keywords: `type`, `properties`,
/// `required`, `additionalProperties` (true or false), `items`, `enum`, `const`, `minimum`, `maximum`, `minLength`,
/// `maxLength`, `minItems`, `maxItems`, `pattern`; others are refused, but for notes.
record SchemaGrader(JsonNode schema) implements Grader {
  private static final Set<String> NOTES = Set.of("title", "description", "$schema", "$id", "default", "examples");
  private static final Set<String> KNOWN = Set.of("type", "properties", "required", "additionalProperties", "items",
      "enum", "const", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern");
  private static final List<String> TYPES = List.of("object", "array", "string", "number", "integer", "boolean",
      "null");
  private static final Pattern FENCED = Pattern.compile("(?s)```(?:json)?\\s*(.*?)```");

  /// Why a schema can't be used; empty if it can.
  static Optional<String> problem(JsonNode schema) {
    if (!schema.isObject()) {
      return Optional.of("a schema must be an object");
    }
    for (String name : schema.propertyNames()) {
      if (!KNOWN.contains(name) && !NOTES.contains(name)) {
        return Optional
            .of("the keyword " + name + " is not known; there are " + String.join(", ", KNOWN.stream().sorted()
                .toList()));
      }
    }
    if (schema.has("type") && !TYPES.contains(schema.path("type").asString(""))) {
      return Optional.of("type must be one of " + String.join(", ", TYPES));
    }
    for (JsonNode property : schema.path("properties")) {
      Optional<String> problem = problem(property);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return schema.has("items") ? problem(schema.path("items")) : Optional.empty();
  }

  @Override
  public double grade(Item item, String answer, Purse purse) {
    return isOfSchema(answer) ? 1 : 0;
  }

  private boolean isOfSchema(String answer) {
    Matcher fenced = FENCED.matcher(answer);
    try {
      JsonNode value = JsonMapper.shared().readTree(fenced.find() ? fenced.group(1) : answer.strip());
      return !value.isMissingNode() && fits(schema, value);
    } catch (JacksonException e) {
      return false;
    }
  }

  private static boolean fits(JsonNode schema, JsonNode value) {
    return isOfType(schema.path("type").asString(""), value) && isListed(schema, value) && isWithin(schema, value)
        && (!value.isObject() || objectFits(schema, value)) && (!value.isArray() || arrayFits(schema, value));
  }

  private static boolean isOfType(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isString();
      case "number" -> value.isNumber();
      case "integer" -> value.isIntegralNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> true;
    };
  }

  private static boolean isListed(JsonNode schema, JsonNode value) {
    if (schema.has("const") && !schema.get("const").equals(value)) {
      return false;
    }
    if (!schema.has("enum")) {
      return true;
    }
    for (JsonNode listed : schema.get("enum")) {
      if (listed.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWithin(JsonNode schema, JsonNode value) {
    if (value.isNumber()) {
      double number = value.asDouble();
      return number >= schema.path("minimum").asDouble(Double.NEGATIVE_INFINITY)
          && number <= schema.path("maximum").asDouble(Double.POSITIVE_INFINITY);
    }
    if (value.isString()) {
      String text = value.asString();
      return text.length() >= schema.path("minLength").asInt(0)
          && text.length() <= schema.path("maxLength").asInt(Integer.MAX_VALUE)
          && (!schema.has("pattern") || Pattern.compile(schema.get("pattern").asString("")).matcher(text).find());
    }
    return true;
  }

  private static boolean objectFits(JsonNode schema, JsonNode value) {
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asString(""))) {
        return false;
      }
    }
    for (String name : value.propertyNames()) {
      JsonNode property = schema.path("properties").path(name);
      if (property.isMissingNode()
          ? !schema.path("additionalProperties").asBoolean(true)
          : !fits(property, value.get(name))) {
        return false;
      }
    }
    return true;
  }

  private static boolean arrayFits(JsonNode schema, JsonNode value) {
    if (value.size() < schema.path("minItems").asInt(0)
        || value.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE)) {
      return false;
    }
    for (JsonNode item : value) {
      if (schema.has("items") && !fits(schema.get("items"), item)) {
        return false;
      }
    }
    return true;
  }
}
