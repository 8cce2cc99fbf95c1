package dev.pointsman.lab.train;

import dev.pointsman.identity.ChoiceNet;
import dev.pointsman.identity.Identity;
import dev.pointsman.lab.train.ResponseTrainer.Preferences;
import dev.pointsman.lab.train.ResponseTrainer.Trained;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.CostModel;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicySpec.LlmBanditSpec;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// Trains LLM Bandit on a table: identities first, then with them frozen the net that chooses.
///
/// Source: arXiv 2502.02743.
public final class IdentityTrainer {
  private IdentityTrainer() {}

  /// What is trained, and how.
  ///
  /// @param responses of the first stage
  /// @param choice of the second; none where the best guess is to be taken
  public record Settings(ResponseTrainer.Settings responses, Optional<ChoiceTrainer.Settings> choice) {
    /// What was found on splits inside train parts.
    public static final Settings DEFAULT = new Settings(ResponseTrainer.Settings.DEFAULT,
        Optional.of(ChoiceTrainer.Settings.DEFAULT));
  }

  /// Trains both stages. One training at a time in the whole process, which is all that the autodiff library can do.
  ///
  /// @param data every outcome is learned from
  /// @param costs what calls are expected to cost
  /// @param preferences between models, which may be other models too
  /// @param stepped told after each of [#steps]
  public static Policy train(LlmBanditSpec spec, Settings settings, Dataset data, CostModel costs,
      List<Preferences> preferences, long seed, Runnable stepped) {
    List<Policy> trained = new ArrayList<>();
    Torch.alone(() -> {
      Trained identities = ResponseTrainer.train(settings.responses, List.of(responses(data)), preferences, seed,
          stepped);
      trained.add(policy(spec, identities,
          settings.choice.map(choice -> ChoiceTrainer.train(choice, data, identities, costs, seed, stepped))));
    });
    return trained.getFirst();
  }

  /// How many steps a training takes.
  public static int steps(Settings settings, Dataset data) {
    return ResponseTrainer.steps(settings.responses, List.of(responses(data)))
        + settings.choice.map(ChoiceTrainer.Settings::all).orElse(0);
  }

  /// The policy of what was trained.
  public static Policy policy(LlmBanditSpec spec, Trained trained, Optional<ChoiceNet> choice) {
    SequencedMap<Arm, Identity> known = new LinkedHashMap<>();
    trained.identities().forEach((name, identity) -> known.put(new Arm(name), identity));
    return spec.trained(trained.model(), known, choice);
  }

  /// What a data set's models made of its prompts.
  public static Responses responses(Dataset data) {
    double[][] scores = new double[data.size()][data.models().size()];
    List<FeatureVector> features = new ArrayList<>();
    for (int row = 0; row < scores.length; row++) {
      features.add(data.features(row));
      for (int m = 0; m < scores[row].length; m++) {
        scores[row][m] = data.isCandidate(row, m) ? data.quality(row, m) : Double.NaN;
      }
    }
    return new Responses(data.models(), features, scores);
  }
}
