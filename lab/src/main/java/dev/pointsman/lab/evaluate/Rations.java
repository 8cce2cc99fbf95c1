package dev.pointsman.lab.evaluate;

import dev.pointsman.budget.Knapsack;
import dev.pointsman.budget.KnapsackTuning;
import dev.pointsman.budget.Worth;
import dev.pointsman.lab.run.Appraisals;
import dev.pointsman.lab.run.AtPrice;
import dev.pointsman.lab.run.PerQuery;
import dev.pointsman.lab.run.Rationed;
import dev.pointsman.lab.run.Spending;
import dev.pointsman.lab.world.Replay;

/// The ways to spend a budget over a known number of prompts, for one learned state.
///
/// @param learned what it thinks of prompts that it learned from, in an order drawn by chance
/// @param deployed what it thinks of the prompts of the deployment
record Rations(Appraisals learned, Appraisals deployed) {
  /// A way to spend a budget.
  ///
  /// @param budget dollars a prompt
  Spending spending(Contender.Paying paying, double budget, Replay replay) {
    return switch (paying) {
      case BY_KNAPSACK -> knapsack(Worth.MARGINAL, budget, replay.size());
      case BY_PAPERS_KNAPSACK -> knapsack(Worth.AVERAGE, budget, replay.size());
      case PER_QUERY -> new PerQuery(budget, replay.size(), false);
      case PER_QUERY_WITH_OVERFLOW -> new PerQuery(budget, replay.size(), true);
      case IN_HINDSIGHT -> new AtPrice(deployed, replay, budget);
      case BY_PACER -> throw new IllegalArgumentException("a pacer is no ration");
    };
  }

  private Spending knapsack(Worth worth, double budget, int queries) {
    Knapsack.Shape shape = new KnapsackTuning(worth, learned.quality(), learned.cost()).shape(budget, queries);
    return new Rationed(new Knapsack(budget * queries, queries, shape));
  }
}
