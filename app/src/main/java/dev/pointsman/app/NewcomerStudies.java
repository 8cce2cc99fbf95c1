package dev.pointsman.app;

import dev.pointsman.app.RoutingStudies.Whole;
import dev.pointsman.identity.Answered;
import dev.pointsman.identity.Quiz;
import dev.pointsman.lab.report.Hull;
import dev.pointsman.lab.world.Dataset;
import dev.pointsman.policy.CostModel;
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

/// What LLM Bandit's policy makes of a model that training did not know, after a quiz: of every model.
final class NewcomerStudies {
  private static final int ASKED = 20;
  /// Trainings, each without every so many'th model.
  private static final int GROUPS = 5;
  /// Quizzes of one newcomer, each on prompts drawn by a seed of its own.
  private static final int QUIZZES = 2;
  /// Prompts that a quiz may choose from.
  private static final int POOL = 500;
  /// A newcomer is missed where as many per cent are lost without it.
  private static final double MISSED = 1;

  private final RoutingStudies routing;

  /// @param routing of the policy that knows all models
  NewcomerStudies(RoutingStudies routing) {
    this.routing = routing;
  }

  /// One model as the newcomer among those of a pool.
  ///
  /// @param known the curve of the policy that knew it fully
  /// @param without the curve of the policy without it
  /// @param quizzed curves after each quiz
  private record Trial(String name, ReadyTable pool, Hull known, Hull without, List<Hull> quizzed) {
    double lost() {
      return mean(pool.differences(without, known));
    }

    double[] differences() {
      return quizzed.stream().mapToDouble(hull -> mean(pool.differences(hull, known))).toArray();
    }

    String line() {
      return String.format(Locale.ROOT, "| %s | %.1f | %+.2f | %+.2f | %+.2f |%n", name, pool.alone(name), lost(),
          mean(differences()), DoubleStream.of(differences()).min().orElseThrow());
    }

    String curves() {
      StringBuilder text = new StringBuilder("### " + name + "\n\n" + ReadyTable.head("policy")
          + pool.row("known fully", known) + pool.row("without it", without));
      for (int quiz = 0; quiz < quizzed.size(); quiz++) {
        text.append(pool.row("after quiz " + (quiz + 1), quizzed.get(quiz)));
      }
      return text.append('\n').toString();
    }
  }

  String report() {
    List<Trial> trials = IntStream.range(0, GROUPS).boxed().flatMap(group -> trials(group).stream()).toList();
    List<Trial> missed = trials.stream().filter(trial -> trial.lost() < -MISSED).toList();
    return String.format(Locale.ROOT,
        "## A newcomer in the pool%n%n%s. The %d models are left out of both trainings, and of what is known of costs, in %d groups. Each by itself is quizzed with"
            + " %d prompts (adaptive, out of %d of the train part) and then offered with those that training knew; %d times, with"
            + " prompts drawn anew. Curves less that of the policy that knew all models fully, with the same candidates, in per"
            + " cent, in the mean of the four shares of what the best of them costs.%n%n"
            + "| newcomer | its own quality, %% of the best candidate's | without it | after a quiz | after the worst of %d |%n"
            + "|---|---|---|---|---|%n",
        LlmBanditStudies.MMLU, trials.size(), GROUPS, ASKED, POOL, QUIZZES, QUIZZES)
        + String.join("", trials.stream().map(Trial::line).toList())
        + "\nAfter a quiz, in the mean of newcomers: " + spread(trials) + ".\n\n"
        + String.format(Locale.ROOT, "Of those without whom more than %.0f %% is lost: %s.%n%n", MISSED, spread(missed))
        + String.join("", missed.stream().map(Trial::curves).toList());
  }

  private List<Trial> trials(int group) {
    Whole whole = routing.whole();
    List<String> models = whole.ready().learned().models();
    List<String> kept = models.stream().filter(name -> models.indexOf(name) % GROUPS != group).toList();
    LearnedState start = RoutingStudies.trained(whole.ready().of(kept).learned(), 1);
    Hull without = whole.ready().of(kept).chance(start);
    return models.stream().filter(name -> !kept.contains(name)).map(name -> {
      ReadyTable pool = whole.ready().of(models.stream().filter(m -> m.equals(name) || kept.contains(m)).toList());
      return new Trial(name, pool, pool.chance(whole.state()), without,
          IntStream.rangeClosed(1, QUIZZES)
              .mapToObj(seed -> pool.chance(quizzed(start, pool.learned(), name, seed))).toList());
    }).toList();
  }

  private static double mean(double... values) {
    return DoubleStream.of(values).average().orElseThrow();
  }

  /// A mean, its standard error and the range.
  private static String spread(List<Trial> trials) {
    if (trials.isEmpty()) {
      return "none";
    }
    double[] values = trials.stream().mapToDouble(trial -> mean(trial.differences())).toArray();
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
    Quiz quiz = examiner.quiz(features);
    LearnedState learned = start;
    while (answers.size() < ASKED) {
      int next = examiner.next(quiz, answers, asked);
      asked.add(next);
      double score = data.quality(rows.get(next), model);
      answers.add(new Answered(features.get(next), score));
      var candidate = learned.price(features.get(next), List.of(data.listed(rows.get(next), model))).getFirst();
      var context = new Context(features.get(next), new Preference(0, new Money(1)), 0);
      var decision = learned.policy().decide(context, List.of(candidate), new SplittableRandom(0));
      var paid = new CostModel.Paid(data.listed(rows.get(next), model), features.get(next),
          Money.roundedUp(data.cost(rows.get(next), model)));
      var judged = new Observation.Rated(context, decision, candidate.arm(), score);
      learned = new LearnedState(learned.costs().learn(List.of(paid)), learned.policy().learn(judged));
    }
    return learned;
  }
}
