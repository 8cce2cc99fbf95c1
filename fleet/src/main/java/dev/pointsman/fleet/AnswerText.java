package dev.pointsman.fleet;

import java.util.Arrays;
import java.util.List;

/// What a simulated model says: that it is simulated, and a few words of what it was asked.
final class AnswerText {
  private static final int ECHOED_WORDS = 8;
  private static final int MOST_ECHOED_CHARS = 80;

  private AnswerText() {}

  /// The text in pieces, as a stream would bring them.
  static List<String> pieces(String model, String prompt) {
    return List.of("This is a simulated answer", " from " + model + ": no language model was called.",
        " You asked: \"" + echo(prompt) + "\"");
  }

  private static String echo(String prompt) {
    String[] words = prompt.strip().split("\\s+", ECHOED_WORDS + 1);
    String echo = String.join(" ", Arrays.copyOf(words, Math.min(ECHOED_WORDS, words.length)));
    boolean cut = words.length > ECHOED_WORDS || echo.length() > MOST_ECHOED_CHARS;
    return echo.substring(0, Math.min(MOST_ECHOED_CHARS, echo.length())) + (cut ? "..." : "");
  }
}
