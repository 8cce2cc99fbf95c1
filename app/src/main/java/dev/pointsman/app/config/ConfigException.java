package dev.pointsman.app.config;

/// A configuration that can't be used. The message is one line: the place, what was given, what is allowed.
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ConfigException(String message) {
    super(message, null, false, false);
  }
}
