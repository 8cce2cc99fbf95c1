package dev.pointsman.fleet;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// What every model of a world makes of its first prompts, by topic; `""` stands for all topics together.
final class Survey {
  /// Sums over prompts: how many, how good, how dear.
  static final class Sum {
    private int count;
    private double score;
    private double cost;

    double quality() {
      return score / count;
    }

    double cost() {
      return cost / count;
    }

    /// The total score less the total cost at a price for money.
    double worth(double lambda) {
      return score - lambda * cost;
    }

    void add(Sum other) {
      count += other.count;
      score += other.score;
      cost += other.cost;
    }
  }

  private final Map<List<String>, Sum> sums = new HashMap<>();

  Survey(World world, int prompts) {
    Iterator<Task> tasks = world.tasks();
    for (int i = 0; i < prompts; i++) {
      Task task = tasks.next();
      for (FleetModel model : world.models()) {
        Outcome outcome = world.outcome(task.prompt(), model.name()).orElseThrow();
        add(at(model.name(), ""), model, outcome);
        add(at(model.name(), task.topic()), model, outcome);
      }
    }
  }

  private static void add(Sum sum, FleetModel model, Outcome outcome) {
    sum.count++;
    sum.score += outcome.score();
    sum.cost += model.cost(outcome).usd();
  }

  Sum at(String model, String topic) {
    return sums.computeIfAbsent(List.of(model, topic), _ -> new Sum());
  }
}
