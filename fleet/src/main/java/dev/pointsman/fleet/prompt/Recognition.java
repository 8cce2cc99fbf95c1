package dev.pointsman.fleet.prompt;

import dev.pointsman.lab.data.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Finds in a text the template that it was drawn from and the demands that it carries, by the runs of three words that
/// no other entry has. One pass over the text.
final class Recognition {
  private static final int DEMAND_PERCENT = 10;
  private static final int SEVERAL = -1;

  /// A template or a demand.
  ///
  /// @param topic the topic's name
  /// @param percent the difficulty that it adds, in hundredths
  /// @param demand whether it is a demand
  private record Frame(String topic, Phrase phrase, int percent, boolean demand) {}

  private final List<Frame> frames = new ArrayList<>();
  private final Map<Long, Integer> owners = new HashMap<>();
  private final int[] anchors;

  /// @throws DataException if a template or demand has no run of three words of its own
  Recognition(List<Topic> topics) {
    topics.forEach(this::add);
    for (int i = 0; i < frames.size(); i++) {
      claim(runs(frames.get(i).phrase()), i);
    }
    topics.stream().flatMap(Topic::values).forEach(value -> claim(runs(value), SEVERAL));
    anchors = new int[frames.size()];
    owners.values().stream().filter(owner -> owner != SEVERAL).forEach(owner -> anchors[owner]++);
    checkAnchors();
  }

  private void add(Topic topic) {
    topic.templates().forEach(
        template -> frames.add(new Frame(topic.name(), template.phrase(), template.level().percent(), false)));
    topic.demands().forEach(demand -> frames.add(new Frame(topic.name(), demand, DEMAND_PERCENT, true)));
  }

  private static LongStream runs(Phrase phrase) {
    return phrase.wholeWords().stream().flatMapToLong(text -> Arrays.stream(Words.runs(text))).distinct();
  }

  private void claim(LongStream runs, int owner) {
    runs.forEach(run -> owners.merge(run, owner, (_, _) -> SEVERAL));
  }

  private void checkAnchors() {
    List<String> bare = IntStream.range(0, anchors.length).filter(i -> anchors[i] == 0).mapToObj(frames::get)
        .map(frame -> frame.topic() + ": " + String.join("...", frame.phrase().wholeWords())).toList();
    if (!bare.isEmpty()) {
      throw new DataException("prompt files have entries without three words in a row of their own: " + bare);
    }
  }

  /// What the text tells, if most of one template's own words stand in it.
  Optional<Reading> read(String text) {
    int[] hits = hits(text);
    return template(hits).map(template -> new Reading(template.topic(), difficulty(template, hits), true));
  }

  private int[] hits(String text) {
    int[] hits = new int[frames.size()];
    for (long run : Words.runs(text)) {
      int owner = owners.getOrDefault(run, SEVERAL);
      if (owner != SEVERAL) {
        hits[owner]++;
      }
    }
    return hits;
  }

  private Optional<Frame> template(int[] hits) {
    int best = SEVERAL;
    for (int i = 0; i < hits.length; i++) {
      boolean found = !frames.get(i).demand() && isMost(hits, i);
      if (found && (best == SEVERAL || hits[i] > hits[best])) {
        best = i;
      }
    }
    return best == SEVERAL ? Optional.empty() : Optional.of(frames.get(best));
  }

  private boolean isMost(int[] hits, int frame) {
    return 2 * hits[frame] > anchors[frame];
  }

  private double difficulty(Frame template, int[] hits) {
    int percent = template.percent();
    for (int i = 0; i < hits.length; i++) {
      Frame frame = frames.get(i);
      percent += frame.demand() && frame.topic().equals(template.topic()) && isMost(hits, i) ? frame.percent() : 0;
    }
    return Math.min(100, percent) / 100.0;
  }
}
