package dev.pointsman.routing;

import java.util.Comparator;
import java.util.List;

/// A chosen candidate, the probability of the choice, and what was thought of each candidate.
///
/// @param chosen one of the appraised candidates
/// @param propensity the probability with which the policy chose it, in `(0, 1]`
/// @param appraisals one per candidate, in the order they were offered; their propensities sum to 1
public record Decision(Candidate chosen, double propensity, List<Appraisal> appraisals) {
  /// What scores may be off by.
  private static final double ROUNDING = 1e-6;

  public Decision {
    if (!(propensity > 0 && propensity <= 1)) {
      throw new IllegalArgumentException("a propensity must lie in (0, 1]: " + propensity);
    }
    appraisals = List.copyOf(appraisals);
    if (appraisals.stream().noneMatch(a -> a.candidate().equals(chosen))) {
      throw new IllegalArgumentException("the chosen " + chosen.arm() + " was not appraised");
    }
  }

  /// Whether another candidate had a higher score, so that this choice was made to learn.
  public boolean explored() {
    return appraisals.stream().mapToDouble(Appraisal::score).max().orElse(0) > appraisal(chosen.arm()).score();
  }

  /// Whether scores are the rewards of a preference; not so where the policy has a scale of its own.
  public boolean isScoredBy(Preference preference) {
    return appraisals.stream().allMatch(a -> Math.abs(a.score() - preference.reward(
        Math.clamp(a.quality().mean(), 0, 1), a.candidate().expectedCost().usd())) < ROUNDING);
  }

  /// What was thought of an arm.
  ///
  /// @throws IllegalArgumentException if it was no candidate
  public Appraisal appraisal(Arm arm) {
    return appraisals.stream().filter(a -> a.candidate().arm().equals(arm)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException(arm + " was no candidate"));
  }

  /// The candidates to try in turn: the chosen one, then the others by falling score.
  public List<Candidate> ranking() {
    return appraisals.stream()
        .sorted(Comparator.comparing((Appraisal a) -> !a.candidate().equals(chosen))
            .thenComparing(Comparator.comparingDouble(Appraisal::score).reversed()))
        .map(Appraisal::candidate).toList();
  }
}
