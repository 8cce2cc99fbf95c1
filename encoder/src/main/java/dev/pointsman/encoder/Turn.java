package dev.pointsman.encoder;

import java.util.ArrayList;
import java.util.List;

/// One turn of a chat, as far as it is text.
///
/// @param role who speaks: `user`, `assistant`, `system`, `developer`, `tool`
/// @param text what is said; pictures and tool calls are left out
public record Turn(String role, String text) {
  /// Below this many characters a last user turn does not speak for itself ("and in Python?").
  static final int ENOUGH = 120;

  /// The text that stands for a chat: the last user turn, and as long as that has fewer than 120 characters the user
  /// turns before it, oldest first. System prompts and answers are left out, since they are alike across an
  /// application's requests. A chat without user turns is represented by its last turn that has text.
  public static String representative(List<Turn> chat) {
    List<String> chosen = new ArrayList<>();
    int length = 0;
    for (Turn turn : chat.reversed()) {
      if (turn.role.equals("user") && !turn.text.isBlank() && length < ENOUGH) {
        chosen.addFirst(turn.text);
        length += turn.text.length();
      }
    }
    return chosen.isEmpty()
        ? chat.reversed().stream().map(Turn::text).filter(t -> !t.isBlank()).findFirst().orElse("")
        : String.join("\n", chosen);
  }
}
