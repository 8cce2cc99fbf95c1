package dev.pointsman.fleet.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A text with places to be filled.
///
/// @param parts in their order
record Phrase(List<Part> parts) {
  private static final Pattern PLACE = Pattern.compile("(?<!\\\\)\\{([^{}]*)}");
  private static final Pattern SLOT = Pattern.compile("(\\^?)([a-z]+)(?::([2-9]))?");
  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})\\.\\.(\\d{1,9})");

  /// A piece of a phrase.
  sealed interface Part {}

  /// Text that stands as it is.
  record Literal(String text) implements Part {}

  /// A value of a slot.
  ///
  /// @param variant which value of that slot in the same prompt, from 1
  /// @param capital whether it starts with a capital letter
  record Slot(String name, int variant, boolean capital) implements Part {}

  /// A whole number, both ends included.
  record Range(int from, int to) implements Part {}

  /// Reads the notation that the prompt files' `README.txt` describes.
  ///
  /// @throws IllegalArgumentException if a place between braces is malformed
  static Phrase parse(String text) {
    List<Part> parts = new ArrayList<>();
    Matcher place = PLACE.matcher(text);
    int done = 0;
    while (place.find()) {
      addLiteral(parts, text.substring(done, place.start()));
      parts.add(part(place.group(1)));
      done = place.end();
    }
    addLiteral(parts, text.substring(done));
    return new Phrase(List.copyOf(parts));
  }

  private static void addLiteral(List<Part> parts, String text) {
    if (!text.isEmpty()) {
      parts.add(new Literal(text.replace("\\n", "\n").replace("\\{", "{")));
    }
  }

  private static Part part(String place) {
    Matcher slot = SLOT.matcher(place);
    if (slot.matches()) {
      int variant = slot.group(3) == null ? 1 : Integer.parseInt(slot.group(3));
      return new Slot(slot.group(2), variant, !slot.group(1).isEmpty());
    }
    Matcher range = RANGE.matcher(place);
    if (range.matches() && Integer.parseInt(range.group(1)) <= Integer.parseInt(range.group(2))) {
      return new Range(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)));
    }
    throw new IllegalArgumentException(
        "{" + place + "} is neither a slot such as {city}, {city:2} or {^city} nor a range such as {2..40}");
  }

  Stream<Slot> slots() {
    return parts.stream().filter(Slot.class::isInstance).map(Slot.class::cast);
  }

  /// The stretches of text between the places, without words that a place may prolong.
  List<String> wholeWords() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Literal(String text)) {
        texts.add(Words.whole(text, i > 0, i < parts.size() - 1));
      }
    }
    return texts;
  }
}
