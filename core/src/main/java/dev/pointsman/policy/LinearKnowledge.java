package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Estimate;
import java.util.List;
import java.util.function.UnaryOperator;

/// Knows quality by a regression an arm on the prompt's features.
record LinearKnowledge(LinearArms arms) implements Knowledge {
  @Override
  public List<Estimate> estimates(Context context, List<Candidate> candidates) {
    double[] x = context.features().withIntercept();
    return arms.estimates(candidates.stream().map(Candidate::arm).toList(), x);
  }

  @Override
  public double rounds() {
    return arms.position();
  }

  @Override
  public LinearKnowledge rated(Context context, Arm arm, double quality) {
    return new LinearKnowledge(arms.observe(arm, context.features(), quality));
  }

  @Override
  public LinearKnowledge revised(Context context, Arm arm, double before, double quality) {
    return new LinearKnowledge(arms.revise(arm, context.features(), before, quality));
  }

  @Override
  public LinearKnowledge renamed(UnaryOperator<Arm> names) {
    return new LinearKnowledge(arms.renamed(names));
  }

  @Override
  public void save(StateWriter out) {
    arms.save(out);
  }

  @Override
  public LinearKnowledge restored(StateReader in) {
    return new LinearKnowledge(arms.restored(in));
  }
}
