package dev.pointsman.routing;

import java.util.Map;

/// All that a policy may look at when it decides.
///
/// @param features what the encoder made of the prompt, `d` components
/// @param preference the caller's weight on cost
/// @param maxExploration the most probability that may go to other arms than the best guess, in `[0, 1]`; 0 asks for
///     the best guess, which is taken at a cost weight of 1 too. What a gateway takes where nobody says otherwise is
///     `PolicySpec.maxExploration`
/// @param group the caller's label for prompts of a kind, said as the tag [#GROUP_TAG]; `""` where there is none
public record Context(FeatureVector features, Preference preference, double maxExploration, String group) {
  /// The tag of a request that is its group.
  public static final String GROUP_TAG = "task";

  public Context {
    if (!(maxExploration >= 0 && maxExploration <= 1)) {
      throw new IllegalArgumentException("max_exploration must lie in [0, 1]: " + maxExploration);
    }
  }

  /// A context without a group.
  public Context(FeatureVector features, Preference preference, double maxExploration) {
    this(features, preference, maxExploration, "");
  }

  /// A context with free exploration.
  public static Context of(FeatureVector features, Preference preference) {
    return new Context(features, preference, 1);
  }

  /// The same, in the group that a request's tags say.
  public Context tagged(Map<String, String> tags) {
    return new Context(features, preference, maxExploration, tags.getOrDefault(GROUP_TAG, ""));
  }

  /// The same at another preference.
  public Context withPreference(Preference other) {
    return new Context(features, other, maxExploration, group);
  }

  /// The same, asking for the best guess.
  public Context withoutExploration() {
    return new Context(features, preference, 0, group);
  }
}
