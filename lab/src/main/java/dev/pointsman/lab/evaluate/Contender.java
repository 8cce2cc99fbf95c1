package dev.pointsman.lab.evaluate;

import dev.pointsman.policy.PolicySpec;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/// A policy as it takes part in evaluations: what it learns from unless told otherwise, and who chooses when.
///
/// @param name as users write it
/// @param spec what is built; empty for the oracle
/// @param feedback what it learns from unless told otherwise
/// @param learning how prompts are chosen for while it learns from bandit feedback
/// @param blind whether it looks at no prompt, so that its costs are plain means too
/// @param grouped whether it sees the task as the caller's group even when others do not
/// @param exploration when it is deployed online: the most probability off its best guess
public record Contender(String name, Optional<PolicySpec> spec, Feedback feedback, Choosing learning, boolean blind,
    boolean grouped, double exploration) {
  /// Who chooses while a policy learns from bandit feedback, and for which trade-off.
  public enum Choosing {
    /// The policy itself, for quality alone, as PILOT's learning stage does (arXiv 2508.21141).
    FOR_QUALITY,
    /// The policy itself, each prompt at a cost weight drawn from the dial, as callers of one router differ.
    FOR_EVERY_TRADE_OFF,
    /// Chance, any candidate alike.
    BY_CHANCE
  }

  private static final SequencedMap<String, Contender> ALL = all();

  /// The contender of that name.
  public static Optional<Contender> named(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  /// All names, the house policy first.
  public static SequencedSet<String> names() {
    return ALL.sequencedKeySet();
  }

  /// Whether it is deployed by chance even when it learns no more.
  boolean isRandom() {
    return name.equals("random");
  }

  private static SequencedMap<String, Contender> all() {
    SequencedMap<String, Contender> all = new LinkedHashMap<>();
    add(all, "frontier", Feedback.BANDIT, Choosing.FOR_EVERY_TRADE_OFF, false, 1);
    add(all, "linucb", Feedback.BANDIT, Choosing.FOR_QUALITY, false, 1);
    add(all, "thompson", Feedback.BANDIT, Choosing.FOR_QUALITY, false, 1);
    add(all, "epsilon-greedy", Feedback.BANDIT, Choosing.FOR_QUALITY, false, 1);
    add(all, "epoch-greedy", Feedback.BANDIT, Choosing.FOR_QUALITY, false, 1);
    add(all, "inverse-gap", Feedback.BANDIT, Choosing.FOR_QUALITY, false, 1);
    add(all, "explore-only", Feedback.BANDIT, Choosing.BY_CHANCE, false, 0);
    add(all, "predictor", Feedback.FULL, Choosing.BY_CHANCE, false, 0);
    add(all, "knn", Feedback.FULL, Choosing.BY_CHANCE, false, 0);
    add(all, "task-table", Feedback.FULL, Choosing.BY_CHANCE, false, 0);
    add(all, "best-single", Feedback.BANDIT, Choosing.BY_CHANCE, true, 0);
    add(all, "cheapest", Feedback.BANDIT, Choosing.BY_CHANCE, true, 0);
    add(all, "random", Feedback.BANDIT, Choosing.BY_CHANCE, true, 1);
    all.put("oracle", new Contender("oracle", Optional.empty(), Feedback.ALL, Choosing.BY_CHANCE, false, false, 0));
    return all;
  }

  private static void add(SequencedMap<String, Contender> all, String name, Feedback feedback, Choosing learning,
      boolean blind, double exploration) {
    all.put(name, new Contender(name, PolicySpec.named(name), feedback, learning, blind, name.equals("task-table"),
        exploration));
  }
}
