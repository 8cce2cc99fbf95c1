package dev.pointsman.fleet;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The fleet's way of reading and writing JSON: decimals exact and without exponents.
final class Json {
  static final JsonMapper MAPPER = JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /// The object in UTF-8. Half a surrogate pair, which JSON can carry and UTF-8 cannot, becomes a question mark.
  static byte[] bytes(ObjectNode object) {
    return MAPPER.writeValueAsString(object).getBytes(StandardCharsets.UTF_8);
  }
}
