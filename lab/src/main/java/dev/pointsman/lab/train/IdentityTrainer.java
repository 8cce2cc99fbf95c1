package dev.pointsman.lab.train;

import dev.pointsman.identity.Calibration;
import dev.pointsman.identity.ChoiceNet;
import dev.pointsman.identity.Identity;
import dev.pointsman.identity.Kinds;
import dev.pointsman.identity.ResponseModel;
import dev.pointsman.lab.train.ResponseTrainer.Preferences;
import dev.pointsman.lab.train.ResponseTrainer.Trained;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.CostModel;
import dev.pointsman.policy.IdentityTraining;
import dev.pointsman.policy.KernelArms;
import dev.pointsman.policy.LinearArms;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicySpec.LlmBanditSpec;
import dev.pointsman.policy.Standings;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// Trains LLM Bandit on a table: identities and what becomes of prompts that are alike, then what these foretell wrongly, then with all
/// of that frozen the net that chooses.
///
/// Source: arXiv 2502.02743.
public final class IdentityTrainer {
  private IdentityTrainer() {}

  /// What is trained, and how.
  ///
  /// @param responses of the first stage
  /// @param choice of the second; none where the best guess is to be taken in any case
  public record Settings(ResponseTrainer.Settings responses, Optional<ChoiceTrainer.Settings> choice) {
    /// What was found on splits inside train parts.
    public static final Settings DEFAULT = new Settings(ResponseTrainer.Settings.DEFAULT,
        Optional.of(ChoiceTrainer.Settings.DEFAULT));
    /// What the paper says, appendices E.3 to E.5.
    public static final Settings PUBLISHED = new Settings(ResponseTrainer.Settings.PUBLISHED,
        Optional.of(ChoiceTrainer.Settings.PUBLISHED));

    /// Those that belong to a spec.
    public static Settings of(LlmBanditSpec spec) {
      return spec.published() ? PUBLISHED : DEFAULT;
    }
  }

  /// Trains both stages.
  ///
  /// @param data every outcome is learned from
  /// @param costs what calls are expected to cost
  /// @param preferences between models, which may be other models too
  /// @param stepped told after each of [#steps]
  public static Policy train(LlmBanditSpec spec, Settings settings, Dataset data, CostModel costs,
      List<Preferences> preferences, long seed, Runnable stepped) {
    Known known = known(spec, settings.responses, data, costs, preferences, seed, stepped);
    return policy(spec, known,
        choice(settings, data).map(choice -> ChoiceTrainer.train(choice, data, known, costs, seed, stepped)));
  }

  private static Optional<ChoiceTrainer.Settings> choice(Settings settings, Dataset data) {
    return settings.choice.filter(choice -> data.outcomes() >= choice.least());
  }

  /// What is worth telling of a training, empty if nothing is.
  public static String told(Settings settings, Dataset data) {
    return settings.choice.isPresent() && choice(settings, data).isEmpty()
        ? "best guesses choose, since a net takes " + settings.choice.get().least() + " outcomes, and there are "
            + data.outcomes()
        : "";
  }

  /// What is known of models before anything chooses.
  ///
  /// @param alike what becomes of prompts that are alike
  /// @param kinds of prompts, that corrections are learned on
  /// @param corrections regressions of quality less what is foretold
  /// @param standings of the models, as they were predicted
  /// @param predicted by row and model, quality as it is foretold and all other rows' corrections predict it; NaN where a
  ///     model is no candidate; as published what identities foretell, not calibrated
  /// @param calibrated the same as it keeps its word, by which pairs are compared in imitation
  @SuppressWarnings("ArrayRecordComponent") // read-only by agreement, compared by nobody
  public record Known(Trained identities, KernelArms alike, Kinds kinds, LinearArms corrections, Standings standings,
      double[][] predicted, double[][] calibrated) {
    /// The same for [Dataset#only] some models.
    ///
    /// @param columns of the models, by index
    public Known only(int... columns) {
      return new Known(identities, alike, kinds, corrections, standings, only(predicted, columns),
          only(calibrated, columns));
    }

    private static double[][] only(double[][] figures, int... columns) {
      return Arrays.stream(figures).map(row -> IntStream.of(columns).mapToDouble(m -> row[m]).toArray())
          .filter(row -> !Arrays.stream(row).allMatch(Double::isNaN)).toArray(double[][]::new);
    }
  }

