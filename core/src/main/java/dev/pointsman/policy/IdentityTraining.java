package dev.pointsman.policy;

import dev.pointsman.identity.ChoiceNet;
import dev.pointsman.identity.Identity;
import dev.pointsman.identity.Kinds;
import dev.pointsman.identity.ResponseModel;
import dev.pointsman.routing.Arm;
import java.util.Optional;
import java.util.SequencedMap;

/// What a training of LLM Bandit gives.
///
/// @param responses foretells quality from identities
/// @param known identities by arm
/// @param alike foretells quality of arms whose outcomes were known, from prompts that are alike
/// @param kinds of prompts, that corrections are learned on
/// @param choice the net that chooses; without one the best guess is taken
/// @param corrections regressions of quality less what is foretold, from [PolicySpec.LlmBanditSpec#corrections]
/// @param standings of the arms on the prompts that were learned from
public record IdentityTraining(ResponseModel responses, SequencedMap<Arm, Identity> known, KernelArms alike,
    Kinds kinds,
    Optional<ChoiceNet> choice, LinearArms corrections, Standings standings) {
  /// What likeness counts in what is foretold, beside identities.
  private static final double LIKENESS = 0.8;

  /// What is foretold of an arm that both tell of.
  ///
  /// @param byIdentity foretold quality, in `[0, 1]`
  /// @param byLikeness foretold quality, near `[0, 1]`
  /// @return in `[0, 1]`
  public static double foretold(double byIdentity, double byLikeness) {
    return Math.clamp((1 - LIKENESS) * byIdentity + LIKENESS * byLikeness, 0, 1);
  }
}
