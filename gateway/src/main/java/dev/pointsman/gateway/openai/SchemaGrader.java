package dev.pointsman.gateway.openai;

import dev.pointsman.gateway.Grader;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// 1 for an answer that is JSON of a schema, bare or in a fenced block, else 0. Known keywords: `type`, `properties`,
/// `required`, `additionalProperties` (true or false), `items`, `enum`, `const`, `minimum`, `maximum`, `minLength`,
/// `maxLength`, `minItems`, `maxItems`, `pattern`; others are refused, but for notes.
record SchemaGrader(JsonNode schema) implements Grader {
  private static final Set<String> NOTES = Set.of("title", "description", "$schema", "$id", "default", "examples");
  private static final List<String> TYPES = List.of("object", "array", "string", "number", "integer", "boolean",
      "null");
  private static final Rule COUNT = new Rule("a whole number from 0 on",
      value -> value.isIntegralNumber() && value.canConvertToInt() && value.asInt() >= 0);
  private static final Rule NUMBER = new Rule("a number", JsonNode::isNumber);
  private static final SequencedMap<String, Rule> KNOWN = known();
  private static final Pattern FENCED = Pattern.compile("(?s)```(?:json)?\\s*(.*?)```");
  /// Numbers count as they are written: 0.1 is no binary fraction.
  private static final JsonMapper MAPPER = JsonMapper.builder()
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  /// What stands under a keyword.
  private record Rule(String what, Predicate<JsonNode> holds) {}

  private static SequencedMap<String, Rule> known() {
    SequencedMap<String, Rule> known = new TreeMap<>();
    known.put("type", new Rule("one of " + String.join(", ", TYPES),
        value -> value.isString() && TYPES.contains(value.asString())));
    known.put("properties", new Rule("an object", JsonNode::isObject));
    known.put("required", new Rule("an array of strings",
        value -> value.isArray() && value.valueStream().allMatch(JsonNode::isString)));
    known.put("additionalProperties", new Rule("true or false", JsonNode::isBoolean));
    known.put("items", new Rule("a schema", JsonNode::isObject));
    known.put("enum", new Rule("an array of at least one value", value -> value.isArray() && !value.isEmpty()));
    known.put("const", new Rule("a value", _ -> true));
    known.put("pattern", new Rule("a string", JsonNode::isString));
    List.of("minimum", "maximum").forEach(name -> known.put(name, NUMBER));
    List.of("minLength", "maxLength", "minItems", "maxItems").forEach(name -> known.put(name, COUNT));
    return known;
  }

  /// Why a schema can't be used; empty if it can.
  static Optional<String> problem(JsonNode schema) {
    return schema.isObject() ? problem("", schema) : Optional.of("a schema must be an object");
  }

  private static Optional<String> problem(String place, JsonNode schema) {
    if (!schema.isObject()) {
      return Optional.of(place + " must be a schema, which is an object, not " + Fields.kind(schema));
    }
    String before = place.isEmpty() ? "" : place + ".";
    return Stream.of(
        schema.propertyStream().map(member -> misused(before, member.getKey(), member.getValue())),
        schema.path("properties").propertyStream()
            .map(member -> problem(before + "properties." + member.getKey(), member.getValue())),
        Stream.ofNullable(schema.get("items")).map(items -> problem(before + "items", items)))
        .flatMap(problems -> problems).flatMap(Optional::stream).findFirst();
  }

  private static Optional<String> misused(String before, String name, JsonNode value) {
    Rule rule = KNOWN.get(name);
    if (rule == null) {
      return NOTES.contains(name)
          ? Optional.empty()
          : Optional.of("the keyword " + before + name + " is not known; there are "
              + String.join(", ", KNOWN.keySet()));
    }
    if (!rule.holds().test(value)) {
      return Optional.of(before + name + " must be " + rule.what() + ", not " + Fields.kind(value));
    }
    return name.equals("pattern") ? uncompiled(before + name, value.asString()) : Optional.empty();
  }

  private static Optional<String> uncompiled(String place, String pattern) {
    try {
      Pattern.compile(pattern);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of(place + " must be a regular expression, which " + JsonObject.quoted(pattern) + " is not: "
          + e.getDescription());
    }
  }

  @Override
  public double grade(Item item, String answer, Purse purse) throws Ungraded {
    try {
      return isOfSchema(answer) ? 1 : 0;
    } catch (StackOverflowError e) { // Java's patterns recurse
      throw new Ungraded("the schema's pattern goes too deep for an answer as long as that");
    }
  }

  private boolean isOfSchema(String answer) {
    Matcher fenced = FENCED.matcher(answer);
    try {
      JsonNode value = MAPPER.readTree(fenced.find() ? fenced.group(1) : answer.strip());
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
      case "integer" -> isWhole(value);
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> true;
    };
  }

  private static boolean isWhole(JsonNode value) {
    return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
  }

  /// Whether two values are the same; 3 and 3.0 are.
  private static boolean isSame(JsonNode a, JsonNode b) {
    return a.equals(SchemaGrader::unlike, b);
  }

  private static int unlike(JsonNode a, JsonNode b) {
    return a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) : a.equals(b) ? 0 : 1;
  }

  private static boolean isListed(JsonNode schema, JsonNode value) {
    if (schema.has("const") && !isSame(schema.get("const"), value)) {
      return false;
    }
    if (!schema.has("enum")) {
      return true;
    }
    for (JsonNode listed : schema.get("enum")) {
      if (isSame(listed, value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWithin(JsonNode schema, JsonNode value) {
    if (value.isNumber()) {
      return (!schema.has("minimum") || unlike(value, schema.get("minimum")) >= 0)
          && (!schema.has("maximum") || unlike(value, schema.get("maximum")) <= 0);
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
