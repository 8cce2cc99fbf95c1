package dev.pointsman.fleet;

import java.util.Arrays;

/// A round beside what every model would have made of its prompt.
///
/// Arrays go by the model's index in the world's list; NaN stands for a model that cannot serve the prompt.
final class Hindsight {
  private final Round round;
  private final int served;
  private final double[] scores;
  private final double[] costs;

  private Hindsight(Round round, int served, double[] scores, double[] costs) {
    this.round = round;
    this.served = served;
    this.scores = scores;
    this.costs = costs;
  }

  /// @throws IllegalArgumentException if the served model is none of the world's
  static Hindsight of(Round round, World world) {
    int count = world.models().size();
    double[] scores = new double[count];
    double[] costs = new double[count];
    Arrays.fill(scores, Double.NaN);
    Arrays.fill(costs, Double.NaN);
    int served = -1;
    for (int i = 0; i < count; i++) {
      int index = i;
      FleetModel model = world.models().get(i);
      served = model.name().equals(round.servedModel()) ? i : served;
      world.outcome(round.task().prompt(), model.name()).ifPresent(outcome -> {
        scores[index] = outcome.score();
        costs[index] = model.cost(outcome).usd();
      });
    }
    if (served < 0) {
      throw new IllegalArgumentException("the world has no model '" + round.servedModel() + "'");
    }
    return new Hindsight(round, served, scores, costs);
  }

  Round round() {
    return round;
  }

  int served() {
    return served;
  }

  /// The model's score; 0 if it cannot serve.
  double score(int model) {
    return Double.isNaN(scores[model]) ? 0 : scores[model];
  }

  /// The model's cost in US dollars; 0 if it cannot serve.
  double cost(int model) {
    return Double.isNaN(costs[model]) ? 0 : costs[model];
  }

  /// The mean over the models that can serve.
  Average random() {
    return new Average(Arrays.stream(scores).filter(score -> !Double.isNaN(score)).average().orElse(0),
        Arrays.stream(costs).filter(cost -> !Double.isNaN(cost)).average().orElse(0));
  }

  /// The best model's, of equals the cheapest one's.
  Average oracle() {
    int best = served;
    for (int i = 0; i < scores.length; i++) {
      best = isBetter(i, best) ? i : best;
    }
    return new Average(score(best), cost(best));
  }

  private boolean isBetter(int one, int other) {
    if (Double.isNaN(scores[one]) || Double.isNaN(scores[other])) {
      return Double.isNaN(scores[other]);
    }
    return scores[one] == scores[other] ? costs[one] < costs[other] : scores[one] > scores[other];
  }
}
