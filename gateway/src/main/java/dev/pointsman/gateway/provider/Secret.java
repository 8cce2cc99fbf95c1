package dev.pointsman.gateway.provider;

import java.util.regex.Pattern;

/// A text that does not print itself.
public final class Secret {
  /// Shorter texts are no secrets but stand-ins such as `none`, and stand in many a word.
  private static final int SHORTEST_HIDDEN = 8;
  private static final Pattern PRINTABLE = Pattern.compile("[ -~]+");

  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /// Whether a header can hold a text: printable ASCII, at least a character.
  public static boolean isSendable(String text) {
    return PRINTABLE.matcher(text).matches();
  }

  /// The text itself, for the one header that needs it.
  public String reveal() {
    return value;
  }

  /// A text of others without this one in it.
  public String hiddenIn(String text) {
    return value.length() < SHORTEST_HIDDEN ? text : text.replace(value, toString());
  }

  @Override
  public String toString() {
    return "****";
  }
}
