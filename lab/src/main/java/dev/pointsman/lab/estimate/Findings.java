package dev.pointsman.lab.estimate;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// What a log says of a target policy.
///
/// @param quality of the rated rows
/// @param costUsd of all used rows, dollars a request
/// @param read rows of the log
/// @param used rows with an answer by the chosen arm, which the target could have chosen too
/// @param leftOut the others by reason, none of count 0
/// @param unsupported the share of the target's probability that lay on candidates of propensity 0, on the rows that were
///     left out for it
/// @param rated how unevenly answers were rated
public record Findings(Outcome quality, Outcome costUsd, long read, long used, Map<LeftOut, Long> leftOut,
    double unsupported, Rated rated) {
  /// Shares of the used rows that were rated, in `[0, 1]`, of the arms that the target would choose.
  ///
  /// @param least of the arm whose answers were rated least
  /// @param most of the arm whose answers were rated most
  public record Rated(double least, double most) {}

  /// Estimates of one kind of outcome.
  ///
  /// @param values by estimator
  /// @param overlap what they rest on
  public record Outcome(Map<Estimator, Value> values, Overlap overlap) {
    static Outcome of(Measure measure, double most, long seed) {
      Map<Estimator, Value> values = new EnumMap<>(Estimator.class);
      for (Estimator estimator : Estimator.values()) {
        values.put(estimator, measure.value(estimator, seed).within(0, most));
      }
      return new Outcome(values, measure.overlap());
    }

    /// What an estimator says.
    public Value value(Estimator estimator) {
      return Objects.requireNonNull(values.get(estimator));
    }

    /// Whether all outcomes that count are alike.
    boolean isFlat() {
      Value among = value(Estimator.SNIPS);
      return among.low() == among.high();
    }

    boolean isBounded() {
      return values.values().stream().allMatch(Value::isBounded);
    }
  }
}
