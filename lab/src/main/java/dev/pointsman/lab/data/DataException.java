package dev.pointsman.lab.data;

import java.io.Serial;

/// A data file that breaks its format, or data that cannot serve the purpose. The message is one line for the person
/// who gave the file: the file, the line number where there is one, what was found, and what is expected.
public final class DataException extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
