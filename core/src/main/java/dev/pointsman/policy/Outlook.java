package dev.pointsman.policy;

import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.Preference;
import java.util.List;

/// What a choice rule sees of `K` candidates: beliefs, costs and the caller's preference, arrays by candidate.
///
/// @param quality mean of the belief about each quality, length `K`
/// @param deviation standard deviation of that belief, length `K`
/// @param costUsd expected cost in dollars, length `K`
/// @param preference how quality and cost are joined
/// @param rounds how many judged rounds the beliefs rest on
/// @param judged how well each new candidate is known, in judgements; infinite where it is not new, length `K`
@SuppressWarnings("ArrayRecordComponent") // lives for one decision and is never compared
record Outlook(double[] quality, double[] deviation, double[] costUsd, Preference preference, double rounds,
    double[] judged) {
  /// Of what is believed of candidates; qualities are kept within `[0, 1]`.
  static Outlook of(Knowledge knowledge, List<Estimate> estimates, List<Candidate> candidates, Preference preference) {
    return new Outlook(estimates.stream().mapToDouble(e -> Math.clamp(e.mean(), 0, 1)).toArray(),
        estimates.stream().mapToDouble(Estimate::deviation).toArray(),
        candidates.stream().mapToDouble(c -> c.expectedCost().usd()).toArray(), preference, knowledge.rounds(),
        knowledge.judged(candidates));
  }

  /// The same at another preference.
  Outlook at(Preference other) {
    return new Outlook(quality, deviation, costUsd, other, rounds, judged);
  }

  int size() {
    return quality.length;
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

  /// Upper bounds of the rewards at a preference: `r + alpha sigma_r`, length `K`.
  double[] bounds(Preference other, double alpha) {
    double[] bounds = scores(other);
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] += alpha * (1 - other.costWeight()) * deviation[i];
    }
    return bounds;
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
