package dev.pointsman.lab.data;

import java.util.OptionalInt;

/// One prompt of a score table, with what every model made of it; immutable. Models go by their index in the table's
/// list.
public final class ScoreRow {
  private static final int UNKNOWN = -1;

  private final String id;
  private final String task;
  private final String prompt;
  private final int inputTokens;
  private final double[] scores;
  private final double[] costs;
  private final int[] outputTokens;

  /// A row from arrays of one length, which are copied.
  ///
  /// @param scores in `[0, 1]`, NaN for a model that was not run
  /// @param costs US dollars, at least 0, NaN where unknown
  /// @param outputTokens at least 0, -1 where unknown
  public ScoreRow(String id, String task, String prompt, OptionalInt inputTokens, double[] scores, double[] costs,
      int[] outputTokens) {
    if (costs.length != scores.length || outputTokens.length != scores.length) {
      throw new IllegalArgumentException("row '" + id + "' has " + scores.length + " scores, " + costs.length
          + " costs and " + outputTokens.length + " output tokens");
    }
    this.id = id;
    this.task = task;
    this.prompt = prompt;
    this.inputTokens = inputTokens.orElse(UNKNOWN);
    this.scores = scores.clone();
    this.costs = costs.clone();
    this.outputTokens = outputTokens.clone();
  }

  /// Unique in its table.
  public String id() {
    return id;
  }

  /// The benchmark or kind of task that the prompt is from; `""` if not said.
  public String task() {
    return task;
  }

  public String prompt() {
    return prompt;
  }

  /// Tokens of the prompt, where the table says.
  public OptionalInt inputTokens() {
    return known(inputTokens);
  }

  /// How many models the row has a place for.
  public int models() {
    return scores.length;
  }

  /// Whether the model was run on this prompt, which is whether it has a score.
  public boolean wasRun(int model) {
    return !Double.isNaN(scores[model]);
  }

  /// The judged quality of the model's answer in `[0, 1]`; NaN if it was not run.
  public double score(int model) {
    return scores[model];
  }

  /// Whether it is known what the model's answer cost.
  public boolean hasCost(int model) {
    return !Double.isNaN(costs[model]);
  }

  /// What the model's answer cost in US dollars; NaN where unknown.
  public double cost(int model) {
    return costs[model];
  }

  /// Tokens of the model's answer, where the table says.
  public OptionalInt outputTokens(int model) {
    return known(outputTokens[model]);
  }

  private static OptionalInt known(int tokens) {
    return tokens == UNKNOWN ? OptionalInt.empty() : OptionalInt.of(tokens);
  }

  @Override
  public String toString() {
    return "ScoreRow[" + id + "]";
  }
}
