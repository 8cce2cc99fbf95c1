package dev.pointsman.fleet.prompt;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Everything of which the prompts of one topic are made.
///
/// @param name one word
/// @param answerTokens tokens of a typical answer
/// @param keywords words by which a typed prompt is told to be of this topic
/// @param vocabulary its own slots and the shared ones
/// @param templates at least one
/// @param demands sentences that may be added to any template
record Topic(String name, int answerTokens, Set<String> keywords, Vocabulary vocabulary, List<Template> templates,
    List<Phrase> demands) {
  /// The name of the place where the demands go.
  static final String DEMANDS = "demands";

  /// Every phrase that a prompt's difficulty is read from.
  Stream<Phrase> frames() {
    return Stream.concat(templates.stream().map(Template::phrase), demands.stream());
  }

  /// Every value of every slot.
  Stream<Phrase> values() {
    return vocabulary.slots().values().stream().flatMap(List::stream);
  }
}
