package dev.pointsman.gateway.openai;

/// Bytes that are not the JSON that they should be.
final class MalformedJson extends Exception {
  private static final long serialVersionUID = 1;

  private final String reason;

  MalformedJson(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  /// What is wrong and where, in one line.
  String reason() {
    return reason;
  }
}
