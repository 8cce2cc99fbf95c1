package dev.pointsman.gateway.provider;

/// A text that does not print itself.
public final class Secret {
  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /// The text itself, for the one header that needs it.
  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "****";
  }
}
