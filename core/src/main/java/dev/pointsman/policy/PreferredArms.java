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

/// Knows quality by a regression an arm whose prior mean is what preferences foretell: a constant, the same for all arms
/// and soon learned, and `perLogit` times the arm's advantage over the others in logits. Regressions learn what differs
/// from that.
///
/// @param settings how it starts and forgets
/// @param prior what preferences foretell
/// @param arms regressions of quality less what preferences foretell
record PreferredArms(Settings settings, PreferencePrior prior, LinearArms arms) implements Knowledge {
  /// How it starts and forgets.
  ///
  /// @param strength how much the prior weighs
  /// @param perLogit the quality that a logit of advantage is taken for, at least 0
  /// @param learning of what differs from the prior
  record Settings(PriorStrength strength, double perLogit, Learning learning) {}

  /// Knows the prior only.
  static PreferredArms of(Settings settings, PreferencePrior prior) {
    int features = prior.projection().inputs();
    LinearArms untrained = prior.beliefs().isEmpty()
        ? settings.learning.untrained(features)
        : settings.learning.untrained(features, settings.strength.observations(prior.accuracy()));
    return new PreferredArms(settings, prior, untrained);
  }

  private double foretold(Arm arm, FeatureVector features) {
    return settings.perLogit * prior.advantages(List.of(arm), features)[0];
  }

  @Override
  public List<Estimate> estimates(Context context, List<Candidate> candidates) {
    List<Arm> several = candidates.stream().map(Candidate::arm).toList();
    List<Estimate> learned = arms.estimates(several, context.features().withIntercept());
    double[] advantages = prior.advantages(several, context.features());
    List<Estimate> estimates = new ArrayList<>();
    for (int i = 0; i < several.size(); i++) {
      double foretold = settings.perLogit * advantages[i];
      estimates.add(new Estimate(foretold + learned.get(i).mean(), learned.get(i).deviation()));
    }
    return estimates;
  }

  @Override
  public double rounds() {
    return arms.position();
  }

  @Override
  public PreferredArms rated(Context context, Arm arm, double quality) {
    double foretold = foretold(arm, context.features());
    return new PreferredArms(settings, prior, arms.observe(arm, context.features(), quality - foretold));
  }

  @Override
  public PreferredArms revised(Context context, Arm arm, double before, double quality) {
    double foretold = foretold(arm, context.features());
    return new PreferredArms(settings, prior,
        arms.revise(arm, context.features(), before - foretold, quality - foretold));
  }

  @Override
  public PreferredArms renamed(UnaryOperator<Arm> names) {
    return new PreferredArms(settings, prior.renamed(names), arms.renamed(names));
  }

  @Override
  public void save(StateWriter out) {
    prior.save(out);
    arms.save(out);
  }

  @Override
  public PreferredArms restored(StateReader in) {
    PreferencePrior saved = PreferencePrior.read(in);
    return new PreferredArms(settings, saved, of(settings, saved).arms.restored(in));
  }
}
