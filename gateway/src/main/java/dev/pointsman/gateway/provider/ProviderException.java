package dev.pointsman.gateway.provider;

/// A call that failed. Its message names what happened in words for the client's log and holds no secret.
public final class ProviderException extends Exception {
  private static final long serialVersionUID = 1;

  /// What kind of failure.
  public enum Kind {
    /// No connection.
    CONNECTION,
    /// Silence for longer than allowed.
    TIMEOUT,
    /// The connection broke or closed too soon.
    CUT,
    /// An answer that is none: no JSON, an error inside a success, a redirect.
    GARBAGE,
    /// The client went away, so that nobody wants the answer.
    CLIENT_GONE
  }

  private final Kind kind;
  private final String reason;

  public ProviderException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
    this.reason = message;
  }

  public Kind kind() {
    return kind;
  }

  /// What happened, in one line.
  public String reason() {
    return reason;
  }

  /// The failure in one word, for attempts and metrics.
  public String label() {
    return kind.name().toLowerCase(java.util.Locale.ROOT);
  }
}
