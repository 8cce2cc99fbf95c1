package dev.pointsman.lab.evaluate;

import dev.pointsman.lab.report.ExactSum;
import dev.pointsman.lab.report.Point;
import dev.pointsman.lab.run.Choice;
import dev.pointsman.lab.run.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;

/// Adds up the rows of an episode, over all and by phase.
final class Tally implements Consumer<Step> {
  private final List<String> models;
  private final Sums all;
  private final List<Sums> phases = new ArrayList<>();

  private static final class Sums {
    private final ExactSum quality = new ExactSum();
    private final ExactSum cost = new ExactSum();
    private final ExactSum regret = new ExactSum();
    private final long[] calls;
    private long steps;

    Sums(int models) {
      this.calls = new long[models];
    }

    void add(Step step) {
      steps++;
      quality.add(step.quality());
      cost.add(step.cost());
      regret.add(step.regret());
      if (step.model() != Choice.NOBODY) {
        calls[step.model()]++;
      }
    }

    long unserved() {
      long served = 0;
      for (long count : calls) {
        served += count;
      }
      return steps - served;
    }
  }

  Tally(List<String> models) {
    this.models = models;
    this.all = new Sums(models.size());
  }

  @Override
  public void accept(Step step) {
    all.add(step);
    while (phases.size() <= step.phase()) {
      phases.add(new Sums(models.size()));
    }
    phases.get(step.phase()).add(step);
  }

  /// The point that the rows make.
  ///
  /// @param starts where phases begin, as shares of the rounds
  Point point(String policy, long seed, String feedback, Point.Knob knob, List<Double> starts) {
    List<Point.Phase> told = new ArrayList<>();
    for (int i = 0; starts.size() > 1 && i < phases.size(); i++) {
      Sums sums = phases.get(i);
      told.add(new Point.Phase(starts.get(i), sums.steps, sums.quality.mean(), sums.cost.mean(), sums.regret.mean(),
          shares(sums)));
    }
    return new Point(policy, seed, feedback, knob, false, all.quality.mean(), all.cost.mean(), all.regret.mean(),
        all.unserved(), shares(all), told);
  }

  private SequencedMap<String, Double> shares(Sums sums) {
    SequencedMap<String, Double> shares = new LinkedHashMap<>();
    for (int m = 0; m < models.size(); m++) {
      if (sums.calls[m] > 0) {
        shares.put(models.get(m), sums.calls[m] / (double) sums.steps);
      }
    }
    return shares;
  }
}
