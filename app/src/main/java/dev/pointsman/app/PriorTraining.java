package dev.pointsman.app;

import dev.pointsman.encoder.Encoder;
import dev.pointsman.lab.data.Battles;
import dev.pointsman.lab.evaluate.Contender;
import dev.pointsman.lab.evaluate.Prior;
import dev.pointsman.lab.train.PreferenceTrainer;
import dev.pointsman.lab.train.ResponseTrainer;
import dev.pointsman.policy.PilotScore;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.FeatureVector;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;

/// What policies make of preferences: priors, one trained for each score that the policies at hand need, or pairs to be trained
/// on with a table.
final class PriorTraining {
  private final Battles battles;
  private final List<FeatureVector> features;
  private final long seed;
  private final Map<PilotScore, PreferenceTrainer.Trained> trained = new EnumMap<>(PilotScore.class);

  /// Encodes the prompts of the preferences.
  ///
  /// @throws UserError if there are none
  PriorTraining(Battles battles, Encoder encoder, Path cache, long seed) {
    if (encoder.length() == 0) {
      throw new UserError("--prefs needs features of prompts; take another --encoder than none");
    }
    if (battles.battles().isEmpty()) {
      throw new UserError("--prefs holds no preference between two of the models " + String.join(", ", battles.models())
          + "; give the spelling of their names with --aliases");
    }
    this.battles = battles;
    this.features = TableEvaluation.encoded(encoder, cache, battles.prompts());
    this.seed = seed;
  }

  /// The contender with what it makes of them; itself if that is nothing.
  Contender informed(Contender contender, Prior.Kind kind) {
    if (contender.isTrainedOnPairs()) {
      return contender.informed(new Prior.Pairs(new ResponseTrainer.Preferences(battles, features), kind));
    }
    return contender.spec().flatMap(PolicySpec::preferenceScore)
        .map(score -> contender.informed(new Prior.Beliefs(of(score).prior(), kind))).orElse(contender);
  }

  /// What preferences teach for a score.
  PreferenceTrainer.Trained of(PilotScore score) {
    return trained.computeIfAbsent(score, s -> {
      try (ProgressBar bar = Progress.bar("training the prior", PreferenceTrainer.STEPS)) {
        return PreferenceTrainer.train(battles, features, s, seed, bar::step);
      } catch (IllegalArgumentException e) {
        throw new UserError("--prefs: " + e.getMessage());
      }
    });
  }

  /// What was trained, in a line.
  String told() {
    StringBuilder text = new StringBuilder(battles.battles().size() + " preferences on " + battles.prompts().size()
        + " prompts");
    trained.forEach((score, t) -> text.append(String.format(Locale.ROOT, "; %s foretells %.1f %% of those left out",
        score.name().toLowerCase(Locale.ROOT), 100 * t.accuracy())));
    return text.toString();
  }
}
