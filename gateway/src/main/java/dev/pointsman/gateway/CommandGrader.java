package dev.pointsman.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program of the operator's that judges answers: it is given the answer on standard input, the prompt and the expected
/// answer in the environment (`QUIZ_PROMPT`, `QUIZ_EXPECTED`), and prints a number from 0 to 1; or prints nothing and ends with
/// 0 for a right answer, and with 1 for a wrong one.
///
/// @param command the program and its arguments
/// @param limit how long it may take
public record CommandGrader(List<String> command, Duration limit) implements Grader {
  /// How long a program may take where nobody says otherwise.
  public static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int MOST_PRINTED = 4096;

  public CommandGrader {
    command = List.copyOf(command);
  }

  @Override
  public double grade(Item item, String answer, Purse purse) throws Ungraded {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("QUIZ_PROMPT", item.prompt());
    builder.environment().put("QUIZ_EXPECTED", item.expected().orElse(""));
    try {
      Process process = builder.start();
      var _ = Thread.ofVirtual().start(() -> give(answer, process)); // a program that does not read must not block
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new Ungraded("the grader " + command.getFirst() + " took longer than " + limit.toSeconds() + " s");
      }
      String printed = new String(process.getInputStream().readNBytes(MOST_PRINTED), StandardCharsets.UTF_8).strip();
      return quality(printed, process.exitValue());
    } catch (IOException e) {
      throw new Ungraded("the grader " + command.getFirst() + " can't be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Ungraded("the grader " + command.getFirst() + " was interrupted");
    }
  }

  private static void give(String answer, Process process) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(answer.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // it may not want to read
    }
  }

  private double quality(String printed, int code) throws Ungraded {
    if (printed.isEmpty() && (code == 0 || code == 1)) {
      return 1 - code;
    }
    try {
      double quality = Double.parseDouble(printed);
      if (code == 0 && quality >= 0 && quality <= 1) {
        return quality;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new Ungraded("the grader " + command.getFirst()
        + " must print a number from 0 to 1, or nothing and end with 0 or 1; it ended with " + code);
  }
}
