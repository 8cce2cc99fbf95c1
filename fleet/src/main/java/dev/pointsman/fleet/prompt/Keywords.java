package dev.pointsman.fleet.prompt;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Tells the topic of a text by its words: a topic's keywords count most, words that few topics use count some.
final class Keywords {
  private static final double KEYWORD = 2;
  private static final int FEW = 3;

  private final List<Topic> topics;
  private final Map<Long, double[]> votes = new HashMap<>();

  Keywords(List<Topic> topics) {
    this.topics = topics;
    for (int i = 0; i < topics.size(); i++) {
      Topic topic = topics.get(i);
      LongStream words = topic.frames().flatMap(phrase -> phrase.wholeWords().stream())
          .flatMapToLong(text -> Arrays.stream(Words.of(text)));
      vote(words, i, 1);
    }
    votes.values().forEach(Keywords::discount);
    for (int i = 0; i < topics.size(); i++) {
      vote(Arrays.stream(Words.of(String.join(" ", topics.get(i).keywords()))), i, KEYWORD);
    }
  }

  private void vote(LongStream words, int topic, double weight) {
    words.distinct().forEach(word -> votes.computeIfAbsent(word, _ -> new double[topics.size()])[topic] += weight);
  }

  /// Shares a word's vote among the topics that use it, and takes it away where these are many.
  private static void discount(double[] vote) {
    double users = Arrays.stream(vote).sum();
    for (int i = 0; i < vote.length; i++) {
      vote[i] = users > FEW ? 0 : vote[i] / users;
    }
  }

  /// The name of the topic with the most votes; empty if no word has any.
  Optional<String> nearest(String text) {
    double[] sums = new double[topics.size()];
    Arrays.stream(Words.of(text)).distinct().forEach(word -> add(sums, votes.get(word)));
    int best = 0;
    for (int i = 1; i < sums.length; i++) {
      best = sums[i] > sums[best] ? i : best;
    }
    return sums[best] > 0 ? Optional.of(topics.get(best).name()) : Optional.empty();
  }

  private static void add(double[] sums, double @Nullable [] votes) {
    for (int i = 0; votes != null && i < sums.length; i++) {
      sums[i] += votes[i];
    }
  }
}
