package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.linear.SymmetricMatrix;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// What judges' preferences between answers say of models, before any answer of theirs was judged here: a projection of
/// prompts, and in the same space an embedding of each model. Immutable.
///
/// A model's *strength* on a prompt is `level + embedding . psi`, where `psi` is the projected prompt, brought to length 1
/// if the score is a cosine. The chance that one model's answer is preferred to another's is the logistic function of
/// the difference of their strengths.
///
/// Source: PILOT, arXiv 2508.21141, stage A.
///
/// @param projection of prompts
/// @param score how prompt and model are compared
/// @param beliefs by model; models without preferences are not in it
public record PreferencePrior(QueryProjection projection, PilotScore score, SequencedMap<Arm, Belief> beliefs)
    implements
      ArmPrior {
  /// What is believed of one model.
  ///
  /// @param level of its strength on any prompt, in logits; 0 where the score is a cosine
  /// @param embedding `theta`, length `m`; of length 1 where the score is a cosine
  /// @param accuracy share of preferences between it and others, of prompts that were not learned from, that these beliefs
  ///     foretell, in `[0, 1]`
  @SuppressWarnings("ArrayRecordComponent") // read-only by agreement, compared by nobody
  public record Belief(double level, double[] embedding, double accuracy) {}

  public PreferencePrior {
    beliefs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(beliefs));
  }

  /// No preferences at all.
  ///
  /// @param features length of the feature vectors
  public static PreferencePrior none(PilotScore score, int features) {
    return new PreferencePrior(QueryProjection.identity(features), score, new LinkedHashMap<>());
  }

  /// What is believed of a model; empty where no preferences speak of it.
  public Optional<Belief> belief(Arm arm) {
    return Optional.ofNullable(((Map<Arm, Belief>) beliefs).get(arm));
  }

  /// Each model's strength on a prompt less the mean over all that there are beliefs about, in logits; 0 for a model without
  /// preferences.
  ///
  /// @param features length `d`
  public double[] advantages(List<Arm> models, FeatureVector features) {
    double[] advantages = new double[models.size()];
    if (beliefs.isEmpty()) {
      return advantages;
    }
    double[] psi = score == PilotScore.COSINE ? projection.direction(features) : projection.apply(features);
    double mean = beliefs.values().stream().mapToDouble(belief -> strength(belief, psi)).average().orElse(0);
    for (int i = 0; i < advantages.length; i++) {
      advantages[i] = belief(models.get(i)).map(belief -> strength(belief, psi) - mean).orElse(0.0);
    }
    return advantages;
  }

  private static double strength(Belief belief, double[] psi) {
    return belief.level + SymmetricMatrix.dot(belief.embedding, psi);
  }

  /// The mean accuracy over models; one half where there are none.
  double accuracy() {
    return beliefs.values().stream().mapToDouble(Belief::accuracy).average().orElse(0.5);
  }

  @Override
  public int size() {
    return beliefs.size();
  }

  @Override
  public int features() {
    return projection.inputs();
  }

  @Override
  public PreferencePrior inverted() {
    SequencedMap<Arm, Belief> contrary = new LinkedHashMap<>();
    beliefs.forEach((arm, belief) -> {
      double[] opposite = new double[belief.embedding.length];
      for (int i = 0; i < opposite.length; i++) {
        opposite[i] = -belief.embedding[i];
      }
      contrary.put(arm, new Belief(-belief.level, opposite, belief.accuracy));
    });
    return new PreferencePrior(projection, score, contrary);
  }

  @Override
  public PreferencePrior shuffled(RandomGenerator random) {
    List<Belief> drawn = new ArrayList<>(beliefs.values());
    Collections.shuffle(drawn, Random.from(random));
    SequencedMap<Arm, Belief> worthless = new LinkedHashMap<>();
    beliefs.keySet().forEach(arm -> worthless.put(arm, drawn.get(worthless.size())));
    return new PreferencePrior(projection, score, worthless);
  }

  @Override
  public PreferencePrior renamed(UnaryOperator<Arm> names) {
    SequencedMap<Arm, Belief> renamed = new LinkedHashMap<>();
    beliefs.forEach((arm, belief) -> renamed.put(names.apply(arm), belief));
    return new PreferencePrior(projection, score, renamed);
  }

  @Override
  public void save(StateWriter out) {
    projection.save(out);
    out.put(score.name()).put((long) beliefs.size());
    beliefs.forEach((arm, belief) -> out.put(arm.id()).put(belief.level).put(belief.embedding).put(belief.accuracy));
  }

  static PreferencePrior read(StateReader in) {
    QueryProjection projection = QueryProjection.read(in);
    PilotScore score = PilotScore.valueOf(in.text());
    SequencedMap<Arm, Belief> beliefs = new LinkedHashMap<>();
    for (long left = in.whole(); left > 0; left--) {
      beliefs.put(new Arm(in.text()), new Belief(in.number(), in.numbers(projection.outputs()), in.number()));
    }
    return new PreferencePrior(projection, score, beliefs);
  }
}
