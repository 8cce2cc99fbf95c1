package dev.pointsman.lab.estimate;

import dev.pointsman.lab.data.LogRow;
import dev.pointsman.policy.LearnedState;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Observation;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The policy to be valued, and how it comes by what it knows. Mutable; not thread-safe.
public sealed interface Target {
  /// What it thinks of a row's candidates, with the probability of each, in their order. It has not learned from the row.
  ///
  /// @param context what it decides on
  List<Appraisal> appraisals(LogRow.Answered row, Context context);

  /// Lets it learn from a row that is already valued.
  void learn(LogRow.Answered row);

  /// A policy that starts from nothing and learns from the log's rows as they come, from answers as well as from ratings,
  /// these taken to come at once. It is offered the costs that the log expected.
  static Target learning(PolicySpec spec) {
    return new Learning(spec);
  }

  /// A policy that stays as it is, and expects the costs that it learned. What it learned must not be from the log's own
  /// rows, else it is valued too high.
  static Target trained(LearnedState state) {
    return new Trained(state);
  }

  /// Starts from nothing.
  final class Learning implements Target {
    private final PolicySpec spec;
    private @Nullable Policy learned;

    private Learning(PolicySpec spec) {
      this.spec = spec;
    }

    private Policy policy(Context context) {
      return learned == null ? spec.create(context.features().length()) : learned;
    }

    @Override
    public List<Appraisal> appraisals(LogRow.Answered row, Context context) {
      learned = policy(context);
      return decide(learned, context, candidates(row), row.number());
    }

    @Override
    public void learn(LogRow.Answered row) {
      Arm served = row.served();
      Policy next = policy(row.context())
          .learn(new Observation.Served(row.context(), row.decision(), served, row.usage(), row.cost()));
      learned = row.quality().isEmpty()
          ? next
          : next.learn(
              new Observation.Rated(row.context(), row.decision(), served, row.quality().getAsDouble()));
    }
  }

  /// Stays as it is.
  ///
  /// @param state what it learned before
  record Trained(LearnedState state) implements Target {
    @Override
    public List<Appraisal> appraisals(LogRow.Answered row, Context context) {
      return decide(state.policy(), context, state.price(context.features(), candidates(row)), row.number());
    }

    @Override
    public void learn(LogRow.Answered row) {
      // its state is given
    }
  }

  private static List<Candidate> candidates(LogRow.Answered row) {
    return row.decision().appraisals().stream().map(Appraisal::candidate).toList();
  }

  private static List<Appraisal> decide(Policy policy, Context context, List<Candidate> candidates, long number) {
    return policy.decide(context, candidates, new SplittableRandom(number)).appraisals();
  }
}
