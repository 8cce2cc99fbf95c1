package dev.pointsman.lab.data;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/// What a parser says of a broken text, for the person who gave it: where, and what, in one line.
public final class ParserWords {
  /// What it says to programmers only.
  private static final Pattern ADVICE = Pattern
      .compile(", from `[^`]*`|: enable `.*|: maybe a \\(.*| \\(start marker at .*| \\(for \\w+ starting at .*"
          + "|: JSON spec does not .*| \\(`JsonToken[^`]*`\\)| \\(bound as .*");
  /// What it was about to do, and the text once more: the complaint is what is left.
  private static final Pattern CONTEXT = Pattern.compile("while .*|\\s.*");

  private ParserWords() {}

  /// Of JSON, such as `invalid JSON at column 7: Unrecognized token 'x'`.
  static String ofJson(JacksonException e) {
    TokenStreamLocation location = location(e);
    return "invalid JSON" + (location == null ? "" : " at column " + location.getColumnNr()) + ": " + words(e);
  }

  /// Of YAML, such as `invalid YAML: mapping values are not allowed here`.
  public static String ofYaml(JacksonException e) {
    return "invalid YAML: " + words(e);
  }

  /// The file, with the line where the parser tells it.
  public static String place(String file, JacksonException e) {
    TokenStreamLocation location = location(e);
    return location == null ? file : file + ":" + Math.max(1, location.getLineNr());
  }

  /// There is none where a limit was hit, such as that of nesting.
  private static @Nullable TokenStreamLocation location(JacksonException e) {
    return e.getLocation();
  }

  private static String words(JacksonException e) {
    String message = e.getOriginalMessage();
    return message == null
        ? "it cannot be read"
        : message.lines().filter(line -> !CONTEXT.matcher(line).matches()).findFirst()
            .map(line -> ADVICE.matcher(line).replaceAll("")).orElse("it cannot be read");
  }
}
