package dev.pointsman.policy;

import dev.pointsman.routing.Preference;
import java.util.Arrays;

/// What a choice rule sees of `K` candidates: beliefs, costs and the caller's preference, arrays by candidate.
///
/// @param quality mean of the belief about each quality, length `K`
/// @param deviation standard deviation of that belief, length `K`
/// @param costUsd expected cost in dollars, length `K`
/// @param preference how quality and cost are joined
/// @param rounds how many judged rounds the beliefs rest on
@SuppressWarnings("ArrayRecordComponent") // lives for one decision and is never compared
record Outlook(double[] quality, double[] deviation, double[] costUsd, Preference preference, double rounds) {
  int size() {
    return quality.length;
  }

  /// The same with every deviation so many times as large.
  Outlook withDeviationsTimes(double factor) {
    return new Outlook(quality, Arrays.stream(deviation).map(d -> factor * d).toArray(), costUsd, preference, rounds);
  }

  /// Predicted rewards, length `K`.
  double[] scores() {
    return scores(preference);
  }

  /// Predicted rewards at another preference, length `K`.
  double[] scores(Preference other) {
    double[] scores = new double[quality.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = other.reward(quality[i], costUsd[i]);
    }
    return scores;
  }

  /// The best guess: the highest score, of equals the cheapest, then the first.
  int best(double[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best] || (scores[i] == scores[best] && costUsd[i] < costUsd[best])) {
        best = i;
      }
    }
    return best;
  }
}
