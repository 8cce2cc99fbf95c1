package dev.pointsman.identity;

import dev.pointsman.identity.Inference.Posterior;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Chooses the prompts that a new model is asked, among those of a pool: all at once, as published, or one after the other
/// by what was answered so far. For one thread.
///
/// Source: LLM Bandit, arXiv 2502.02743, section 2.6: strata of difficulty, and in each the prompts that tell known models
/// apart; how many strata and by which measure is ours. The adaptive quiz is ours: Lindley, Ann. Math. Stat. 27 (1956).
public final class Quiz {
  private static final int STRATA = 5;

  private final ResponseModel model;
  private final List<double[]> known;
  private final List<Prompt> pool;
  private @Nullable List<Item> byEase;

  /// Of prompts that nobody answered before.
  ///
  /// @param known identities of models that are not new
  /// @param pool features of the prompts that may be asked
  public Quiz(ResponseModel model, Collection<Identity> known, List<FeatureVector> pool) {
    this(model, known, pool, Ease.UNKNOWN);
  }

  /// @param known identities of models that are not new
  /// @param pool features of the prompts that may be asked
  /// @param ease of prompts that known models answered
  public Quiz(ResponseModel model, Collection<Identity> known, List<FeatureVector> pool, Ease ease) {
    this.model = model;
    this.known = known.stream().map(identity -> model.project(identity.mean())).toList();
    this.pool = pool.stream().map(features -> new Prompt(model.read(features), ease.of(features))).toList();
  }

  /// A prompt that may be asked.
  ///
  /// @param units of the response model's first layer
  /// @param ease in logits
  @SuppressWarnings("ArrayRecordComponent") // lives for one quiz and is never compared
  private record Prompt(double[] units, double ease) {}

  /// A prompt as known models are predicted to answer it.
  ///
  /// @param easiness mean probability of a right answer
  /// @param discrimination variance of that probability over models
  private record Item(int prompt, double easiness, double discrimination) {}

  private Item item(int prompt) {
    double[] p = known.stream()
        .mapToDouble(identity -> probability(model.logit(pool.get(prompt).units, identity), prompt))
        .toArray();
    double mean = IntStream.range(0, p.length).mapToDouble(i -> p[i]).average().orElse(0);
    double variance = IntStream.range(0, p.length).mapToDouble(i -> (p[i] - mean) * (p[i] - mean)).average().orElse(0);
    return new Item(prompt, mean, variance);
  }

  private double probability(double logit, int prompt) {
    return model.calibration().probability(logit, pool.get(prompt).ease);
  }

  /// The pool, easiest first; found when it is first asked for.
  private List<Item> byEase() {
    List<Item> known = byEase;
    if (known == null) {
      known = IntStream.range(0, pool.size()).mapToObj(this::item)
          .sorted(Comparator.comparingDouble(Item::easiness).reversed()).toList();
      byEase = known;
    }
    return known;
  }

  /// The published choice: prompts in strata of predicted difficulty, of equal size, and in each, in turn, the ones that tell
  /// known models apart best.
  ///
  /// @param most how many; fewer where the pool has fewer
  /// @param open which prompts of the pool may be asked
  /// @return indexes into the pool, easiest stratum first in each turn
  public List<Integer> stratified(int most, IntPredicate open) {
    List<Item> items = byEase().stream().filter(item -> open.test(item.prompt)).toList();
    List<List<Item>> strata = new ArrayList<>();
    for (int s = 0; s < STRATA; s++) {
      strata.add(items.subList(s * items.size() / STRATA, (s + 1) * items.size() / STRATA).stream()
          .sorted(Comparator.comparingDouble(Item::discrimination).reversed()).toList());
    }
    List<Integer> chosen = new ArrayList<>();
    for (int turn = 0; chosen.size() < Math.min(most, items.size()); turn++) {
      for (List<Item> stratum : strata) {
        if (turn < stratum.size() && chosen.size() < most) {
          chosen.add(stratum.get(turn).prompt);
        }
      }
    }
    return chosen;
  }

  /// The prompt whose answer is expected to tell most about the identity: the largest `p (1 - p) a^2 s^2`, with the probability
  /// `p` of a right answer, the variance `s^2` of its logit, and the slope `a` of the calibration. The information is half the
  /// logarithm of one more than that.
  ///
  /// @param asked prompts that were asked already; not all of the pool
  /// @throws IllegalArgumentException if all were
  public int next(Posterior belief, Set<Integer> asked) {
    double[] projected = model.project(belief.mean());
    return IntStream.range(0, pool.size()).filter(prompt -> !asked.contains(prompt)).boxed()
        .max(Comparator.comparingDouble(prompt -> information(belief, projected, prompt)))
        .orElseThrow(() -> new IllegalArgumentException("all " + pool.size() + " prompts of the quiz were asked"));
  }

  private double information(Posterior belief, double[] projected, int prompt) {
    ResponseModel.Slope slope = model.slope(pool.get(prompt).units, projected);
    double p = probability(slope.logit(), prompt);
    return p * (1 - p) * slope.variance(belief.covariance());
  }
}
