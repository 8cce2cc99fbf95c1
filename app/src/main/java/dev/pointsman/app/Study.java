package dev.pointsman.app;

import dev.pointsman.lab.evaluate.Contender;
import dev.pointsman.lab.evaluate.Plan;
import dev.pointsman.lab.world.Scenario;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;

/// A study of `results`: one recorded table, split by hash, learned on one part and deployed on the other.
///
/// @param name of the study and of its files
/// @param title what it asks
/// @param table file name without its ending
/// @param learned share of the prompts that is learned from, in `(0, 1)`
/// @param models names; all if empty
/// @param policies names
/// @param seeds how many, at least 1
/// @param budgets dollars a prompt; the dial where there are none
/// @param online whether learning goes on in the deployment
/// @param inReadme whether its table stands in the README
record Study(String name, String title, String table, double learned, List<String> models, List<String> policies,
    int seeds, List<Double> budgets, boolean online, boolean inReadme) {
  private static final List<String> BASELINES = List.of("frontier", "linucb", "thompson", "epsilon-greedy",
      "epoch-greedy", "explore-only", "linucb-shrunk", "thompson-shrunk", "explore-only-shrunk", "predictor", "knn",
      "task-table", "best-single", "cheapest", "random", "oracle");

  /// All studies, in the order in which they are run.
  static final List<Study> ALL = List.of(
      dial("routerbench", "RouterBench: 11 models of 2023", "routerbench-dev", 20, true),
      dial("mmlu-pro", "MMLU-Pro: 29 models", "mmlu-pro-dev", 20, true),
      dial("paretobandit", "ParetoBandit's prompts: 4 models, a 530-fold range of costs", "paretobandit-val", 20,
          false),
      new Study("budgets", "Budgets on a stream: 3 models, learning goes on, horizon unknown", "paretobandit-val", 0.5,
          List.of("meta-llama/llama-3.1-8b-instruct", "mistralai/mistral-large-2512", "google/gemini-2.5-pro"),
          List.of("frontier", "linucb", "thompson", "explore-only", "predictor", "knn", "oracle"), 20,
          List.of(2.93e-5, 8.29e-5, 2.345e-4, 6.64e-4, 1.878e-3, 5.31e-3, 1.5e-2), true, false),
      dial("alpacaeval2", "AlpacaEval 2: 40 models", "alpacaeval2-dev", 10, false),
      dial("ulab", "13 tasks: 9 open models", "ulab-llmrouter", 5, false),
      dial("routellm", "A weak and a strong model", "routellm-pair", 3, false),
      dial("openllm", "Open LLM Leaderboard v2: 66 models", "openllm-v2-dev", 2, false));

  private static Study dial(String name, String title, String table, int seeds, boolean inReadme) {
    return new Study(name, title, table, 0.6, List.of(), BASELINES, seeds, List.of(), false, inReadme);
  }

  Plan plan() {
    return new Plan(policies.stream().map(policy -> Contender.named(policy).orElseThrow()).toList(),
        LongStream.rangeClosed(1, seeds).boxed().toList(), budgets.isEmpty() ? EvaluateCommand.dial() : List.of(),
        budgets, false, OptionalInt.empty(), Optional.empty(), Scenario.CALM, online, false);
  }
}
