package dev.pointsman.fleet.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.lab.data.DataException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Prompt files are read as their notation says, and a malformed one is refused with its line.
class TopicFileTest {
  private static final String GOOD = """
      # a comment
      answer: 10
      keywords: ring gold

      [slot metal]
      gold
      silver from {town}
      [slot town]
      Ur
      [easy]
      Forge a ring of {metal}, please.
      [medium]
      {^metal} and {metal:2}: which one melts first in {5..5} ovens?\\nSay \\{why}.
      [hard]
      Do both of them. {demands}\\n\\nThen stop it.
      [demands]
      Use no fire at all.
      """;

  private static Topic topic(String text) {
    return TopicFile.parse("t.txt", text).topic("smithing", new Vocabulary(Map.of()));
  }

  private static Set<String> drawn(Topic topic) {
    var random = new SplittableRandom(1);
    return Stream.generate(() -> new Draft(topic, random).write()).limit(300).collect(Collectors.toSet());
  }

  @Test
  void placesAreFilledAsTheNotationSays() {
    assertThat(drawn(topic(GOOD))).containsExactlyInAnyOrder(
        "Forge a ring of gold, please.",
        "Forge a ring of gold, please. Use no fire at all.",
        "Forge a ring of silver from Ur, please.",
        "Forge a ring of silver from Ur, please. Use no fire at all.",
        "Gold and silver from Ur: which one melts first in 5 ovens?\nSay {why}.",
        "Gold and silver from Ur: which one melts first in 5 ovens?\nSay {why}. Use no fire at all.",
        "Silver from Ur and gold: which one melts first in 5 ovens?\nSay {why}.",
        "Silver from Ur and gold: which one melts first in 5 ovens?\nSay {why}. Use no fire at all.",
        "Do both of them.\n\nThen stop it.",
        "Do both of them. Use no fire at all.\n\nThen stop it.");
  }

  @Test
  void difficultyIsTheTemplatesAndTheDemands() {
    var source = new PromptSource(List.of(topic(GOOD)));
    assertThat(source.read("Forge a ring of tin, please.").difficulty()).isEqualTo(0.1);
    assertThat(source.read("Do both of them. Use no fire at all.\n\nThen stop it.").difficulty()).isEqualTo(0.7);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "answer: 10 | answer: ten | t.txt: answer is 'ten'; expected a number of tokens",
      "answer: 10 | reply: 10 | t.txt:2: 'reply: 10' is no setting",
      "answer: 10 | # | t.txt: the setting 'answer:' is missing",
      "[easy] | [simple] | t.txt:10: [simple] is no section; expected [slot NAME]",
      "[demands] | # | t.txt: the section [demands] is missing or empty",
      "[hard] | [easy] | t.txt:14: the section stands in this file already",
      "{metal}, | {metall}, | t.txt:11: there is no slot {metall}; known are [metal, town]",
      "{metal}, | {Metal}, | t.txt:11: {Metal} is neither a slot",
      "{5..5} | {5..4} | t.txt:13: {5..4} is neither a slot",
      "{metal:2} | {metal:3} | t.txt:13: {metal:3} asks for more values than the slot's 2",
      "Ur | Ur of {metal} | t.txt:7: the slot {town} contains itself"})
  void aMalformedFileIsRefusedWithItsLine(String part, String by, String complaint) {
    assertThatThrownBy(() -> topic(GOOD.replaceFirst(Pattern.quote(part),
        Matcher.quoteReplacement(by)))).isInstanceOf(DataException.class)
        .hasMessageStartingWith(complaint);
  }

  @Test
  void anEntryThatCannotBeRecognizedIsRefused() {
    Topic topic = topic(GOOD.replace("Forge a ring of {metal}, please.", "Forge {metal}."));
    assertThatThrownBy(() -> new PromptSource(List.of(topic))).isInstanceOf(DataException.class)
        .hasMessageContaining("without three words in a row of their own: [smithing: Forge ....]");
  }
}
