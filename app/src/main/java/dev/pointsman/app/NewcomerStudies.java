package dev.pointsman.app;

import dev.pointsman.app.RoutingStudies.Whole;
import dev.pointsman.identity.Answered;
import dev.pointsman.lab.report.Hull;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Preference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// What LLM Bandit's policy makes of a model that training did not know, after a quiz: of each model in turn.
final class NewcomerStudies {
  private static final int ASKED = 20;
  /// Quizzes of one newcomer, each on prompts drawn by a seed of its own.
  private static final int QUIZZES = 3;
  /// Prompts that a quiz may choose from.
  private static final int POOL = 500;
  /// A newcomer is missed where as many per cent are lost without it.
  private static final double MISSED = 1;

  private final RoutingStudies routing;

  /// @param routing of the policy that knows all models
  NewcomerStudies(RoutingStudies routing) {
    this.routing = routing;
  }

  /// One model as the newcomer.
  ///
  /// @param without the curve of the policy without it
  /// @param quizzed curves after each quiz
  private record Trial(String name, Hull without, List<Hull> quizzed) {
    double lost(ReadyTable ready, Hull known) {
      return mean(ready.differences(without, known));
    }

    double[] differences(ReadyTable ready, Hull known) {
      return quizzed.stream().mapToDouble(hull -> mean(ready.differences(hull, known))).toArray();
    }
  }

  String report() {
    ReadyTable ready = routing.whole().ready();
    Hull known = ready.curve(routing.whole().state(), 1);
    List<Trial> trials = ready.learned().models().stream().map(this::trial).toList();
    return String.format(Locale.ROOT,
        "## A newcomer in the pool%n%n%s. Each of the %d models in turn is left out of both trainings, quizzed with %d prompts"
            + " (adaptive, out of %d of the train part), and then offered with the others; %d times, with prompts drawn anew."
            + " Curves less that of the policy that knew all models fully, in per cent, in the mean of the four shares of the cost.%n%n"
            + "| newcomer | its own quality, %% of the best single model's | without it | after a quiz | after the worst of %d |%n"
            + "|---|---|---|---|---|%n",
        LlmBanditStudies.MMLU, trials.size(), ASKED, POOL, QUIZZES, QUIZZES)
        + String.join("", trials.stream().map(trial -> line(trial, ready, known)).toList())
        + "\nAfter a quiz, in the mean of newcomers: " + spread(means(trials, ready, known)) + ".\n\n"
        + missed(trials.stream().filter(trial -> trial.lost(ready, known) < -MISSED).toList(), ready, known);
  }

  private Trial trial(String name) {
    Whole whole = routing.whole();
    ReadyTable ready = whole.ready();
    ReadyTable fewer = ready.without(name);
    LearnedState state = RoutingStudies.trained(fewer.learned(), 1);
    var start = new LearnedState(whole.costs(), state.policy());
    return new Trial(name, fewer.curve(state, 1), IntStream.rangeClosed(1, QUIZZES)
        .mapToObj(seed -> ready.curve(quizzed(start, ready.learned(), name, seed), 1)).toList());
  }

  private static String line(Trial trial, ReadyTable ready, Hull known) {
    double[] differences = trial.differences(ready, known);
    return String.format(Locale.ROOT, "| %s | %.1f | %+.2f | %+.2f | %+.2f |%n", trial.name, ready.alone(trial.name),
        trial.lost(ready, known), mean(differences), DoubleStream.of(differences).min().orElseThrow());
  }

  private static double[] means(List<Trial> trials, ReadyTable ready, Hull known) {
    return trials.stream().mapToDouble(trial -> mean(trial.differences(ready, known))).toArray();
  }

  /// Curves of the newcomers that matter.
  private static String missed(List<Trial> trials, ReadyTable ready, Hull known) {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
        "Those without whom more than %.0f %% is lost: %s.%n%n", MISSED, trials.isEmpty()
            ? "none"
            : spread(means(trials, ready, known))));
    for (Trial trial : trials) {
      text.append("### ").append(trial.name).append("\n\n").append(ReadyTable.head("policy"))
          .append(ready.row("known fully", known)).append(ready.row("without it", trial.without));
      for (int quiz = 0; quiz < trial.quizzed.size(); quiz++) {
        text.append(ready.row("after quiz " + (quiz + 1), trial.quizzed.get(quiz)));
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static double mean(double... values) {
    return DoubleStream.of(values).average().orElseThrow();
  }

  /// A mean, its standard error and the range.
  private static String spread(double... values) {
    var statistics = DoubleStream.of(values).summaryStatistics();
    double variance = DoubleStream.of(values).map(value -> Math.pow(value - statistics.getAverage(), 2)).sum()
        / Math.max(1, values.length - 1);
    return String.format(Locale.ROOT, "%+.2f %% (standard error %.2f, %+.2f to %+.2f)", statistics.getAverage(),
        Math.sqrt(variance / values.length), statistics.getMin(), statistics.getMax());
  }

  private static LearnedState quizzed(LearnedState start, Dataset data, String name, long seed) {
    int model = data.models().indexOf(name);
    List<Integer> order = new ArrayList<>(
        IntStream.range(0, data.size()).filter(row -> data.isCandidate(row, model)).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    List<Integer> rows = order.subList(0, Math.min(POOL, order.size()));
    List<FeatureVector> features = rows.stream().map(data::features).toList();
    List<Answered> answers = new ArrayList<>();
    Set<Integer> asked = new HashSet<>();
    var examiner = start.policy().examiner().orElseThrow();
    LearnedState learned = start;
    while (answers.size() < ASKED) {
      int next = examiner.next(features, answers, asked);
      asked.add(next);
      double score = data.quality(rows.get(next), model);
      answers.add(new Answered(features.get(next), score));
      var candidate = learned.price(features.get(next), List.of(data.listed(rows.get(next), model))).getFirst();
      var context = new Context(features.get(next), new Preference(0, new Money(1)), 0);
      var decision = learned.policy().decide(context, List.of(candidate), new SplittableRandom(0));
      learned = learned.learn(new Observation.Rated(context, decision, candidate.arm(), score));
    }
    return learned;
  }
}