  /// Trains identities, fits likeness, and fits a regression a model to what comes out otherwise than fits that did not see the prompt
  /// foretold. As published, identities alone.
  ///
  /// @param stepped told after each of [ResponseTrainer#steps]
  public static Known known(LlmBanditSpec spec, ResponseTrainer.Settings settings, Dataset data, CostModel costs,
      List<Preferences> preferences, long seed, Runnable stepped) {
    Trained identities = ResponseTrainer.train(settings, List.of(responses(data)), preferences, seed, stepped);
    if (spec.published()) {
      return published(spec, identities, data, costs);
    }
    Kinds kinds = kinds(data, seed);
    double[][] byIdentity = unseen(data, identities);
    KernelTrainer.Fitted alike = KernelTrainer.fit(data, byIdentity, seed);
    var trainer = new TableTrainer(data, foretold(byIdentity, alike.predicted()), kinds);
    LinearArms corrections = trainer.quality(List.of(spec.corrections(data.features(), kinds)), costs);
    double[][] predicted = IntStream.range(0, data.size()).mapToObj(row -> trainer.leftOut(corrections, row))
        .toArray(double[][]::new);
    return new Known(identities, alike.arms(), kinds, corrections, standings(data, predicted, trainer.expected(costs)),
        predicted, predicted);
  }

  private static Known published(LlmBanditSpec spec, Trained identities, Dataset data, CostModel costs) {
    double[][] calibrated = foretold(data, identities);
    Trained plain = new Trained(identities.model().calibrated(Calibration.NONE), identities.identities(),
        identities.unseen());
    double[][] predicted = foretold(data, plain);
    return new Known(plain, KernelArms.NONE, Kinds.NONE,
        LinearArms.of(spec.corrections(data.features(), Kinds.NONE), 1),
        standings(data, predicted, new TableTrainer(data).expected(costs)), predicted, calibrated);
  }

  private static Kinds kinds(Dataset data, long seed) {
    return Clusters.kinds(IntStream.range(0, data.size()).mapToObj(data::features).toList(), seed);
  }

  private static Standings standings(Dataset data, double[][] predicted, double[][] expected) {
    return new Standings(means(data, predicted), means(data, expected));
  }

  private static Standings.Lately means(Dataset data, double[][] figures) {
    SequencedMap<Arm, Standings.Mean> means = new LinkedHashMap<>();
    for (int m = 0; m < data.models().size(); m++) {
      int model = m;
      int[] rows = IntStream.range(0, data.size()).filter(row -> data.isCandidate(row, model)).toArray();
      if (rows.length > 0) {
        means.put(data.arms().get(m), new Standings.Mean(
            IntStream.of(rows).mapToDouble(row -> figures[row][model]).average().orElseThrow(), rows.length));
      }
    }
    return new Standings.Lately(means);
  }

  private static double[][] foretold(double[][] byIdentity, double[][] byLikeness) {
    return IntStream.range(0, byIdentity.length)
        .mapToObj(row -> IntStream.range(0, byIdentity[row].length).mapToDouble(m -> Double.isNaN(byLikeness[row][m])
            ? byIdentity[row][m]
            : IdentityTraining.foretold(byIdentity[row][m], byLikeness[row][m])).toArray())
        .toArray(double[][]::new);
  }

  /// What identities foretold of each prompt by fits that did not see it, or where there was none by the one that did.
  private static double[][] unseen(Dataset data, Trained identities) {
    double[][] seen = foretold(data, identities);
    double[][] unseen = identities.unseen().getFirst();
    return IntStream.range(0, data.size()).mapToObj(row -> IntStream.range(0, seen[row].length)
        .mapToDouble(m -> Double.isNaN(unseen[row][m]) ? seen[row][m] : unseen[row][m]).toArray())
        .toArray(double[][]::new);
  }

  /// What identities foretell of each prompt, by the fit that saw it.
  private static double[][] foretold(Dataset data, Trained identities) {
    ResponseModel model = identities.model();
    List<double[]> projected = data.models().stream()
        .map(name -> model.project(identities.identity(name).mean())).toList();
    return IntStream.range(0, data.size()).mapToObj(row -> {
      double[] read = model.read(data.features(row));
      return projected.stream().mapToDouble(identity -> model.quality(read, identity)).toArray();
    }).toArray(double[][]::new);
  }

  /// How many steps a training takes.
  public static int steps(Settings settings, Dataset data) {
    return ResponseTrainer.steps(settings.responses, List.of(responses(data)))
        + choice(settings, data).map(ChoiceTrainer.Settings::all).orElse(0);
  }

  /// The policy of what was trained.
  public static Policy policy(LlmBanditSpec spec, Known trained, Optional<ChoiceNet> choice) {
    SequencedMap<Arm, Identity> known = new LinkedHashMap<>();
    trained.identities.identities().forEach((name, identity) -> known.put(new Arm(name), identity));
    return spec.trained(new IdentityTraining(trained.identities.model(), known, trained.alike, trained.kinds, choice,
        trained.corrections, trained.standings));
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
