package dev.pointsman.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
  /// Of a text in the environment: Linux takes 128 KiB of each.
  private static final int MOST_BYTES = 100 << 10;

  /// How long what was printed is waited for after the program has ended: what it started may hold its output open for long.
  private static final Duration SETTLING = Duration.ofSeconds(1);

  public CommandGrader {
    command = List.copyOf(command);
  }

  /// Why a text of a prompt can't be given to a program; empty if it can.
  public static Optional<String> obstacle(String text) {
    if (text.indexOf('\0') >= 0) {
      return Optional.of("holds a NUL character, which no program can be given; take it out");
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return bytes <= MOST_BYTES
        ? Optional.empty()
        : Optional.of("has " + bytes + " bytes; a program is given at most " + MOST_BYTES + " (100 KiB)");
  }

  @Override
  public double grade(Item item, String answer, Purse purse) throws Ungraded {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("QUIZ_PROMPT", item.prompt());
    builder.environment().put("QUIZ_EXPECTED", item.expected().orElse(""));
    try {
      return graded(builder.start(), answer);
    } catch (IOException e) {
      throw new Ungraded("the grader " + command.getFirst() + " can't be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Ungraded("the grader " + command.getFirst() + " was interrupted");
    }
  }

  /// Pipes are waited for on threads of their own, since neither a program that does not read nor one that prints without end
  /// may hold anybody up beyond the limit.
  private double graded(Process process, String answer) throws Ungraded, IOException, InterruptedException {
    var printed = new ByteArrayOutputStream();
    Thread.ofPlatform().daemon().name("grader-in").start(() -> give(answer, process));
    Thread reader = Thread.ofPlatform().daemon().name("grader-out").start(() -> read(process, printed));
    try {
      if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new Ungraded("the grader " + command.getFirst() + " took longer than " + limit.toSeconds() + " s");
      }
      reader.join(SETTLING);
      return quality(printed.toString(StandardCharsets.UTF_8).strip(), process.exitValue());
    } finally {
      stop(process);
    }
  }

  private static void give(String answer, Process process) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(answer.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // it may not want to read
    }
  }

  /// Keeps the beginning of what is printed, and reads the rest away.
  private static void read(Process process, ByteArrayOutputStream printed) {
    byte[] piece = new byte[MOST_PRINTED];
    InputStream out = process.getInputStream();
    try {
      for (int length = out.read(piece); length >= 0; length = out.read(piece)) {
        printed.write(piece, 0, Math.min(length, MOST_PRINTED - printed.size()));
      }
    } catch (IOException e) {
      // it is closed once the program has ended
    }
  }

  /// Ends a program and what it started, where they have not ended.
  private static void stop(Process process) throws IOException {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
    process.getInputStream().close();
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
