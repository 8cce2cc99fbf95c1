package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Knows quality by regressions under rival priors, all of which learn; the prior that has foretold outcomes best so far
/// answers. How much a prompt's features say differs from one kind of traffic to the next, and this finds it out. The
/// caller's group of prompts is among the features ([Groups]).
///
/// A prior's score is the sum of the log densities that it gave to outcomes before it learned them, which is its log
/// evidence; older ones count less, by the regressions' own forgetting.
///
/// Source: Dawid, "Statistical theory: the prequential approach", J. Royal Statistical Society A 147 (1984).
///
/// @param groups of prompts that were met
/// @param rivals at least one; of equal scores the first prevails
/// @param scores by rival
/// @param keep what scores still count one outcome later, in `(0, 1]`
record Prevailing(Groups groups, List<LinearArms> rivals, List<Double> scores, double keep) implements Knowledge {
  Prevailing {
    rivals = List.copyOf(rivals);
    scores = List.copyOf(scores);
  }

  /// Knows the priors only.
  static Prevailing among(List<Learning> priors, int features) {
    List<LinearArms> rivals = priors.stream().map(prior -> prior.untrained(features + Groups.MOST)).toList();
    double keep = priors.stream().mapToDouble(Learning::keep).min().orElse(1);
    return new Prevailing(Groups.NONE, rivals, rivals.stream().map(_ -> 0.0).toList(), keep);
  }

  private LinearArms best() {
    int best = 0;
    for (int i = 1; i < rivals.size(); i++) {
      best = scores.get(i) > scores.get(best) ? i : best;
    }
    return rivals.get(best);
  }

  @Override
  public List<Estimate> estimates(Context context, List<Candidate> candidates) {
    return best().estimates(candidates.stream().map(Candidate::arm).toList(),
        groups.features(context).withIntercept());
  }

  @Override
  public double rounds() {
    return best().position();
  }

  @Override
  public Prevailing rated(Context context, Arm arm, double quality) {
    Groups met = groups.meeting(context.group());
    FeatureVector features = met.features(context);
    List<LinearArms> learned = new ArrayList<>();
    List<Double> scored = new ArrayList<>();
    for (int i = 0; i < rivals.size(); i++) {
      scored.add(keep * scores.get(i) + rivals.get(i).logDensity(arm, features, quality));
      learned.add(rivals.get(i).observe(arm, features, quality));
    }
    return new Prevailing(met, learned, scored, keep);
  }

  @Override
  public Prevailing revised(Context context, Arm arm, double before, double quality) {
    FeatureVector features = groups.features(context);
    return new Prevailing(groups, rivals.stream().map(rival -> rival.revise(arm, features, before, quality)).toList(),
        scores, keep);
  }

  @Override
  public Prevailing renamed(UnaryOperator<Arm> names) {
    return new Prevailing(groups, rivals.stream().map(rival -> rival.renamed(names)).toList(), scores, keep);
  }

  @Override
  public void save(StateWriter out) {
    groups.save(out);
    scores.forEach(out::put);
    rivals.forEach(rival -> rival.save(out));
  }

  @Override
  public Prevailing restored(StateReader in) {
    Groups met = Groups.restored(in);
    List<Double> scored = scores.stream().map(_ -> in.number()).toList();
    return new Prevailing(met, rivals.stream().map(rival -> rival.restored(in)).toList(), scored, keep);
  }
}
