package dev.pointsman.gateway.store;

/// Something could not be put on record, or could not be read; the message says why in one line.
public final class StoreUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreUnavailable(String reason) {
    super(reason);
  }

  public StoreUnavailable(String reason, Throwable cause) {
    super(reason, cause);
  }

  /// The reason in one line.
  public String reason() {
    return String.valueOf(getMessage());
  }
}
