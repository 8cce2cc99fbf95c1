package dev.pointsman.gateway.openai;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// UTF-8 without a byte order mark, which is what JSON travels in.
final class Utf8 {
  private Utf8() {}

  /// Refuses bytes that are no UTF-8, start with a byte order mark, or hold a zero byte (another encoding).
  static void check(byte[] bytes) throws MalformedJson {
    if (bytes.length == 0) {
      throw new MalformedJson("the body is empty; send a JSON object");
    }
    if (bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
      throw new MalformedJson("the body starts with a byte order mark; send UTF-8 without one");
    }
    boolean ascii = true;
    for (byte b : bytes) {
      if (b == 0) {
        throw new MalformedJson("the body holds a zero byte; send UTF-8");
      }
      ascii &= b > 0;
    }
    if (!ascii) {
      try {
        StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(bytes));
      } catch (CharacterCodingException e) {
        throw new MalformedJson("the body is not valid UTF-8");
      }
    }
  }
}
