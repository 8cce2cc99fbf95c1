package dev.pointsman.lab.train;

import dev.pointsman.lab.data.Battles;
import dev.pointsman.policy.PilotScore;
import dev.pointsman.policy.PreferencePrior;
import dev.pointsman.policy.QueryProjection;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Makes a preference prior of preferences: first a projection of prompts, then, with it frozen, an embedding of each model.
/// A fifth of the prompts is left out of both; how many of their preferences are foretold is the accuracy of each belief.
///
/// Two phases, because fitting both sides of a product at once chases a moving target.
///
/// Source: PILOT, arXiv 2508.21141, stage A.
public final class PreferenceTrainer {
  /// How many steps a training takes.
  public static final int STEPS = TripletTrainer.STEPS + EmbeddingTrainer.STEPS;
  private static final int LEFT_OUT = 5;

  private PreferenceTrainer() {}

  /// What was trained.
  ///
  /// @param prior beliefs about the models that preferences speak of
  /// @param battles how many preferences were learned from
  /// @param accuracy share of the preferences on prompts that were left out that it foretells; NaN if there are none
  public record Trained(PreferencePrior prior, long battles, double accuracy) {}

  /// Trains.
  ///
  /// @param features by prompt of the battles
  /// @param stepped told after each of [#STEPS]
  /// @throws IllegalArgumentException if there are too few preferences: none, or no model that both won and lost
  public static Trained train(Battles battles, List<FeatureVector> features, PilotScore score, long seed,
      Runnable stepped) {
    var random = new SplittableRandom(seed);
    Set<Integer> leftOut = leftOut(battles.prompts().size(), random);
    Battles learned = battles.only(prompt -> !leftOut.contains(prompt));
    if (learned.battles().isEmpty() || new Triplets(learned, random.split()).isEmpty()) {
      throw new IllegalArgumentException(
          "there are too few preferences between these models: " + learned.battles().size());
    }
    QueryProjection projection = TripletTrainer.train(learned, features, random, stepped);
    if (score == PilotScore.LINEAR) {
      projection = standardised(projection, features, leftOut);
    }
    QueryProjection frozen = projection;
    double[][] psi = features.stream()
        .map(f -> score == PilotScore.COSINE ? frozen.direction(f) : frozen.apply(f)).toArray(double[][]::new);
    EmbeddingTrainer.Fitted fitted = EmbeddingTrainer.train(learned, psi, score, random, stepped);
    return judged(battles.only(leftOut::contains), learned, features, new PreferencePrior(frozen, score,
        beliefs(learned, fitted, new double[battles.models().size()])), fitted);
  }

  private static Set<Integer> leftOut(int prompts, SplittableRandom random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, prompts).boxed().toList());
    Collections.shuffle(order, Random.from(random));
    return new HashSet<>(order.subList(0, prompts / LEFT_OUT));
  }

  /// The same projection, moved so that it is zero on average, when a model's level is its strength on a typical prompt, and
  /// scaled so that its mean squared length is 1.
  private static QueryProjection standardised(QueryProjection projection, List<FeatureVector> features,
      Set<Integer> leftOut) {
    List<double[]> projected = IntStream.range(0, features.size()).filter(prompt -> !leftOut.contains(prompt))
        .mapToObj(prompt -> projection.apply(features.get(prompt))).toList();
    double[] mean = new double[projection.outputs()];
    projected.forEach(psi -> Arrays.setAll(mean, i -> mean[i] + psi[i] / projected.size()));
    double squares = projected.stream()
        .mapToDouble(psi -> IntStream.range(0, psi.length).mapToDouble(i -> psi[i] - mean[i]).map(v -> v * v).sum())
        .average().orElse(1);
    double scale = squares > 0 ? 1 / Math.sqrt(squares) : 1;
    double[][] weights = Arrays.stream(projection.weights())
        .map(row -> Arrays.stream(row).map(weight -> weight * scale).toArray()).toArray(double[][]::new);
    double[] bias = projection.bias().clone();
    Arrays.setAll(bias, i -> (bias[i] - mean[i]) * scale);
    return new QueryProjection(weights, bias);
  }

  private static Trained judged(Battles held, Battles learned, List<FeatureVector> features, PreferencePrior prior,
      EmbeddingTrainer.Fitted fitted) {
    int models = held.models().size();
    int[] met = new int[models];
    int[] foretold = new int[models];
    int right = 0;
    List<Arm> arms = held.models().stream().map(Arm::new).toList();
    for (Battles.Battle battle : held.battles()) {
      double[] advantages = prior.advantages(List.of(arms.get(battle.winner()), arms.get(battle.loser())),
          features.get(battle.prompt()));
      boolean hit = advantages[0] > advantages[1];
      right += hit ? 1 : 0;
      for (int model : new int[] {battle.winner(), battle.loser()}) {
        met[model]++;
        foretold[model] += hit ? 1 : 0;
      }
    }
    double[] accuracies = IntStream.range(0, models).mapToDouble(m -> met[m] == 0 ? 0.5 : foretold[m] / (double) met[m])
        .toArray();
    var known = new PreferencePrior(prior.projection(), prior.score(), beliefs(learned, fitted, accuracies));
    return new Trained(known, learned.battles().size(), right / (double) held.battles().size());
  }

  /// What was fitted for the models that took part in any battle.
  private static SequencedMap<Arm, PreferencePrior.Belief> beliefs(Battles learned, EmbeddingTrainer.Fitted fitted,
      double[] accuracies) {
    SequencedMap<Arm, PreferencePrior.Belief> beliefs = new LinkedHashMap<>();
    for (int m = 0; m < learned.models().size(); m++) {
      int model = m;
      if (learned.battles().stream().anyMatch(battle -> battle.winner() == model || battle.loser() == model)) {
        beliefs.put(new Arm(learned.models().get(m)),
            new PreferencePrior.Belief(fitted.levels()[m], fitted.embeddings()[m], accuracies[m]));
      }
    }
    return beliefs;
  }
}
