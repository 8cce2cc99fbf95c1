package dev.pointsman.gateway.provider;

/// A text that does not print itself.
public final class Secret {
  /// Shorter texts are no secrets but stand-ins such as `none`, and stand in many a word.
  private static final int SHORTEST_HIDDEN = 8;

  private final String value;

  public Secret(String value) {
    this.value = value;
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
