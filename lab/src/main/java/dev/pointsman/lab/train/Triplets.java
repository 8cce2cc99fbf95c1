package dev.pointsman.lab.train;

import dev.pointsman.lab.data.Battles;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Draws triplets of prompts: an anchor, a positive on which the same model's answer was preferred, and a negative on which
/// that model's was not; every other negative is hard, the model having lost to one that wins less often than it.
final class Triplets {
  private final SplittableRandom random;
  private final List<List<Integer>> won;
  private final List<List<Integer>> lost;
  private final List<List<Integer>> lostToWeaker;
  private final List<Battles.Battle> anchors;

  Triplets(Battles battles, SplittableRandom random) {
    this.random = random;
    int models = battles.models().size();
    this.won = lists(models);
    this.lost = lists(models);
    this.lostToWeaker = lists(models);
    for (Battles.Battle battle : battles.battles()) {
      won.get(battle.winner()).add(battle.prompt());
      lost.get(battle.loser()).add(battle.prompt());
    }
    for (Battles.Battle battle : battles.battles()) {
      if (rate(battle.winner()) < rate(battle.loser())) {
        lostToWeaker.get(battle.loser()).add(battle.prompt());
      }
    }
    this.anchors = battles.battles().stream().filter(battle -> !lost.get(battle.winner()).isEmpty()).toList();
  }

  private static List<List<Integer>> lists(int count) {
    return IntStream.range(0, count).<List<Integer>>mapToObj(_ -> new ArrayList<>()).toList();
  }

  /// The share of its battles that a model won.
  private double rate(int model) {
    return won.get(model).size() / (double) Math.max(1, won.get(model).size() + lost.get(model).size());
  }

  /// Whether there is any triplet.
  boolean isEmpty() {
    return anchors.isEmpty();
  }

  /// Triplets: anchors, positives, negatives, each by index of the prompt.
  int[][] draw(int count) {
    int[][] drawn = new int[3][count];
    for (int i = 0; i < count; i++) {
      Battles.Battle anchor = anchors.get(random.nextInt(anchors.size()));
      List<Integer> hard = lostToWeaker.get(anchor.winner());
      drawn[0][i] = anchor.prompt();
      drawn[1][i] = one(won.get(anchor.winner()));
      drawn[2][i] = one(i % 2 == 0 && !hard.isEmpty() ? hard : lost.get(anchor.winner()));
    }
    return drawn;
  }

  private int one(List<Integer> prompts) {
    return prompts.get(random.nextInt(prompts.size()));
  }
}
