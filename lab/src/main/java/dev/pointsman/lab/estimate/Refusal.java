package dev.pointsman.lab.estimate;

import java.io.Serial;

/// A log that can't support an answer. The message is one line: why, the figure and the rule, and what would help.
public final class Refusal extends Exception {
  @Serial
  private static final long serialVersionUID = 1;

  Refusal(String message) {
    super(message);
  }
}
