package dev.pointsman.gateway.openai;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/// A JSON object as the bytes that it came in, with the places of its members, so that single values can be replaced
/// and every other byte stays what it was.
final class JsonObject {
  private static final ObjectMapper MAPPER = JsonMapper.shared();
  private static final ObjectMapper EXACT = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();
  /// What the parser says to programmers only.
  private static final Pattern ADVICE = Pattern
      .compile(", from `[^`]*`|: enable `.*|: maybe a \\(.*| \\(start marker at .*|: JSON spec does not .*");

  /// Where a member stands: from the quote of its name to behind its value.
  ///
  /// @param start offset of the name's opening quote
  /// @param valueStart offset of the value's first byte
  /// @param end offset behind the value's last byte
  record Member(String name, int start, int valueStart, int end) {}

  private record Edit(int from, int to, String with) {}

  private final ObjectMapper mapper;
  private final byte[] bytes;
  private final int open;
  private final Map<String, Member> members;

  private JsonObject(ObjectMapper mapper, byte[] bytes, int open, Map<String, Member> members) {
    this.mapper = mapper;
    this.bytes = bytes;
    this.open = open;
    this.members = members;
  }

  /// Reads the whole text once and finds the members of its outermost object.
  ///
  /// @param bytes UTF-8
  /// @throws MalformedJson if it is not one JSON object in UTF-8 with distinct names, saying where
  static JsonObject parse(byte[] bytes) throws MalformedJson {
    return parse(MAPPER, bytes);
  }

  /// The same of an object whose names are distinct at every depth, and whose numbers count as they are written.
  static JsonObject parseExactly(byte[] bytes) throws MalformedJson {
    return parse(EXACT, bytes);
  }

  private static JsonObject parse(ObjectMapper mapper, byte[] bytes) throws MalformedJson {
    Utf8.check(bytes);
    try (JsonParser parser = mapper.createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedJson("the body must be a JSON object");
      }
      int open = tokenStart(parser);
      Map<String, Member> members = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        int start = tokenStart(parser);
        parser.nextToken();
        int valueStart = tokenStart(parser);
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        if (members.put(name, new Member(name, start, valueStart, end)) != null) {
          throw new MalformedJson("the member \"" + shortened(name) + "\" stands there twice");
        }
      }
      if (parser.nextToken() != null) {
        throw new MalformedJson("something follows the JSON object");
      }
      return new JsonObject(mapper, bytes, open, members);
    } catch (JacksonException e) {
      throw new MalformedJson(place(e));
    }
  }

  private static int tokenStart(JsonParser parser) {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  private static String place(JacksonException e) {
    String where = e.getLocation() == null || e.getLocation().getLineNr() < 0
        ? ""
        : " (line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr() + ")";
    String what = e.getOriginalMessage().lines().findFirst().orElse("");
    return "the body is not valid JSON: " + shortened(ADVICE.matcher(what).replaceAll("")) + where;
  }

  private static String shortened(String text) {
    return text.length() <= 120 ? text : text.substring(0, 120) + "...";
  }

  /// The names of its members, in order.
  Set<String> names() {
    return members.keySet();
  }

  /// The value of a member as a tree, or empty if there is none.
  Optional<JsonNode> value(String name) {
    Member member = members.get(name);
    return member == null
        ? Optional.empty()
        : Optional.of(mapper.readTree(bytes, member.valueStart, member.end - member.valueStart));
  }

  /// The bytes of a member's value, or null if there is none.
  byte @Nullable [] raw(String name) {
    Member member = members.get(name);
    return member == null ? null : java.util.Arrays.copyOfRange(bytes, member.valueStart, member.end);
  }

  Rewriting rewriting() {
    return new Rewriting();
  }

  /// Changes to single members, applied together.
  final class Rewriting {
    private final List<Edit> edits = new ArrayList<>();
    private final StringBuilder inserted = new StringBuilder();
    private int removed;

    /// Puts another value in the place of a member's, or adds the member in front.
    ///
    /// @param json the value's JSON text
    Rewriting set(String name, String json) {
      Member member = members.get(name);
      if (member == null) {
        inserted.append(quoted(name)).append(':').append(json).append(',');
      } else {
        edits.add(new Edit(member.valueStart, member.end, json));
      }
      return this;
    }

    /// Takes a member out, if it is there.
    Rewriting remove(String name) {
      List<Member> all = List.copyOf(members.values());
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).name.equals(name)) {
          boolean last = i == all.size() - 1;
          int from = last && i > 0 ? all.get(i - 1).end : all.get(i).start;
          int to = last ? all.get(i).end : all.get(i + 1).start;
          edits.add(new Edit(from, to, ""));
          removed++;
        }
      }
      return this;
    }

    /// The changed object's bytes.
    byte[] bytes() {
      if (!inserted.isEmpty()) {
        if (members.size() == removed) {
          inserted.setLength(inserted.length() - 1);
        }
        edits.add(new Edit(open + 1, open + 1, inserted.toString()));
      }
      edits.sort(Comparator.comparingInt(Edit::from));
      ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 64);
      int at = 0;
      for (Edit edit : edits) {
        out.write(bytes, at, edit.from - at);
        out.writeBytes(edit.with.getBytes(StandardCharsets.UTF_8));
        at = edit.to;
      }
      out.write(bytes, at, bytes.length - at);
      return out.toByteArray();
    }
  }

  /// A string as JSON text.
  static String quoted(String text) {
    return MAPPER.writeValueAsString(text);
  }
}
