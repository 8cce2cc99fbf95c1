package dev.pointsman.fleet.prompt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/// One prompt while it is written: remembers what each slot stands for, so that a name stays the same throughout.
final class Draft {
  private static final int MOST_DEMANDS = 4;

  private final Topic topic;
  private final RandomGenerator random;
  private final Map<String, List<Integer>> drawn = new HashMap<>();
  private final Map<Phrase.Slot, String> written = new HashMap<>();

  Draft(Topic topic, RandomGenerator random) {
    this.topic = topic;
    this.random = random;
  }

  /// Writes a prompt from a template and none to four of the topic's demands.
  String write() {
    Template template = topic.templates().get(random.nextInt(topic.templates().size()));
    String demands = demands();
    written.put(new Phrase.Slot(Topic.DEMANDS, 1, false), demands);
    String text = fill(template.phrase());
    if (demands.isEmpty() || template.phrase().slots().anyMatch(slot -> slot.name().equals(Topic.DEMANDS))) {
      return text.replace(" \n", "\n").strip();
    }
    return text + (text.contains("\n\n") ? "\n\n" : " ") + demands;
  }

  private String demands() {
    List<Phrase> left = new ArrayList<>(topic.demands());
    int count = random.nextInt(Math.min(MOST_DEMANDS, left.size()) + 1);
    List<String> chosen = new ArrayList<>();
    while (chosen.size() < count) {
      chosen.add(fill(left.remove(random.nextInt(left.size()))));
    }
    return String.join(" ", chosen);
  }

  private String fill(Phrase phrase) {
    StringBuilder text = new StringBuilder();
    for (Phrase.Part part : phrase.parts()) {
      text.append(switch (part) {
        case Phrase.Literal(String literal) -> literal;
        case Phrase.Range(int from, int to) -> Integer.toString(random.nextInt(from, to + 1));
        case Phrase.Slot(String name, int variant, boolean capital) when capital ->
          capitalized(value(new Phrase.Slot(name, variant, false)));
        case Phrase.Slot slot -> value(slot);
      });
    }
    return text.toString();
  }

  private String value(Phrase.Slot slot) {
    String known = written.get(slot);
    if (known != null) {
      return known;
    }
    String fresh = fill(another(slot.name()));
    written.put(slot, fresh);
    return fresh;
  }

  /// A value of the slot that this prompt has not used.
  private Phrase another(String slot) {
    List<Phrase> values = topic.vocabulary().values(slot);
    List<Integer> used = drawn.computeIfAbsent(slot, _ -> new ArrayList<>());
    int index = random.nextInt(values.size());
    while (used.contains(index)) {
      index = (index + 1) % values.size();
    }
    used.add(index);
    return values.get(index);
  }

  private static String capitalized(String text) {
    return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
