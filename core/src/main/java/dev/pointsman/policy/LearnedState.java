package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Observation;
import java.util.List;
import java.util.function.UnaryOperator;

/// All that a router has learned: what its arms cost, and its policy. Immutable; the state after a log is its fold over
/// [#learn].
///
/// @param costs what calls cost
/// @param policy what arms are good at, and what is done about it
public record LearnedState(CostModel costs, Policy policy) {
  /// A router that has learned nothing.
  ///
  /// @param features length `d` of the feature vectors it will see
  public static LearnedState untrained(PolicySpec spec, int features) {
    return new LearnedState(CostModel.untrained(features), spec.create(features));
  }

  /// The candidates with the costs that are expected for this prompt.
  ///
  /// @param features length `d`
  /// @param listed candidates at their list prices
  /// @throws IllegalArgumentException if the features have another length
  public List<Candidate> price(FeatureVector features, List<Candidate> listed) {
    return costs.price(features, listed);
  }

  /// All that was learned, bit for bit.
  public byte[] toBytes() {
    var out = new StateWriter();
    costs.save(out);
    policy.save(out);
    return out.toBytes();
  }

  /// The state of the same spec that [#toBytes] gave.
  ///
  /// @throws IllegalArgumentException if the bytes are not such a state's
  public LearnedState restored(byte[] bytes) {
    var in = new StateReader(bytes);
    var restored = new LearnedState(costs.restored(in), policy.restored(in));
    in.end();
    return restored;
  }

  /// The same of arms under other ids, so that what was learned on a table serves where its models are called.
  public LearnedState renamed(UnaryOperator<Arm> names) {
    return new LearnedState(costs.renamed(names), policy.renamed(names));
  }

  /// The state after one more observation.
  ///
  /// @throws IllegalArgumentException if features have another length than the state's, or what was served was no candidate of the
  ///     decision
  public LearnedState learn(Observation observation) {
    CostModel learned = observation instanceof Observation.Served served ? costs.learn(served) : costs;
    return new LearnedState(learned, policy.learn(observation));
  }
}
