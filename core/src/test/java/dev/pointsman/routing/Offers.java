package dev.pointsman.routing;

import java.util.stream.IntStream;

/// Candidates and decisions made up for tests.
final class Offers {
  private Offers() {}

  static Arm arm(int number) {
    return new Arm("arm-" + number);
  }

  /// The decision for arm `chosen` among arms with the given scores, all alike probable.
  static Decision decision(int chosen, double... scores) {
    var appraisals = IntStream.range(0, scores.length).mapToObj(i -> new Appraisal(
        Candidate.listed(arm(i), new Money(1000)), new Estimate(0.5, 0.1), scores[i], 1.0 / scores.length)).toList();
    return new Decision(appraisals.get(chosen).candidate(), 1.0 / scores.length, appraisals);
  }

  static Context context() {
    return Context.of(FeatureVector.of(1, 0), new Preference(0.5, new Money(1000)));
  }
}
