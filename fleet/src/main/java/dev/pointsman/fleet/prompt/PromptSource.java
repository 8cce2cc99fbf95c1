package dev.pointsman.fleet.prompt;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Draws prompts of many topics, and reads a prompt's topic and difficulty back from its text alone; immutable.
///
/// Difficulty is nothing but what the text asks for: the template sets it, and each of up to four added demands raises it
/// by 0.1.
public final class PromptSource {
  private static final double UNKNOWN_DIFFICULTY = 0.5;

  private final List<Topic> topics;
  private final Map<String, Topic> byName;
  private final Recognition recognition;
  private final Keywords keywords;

  PromptSource(List<Topic> topics) {
    this.topics = List.copyOf(topics);
    this.byName = topics.stream().collect(Collectors.toUnmodifiableMap(Topic::name, Function.identity()));
    this.recognition = new Recognition(topics);
    this.keywords = new Keywords(topics);
  }

  /// The prompts that are shipped with the program.
  ///
  /// @throws dev.pointsman.lab.data.DataException if a prompt file is malformed
  public static PromptSource shipped() {
    return new PromptSource(PromptFiles.topics());
  }

  /// The topics' names, in order of the alphabet.
  public List<String> topics() {
    return topics.stream().map(Topic::name).sorted().toList();
  }

  /// Tokens of a typical answer to a prompt of the topic.
  ///
  /// @param topic one of [#topics()]
  public int answerTokens(String topic) {
    Topic found = byName.get(topic);
    if (found == null) {
      throw new IllegalArgumentException("there is no topic '" + topic + "'; known are " + topics());
    }
    return found.answerTokens();
  }

  /// Draws a prompt, every topic as likely as any other.
  public Prompt draw(RandomGenerator random) {
    Topic topic = topics.get(random.nextInt(topics.size()));
    return new Prompt(topic.name(), new Draft(topic, random).write());
  }

  /// What a text tells of itself. A text that is none of ours is of the topic whose words it shares, or of one that its
  /// hash picks, and of middling difficulty.
  public Reading read(String prompt) {
    return recognition.read(prompt).orElseGet(() -> guess(prompt));
  }

  private Reading guess(String prompt) {
    String topic = keywords.nearest(prompt)
        .orElseGet(() -> topics.get(Math.floorMod(prompt.hashCode(), topics.size())).name());
    return new Reading(topic, UNKNOWN_DIFFICULTY, false);
  }
}
