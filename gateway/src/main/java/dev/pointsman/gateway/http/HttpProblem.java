package dev.pointsman.gateway.http;

/// A request that can't be handled, found below any wire format.
public final class HttpProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  /// A problem.
  ///
  /// @param status 400 to 599
  /// @param message one line for the client
  public HttpProblem(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
