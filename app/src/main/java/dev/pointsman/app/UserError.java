package dev.pointsman.app;

/// What a user did that can't work, in one line: what was given, what is allowed, the way out. Ends a command with 2.
final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1;

  UserError(String message) {
    super(message, null, false, false);
  }
}
