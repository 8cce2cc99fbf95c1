package dev.pointsman.lab.train;

import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.LinearArms;
import dev.pointsman.policy.PolicyNet;
import dev.pointsman.policy.PolicySpec.BarpSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// A model that joins after BaRP was trained. The head is fixed, so that the net can't route to it; what can be done is to give
/// the head a row more, asked a few prompts of the new model, and to fit on with what was bought before.
public final class BarpJoin {
  private static final int EPOCHS = 20;

  private BarpJoin() {}

  /// How the new row starts.
  public enum Start {
    /// As the row of the model whose judgements on the same prompts are most nearly the same.
    SIMILAR,
    /// At a logit of 0.
    ZERO
  }

  /// What came of it.
  ///
  /// @param like the model that the row started as; empty where it started at 0
  /// @param calls paid for the new model
  public record Joined(LearnedState state, Optional<String> like, int calls) {}

  /// Lets the last model of a data set join.
  ///
  /// @param before trained on the others
  /// @param data the prompts that it was trained on, the new model being the last
  /// @param asked how many prompts the new model is asked
  public static Joined join(BarpSpec spec, BarpTrainer.Trained before, Dataset data, int asked, Start start,
      long seed) {
    int newcomer = data.models().size() - 1;
    var purchases = new Purchases(data);
    for (int row = 0; row < data.size(); row++) {
      for (int m = 0; m < newcomer; m++) {
        if (before.bought().has(row, m)) {
          purchases.buy(row, m);
        }
      }
    }
    int[] quiz = new SplittableRandom(seed).ints(0, data.size()).distinct()
        .filter(row -> data.isCandidate(row, newcomer)).limit(asked).toArray();
    for (int row : quiz) {
      purchases.buyOnce(row, newcomer);
    }
    int like = similar(purchases, quiz, newcomer);
    PolicyNet net = start == Start.SIMILAR ? before.net().extended(like) : before.net().extendedAtZero(data.features());
    BarpPlan once = before.plan().withoutCalls();
    double trainedTau = before.tauUsd() * before.dial();
    try (var fit = new BarpFit(once, net, data, purchases, rows(quiz, data.size()), trainedTau, seed)) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        fit.pass();
      }
      LinearArms quality = BarpTrainer.regressions(spec, data.knowing(purchases::has));
      return new Joined(
          new LearnedState(BarpTrainer.costs(data.knowing(purchases::has)), spec.trained(fit.net(), data.arms(),
              trainedTau, before.dial(), purchases.calls(), quality)),
          start == Start.SIMILAR ? Optional.of(data.models().get(like)) : Optional.empty(), quiz.length);
    }
  }

  /// Every prompt, and those that the new model was asked as often again as makes half of a pass.
  private static int[] rows(int[] quiz, int size) {
    int[] rows = Arrays.copyOf(IntStream.range(0, size).toArray(), 2 * size);
    for (int i = size; i < rows.length; i++) {
      rows[i] = quiz[i % quiz.length];
    }
    return rows;
  }

  /// The model whose quality differs least from the new one's on average, over the prompts that both were asked.
  private static int similar(Purchases purchases, int[] quiz, int newcomer) {
    List<Double> distances = IntStream.range(0, newcomer).mapToObj(m -> Arrays.stream(quiz)
        .filter(row -> purchases.has(row, m))
        .mapToDouble(row -> Math.abs(purchases.quality(row, m) - purchases.quality(row, newcomer))).average()
        .orElse(1)).toList();
    return IntStream.range(0, newcomer).boxed().min((a, b) -> Double.compare(distances.get(a), distances.get(b)))
        .orElseThrow();
  }
}
