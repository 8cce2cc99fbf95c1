package dev.pointsman.lab.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/// One JSON object of a line-wise file, or of a list within a line, whose fields are asked for by name and type.
///
/// @param place where it stands
/// @param what how complaints call it, such as `models[2]`; `""` for the whole line
/// @param object its fields
record JsonLine(Place place, String what, JsonNode object) {
  private static final ObjectReader READER = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .build().reader();
  private static final ObjectReader EXACT = READER.with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  static JsonLine parse(Place place, String line) {
    return parse(READER, place, line);
  }

  /// Parses with decimals kept exact.
  static JsonLine parseExact(Place place, String line) {
    return parse(EXACT, place, line);
  }

  private static JsonLine parse(ObjectReader reader, Place place, String line) {
    if (line.isBlank()) {
      throw place.broken("the line is blank; expected a JSON object");
    }
    try {
      return of(place, "", reader.readTree(line));
    } catch (JacksonException e) {
      throw place.broken(ParserWords.ofJson(e), e);
    }
  }

  private static JsonLine of(Place place, String what, JsonNode node) {
    if (!node.isObject()) {
      throw place.broken((what.isEmpty() ? "the line" : what) + " is " + kind(node) + "; expected a JSON object");
    }
    return new JsonLine(place, what, node);
  }

  /// The field, or null if it is absent or a JSON null.
  @Nullable
  JsonNode field(String name) {
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }

  JsonNode required(String name, String expected) {
    JsonNode node = field(name);
    if (node == null) {
      throw broken(name, "missing", expected);
    }
    return node;
  }

  /// A text that has to be there and say something.
  String text(String name) {
    String text = asText(name, required(name, "text that is not blank"));
    if (text.isBlank()) {
      throw broken(name, "blank", "text that is not blank");
    }
    return text;
  }

  /// A text that may be absent.
  String textOrEmpty(String name) {
    JsonNode node = field(name);
    return node == null ? "" : asText(name, node);
  }

  private String asText(String name, JsonNode node) {
    if (!node.isString()) {
      throw broken(name, kind(node), "text");
    }
    return node.stringValue();
  }

  /// A list that has to be there.
  JsonNode list(String name) {
    JsonNode node = required(name, "a list");
    if (!node.isArray()) {
      throw broken(name, kind(node), "a list");
    }
    return node;
  }

  Optional<JsonNode> optionalList(String name) {
    return field(name) == null ? Optional.empty() : Optional.of(list(name));
  }

  /// A list of objects.
  List<JsonLine> objects(String name) {
    List<JsonLine> objects = new ArrayList<>();
    for (JsonNode node : list(name)) {
      objects.add(of(place, name + "[" + objects.size() + "]", node));
    }
    return objects;
  }

  DataException broken(String name, String found, String expected) {
    String path = what.isEmpty() ? name : what + "." + name;
    return place.broken(path + " is " + found + "; expected " + expected);
  }

  /// What a value is, in a few words.
  static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      case STRING -> "the text \"" + shortened(node.stringValue()) + "\"";
      case NUMBER, BOOLEAN -> shortened(node.toString());
      default -> "null";
    };
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
