package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/// Knows quality by regressions under rival priors, all of which learn; the prior that has foretold outcomes best so far
/// answers. How much a prompt's features say differs from one kind of traffic to the next, and so does what preferences are
/// worth; this finds both out. The caller's group of prompts is among the features ([Groups]).
///
/// A prior's score is its log evidence; older outcomes count less, by the regressions' own forgetting. Where something
/// is foretold of arms, by preferences or by identities, each prior stands twice: believing it, and not. Those that believe come
/// first, so that they answer until outcomes speak against them, and at the latest until what was foretold is outgrown.
///
/// Source: Dawid, "Statistical theory: the prequential approach", J. Royal Statistical Society A 147 (1984).
///
/// @param start where they start
/// @param groups of prompts that were met
/// @param foretelling what is foretold of arms, if anything is
/// @param rivals one for each prior, or two; of equal scores the first prevails
/// @param met of each arm that was a candidate, whether it was new where others were known, and its answers since it was last
///     judged
record Prevailing(Start start, Groups groups, Optional<ArmPrior> foretelling, List<Rival> rivals,
    SequencedMap<Arm, Met> met) implements Knowledge {
  /// The quality that a logit of preference is taken for, what preferences weigh and when they are outgrown, where nobody says
  /// otherwise.
  private static final double PER_LOGIT = 0.1;
  private static final PriorStrength STRENGTH = new PriorStrength.PseudoCount(60);
  private static final int OUTGROWN = 20;
  /// What share of a difference that identities foretell is believed, and how many observations that weighs.
  private static final double IDENTITY_SHARE = 0.75;
  private static final double IDENTITY_STRENGTH = 30;
  /// How many answers without a judgement tell as much as one judgement: nothing, but they are not to go on for ever.
  private static final double PATIENCE = 3;
  /// How much wider a belief is than the regression's own: what a linear function leaves out is alike for prompts that are alike.
  private static final double LEFT_OUT = 1.1;
  /// After how many judgements a candidate that was none before is new.
  private static final long ACQUAINTED = 50;

  /// Where regressions start.
  ///
  /// @param priors of them, at least one
  /// @param strength how much preferences weigh
  /// @param perLogit the quality that a logit of preference is taken for, at least 0
  /// @param outgrown how many judgements, for each arm of which something is foretold, tell so much that it no longer counts
  record Start(List<Learning> priors, PriorStrength strength, double perLogit, int outgrown) {
    Start {
      priors = List.copyOf(priors);
    }

    static Start at(List<Learning> priors) {
      return new Start(priors, STRENGTH, PER_LOGIT, OUTGROWN);
    }

    /// What scores still count one outcome later, in `(0, 1]`.
    double keep() {
      return priors.stream().mapToDouble(Learning::keep).min().orElse(1);
    }

    /// How much what is foretold weighs for each arm, in observations.
    double weight(ArmPrior prior) {
      return switch (prior) {
        case PreferencePrior preferences -> strength.observations(preferences.accuracy());
        case IdentityPrior _ -> IDENTITY_STRENGTH;
      };
    }

    /// What is added to the quality that is expected of each arm, in quality.
    double[] foretold(ArmPrior prior, List<Arm> several, FeatureVector features) {
      return switch (prior) {
        case PreferencePrior preferences -> scaled(perLogit, preferences.advantages(several, features));
        case IdentityPrior identities -> scaled(IDENTITY_SHARE, identities.advantages(several, features));
      };
    }

    private static double[] scaled(double factor, double... values) {
      for (int i = 0; i < values.length; i++) {
        values[i] *= factor;
      }
      return values;
    }
  }

  /// What is remembered of a candidate besides what it is good at.
  ///
  /// @param late whether it was first a candidate when others had been judged
  /// @param unjudged its answers since it was last judged
  record Met(boolean late, long unjudged) {}

  Prevailing {
    rivals = List.copyOf(rivals);
  }

  /// Knows the priors only.
  static Prevailing among(List<Learning> priors, int features) {
    return among(Start.at(priors), Optional.empty(), features);
  }

  /// Knows the priors and what is foretold of arms.
  static Prevailing among(List<Learning> priors, ArmPrior foretelling) {
    return among(Start.at(priors), foretelling);
  }

  /// Knows the priors and what is foretold of arms.
  static Prevailing among(Start start, ArmPrior foretelling) {
    return among(start, Optional.of(foretelling).filter(prior -> prior.size() > 0), foretelling.features());
  }

  private static Prevailing among(Start start, Optional<ArmPrior> foretelling, int features) {
    int length = features + Groups.MOST;
    List<Rival> rivals = new ArrayList<>();
    foretelling.map(start::weight).ifPresent(strength -> start.priors
        .forEach(prior -> rivals.add(new Rival(prior.untrained(length, strength), true, 0))));
    start.priors.forEach(prior -> rivals.add(new Rival(prior.untrained(length), false, 0)));
    return new Prevailing(start, Groups.NONE, foretelling, rivals, new LinkedHashMap<>());
  }

  private Rival best() {
    long position = rivals.getLast().arms().position();
    boolean outgrown = position >= (long) start.outgrown * foretelling.map(ArmPrior::size).orElse(0);
    Rival best = rivals.get(outgrown ? rivals.size() - start.priors.size() : 0);
    for (Rival rival : rivals) {
      best = rival.score() > best.score() && !(outgrown && rival.believing()) ? rival : best;
    }
    return best;
  }

  private double[] foretold(List<Arm> several, Context context) {
    return foretelling.map(prior -> start.foretold(prior, several, context.features()))
        .orElseGet(() -> new double[several.size()]);
  }

  @Override
  public List<Estimate> estimates(Context context, List<Candidate> candidates) {
    List<Arm> several = candidates.stream().map(Candidate::arm).toList();
    return best().estimates(several, groups.features(context).withIntercept(), foretold(several, context)).stream()
        .map(estimate -> estimate.widened(LEFT_OUT)).toList();
  }

  /// What is foretold and believed counts for as many rounds as it weighs.
  @Override
  public double rounds() {
    Rival best = best();
    return best.arms().position()
        + (best.believing() ? foretelling.map(prior -> start.weight(prior) * prior.size()).orElse(0.0) : 0);
  }

  @Override
  public double[] judged(List<Candidate> candidates) {
    LinearArms arms = best().arms();
    double[] judged = new double[candidates.size()];
    for (int i = 0; i < judged.length; i++) {
      Arm arm = candidates.get(i).arm();
      Met before = met(arm);
      judged[i] = before.late
          ? Math.max(arms.evidence(arm), before.unjudged / PATIENCE)
          : Double.POSITIVE_INFINITY;
    }
    return judged;
  }

  private Met met(Arm arm) {
    Met before = ((Map<Arm, Met>) met).get(arm);
    return before == null ? new Met(rivals.getLast().arms().position() >= ACQUAINTED, 0) : before;
  }

  @Override
  public Prevailing served(List<Arm> candidates, Arm served) {
    SequencedMap<Arm, Met> now = new LinkedHashMap<>(met);
    candidates.forEach(arm -> now.put(arm, met(arm)));
    now.put(served, new Met(met(served).late, met(served).unjudged + 1));
    return new Prevailing(start, groups, foretelling, rivals, now);
  }

  @Override
  public Prevailing rated(Context context, Arm arm, double quality) {
    Groups grouped = groups.meeting(context.group());
    FeatureVector features = grouped.features(context);
    double foretold = foretold(List.of(arm), context)[0];
    double keep = start.keep();
    SequencedMap<Arm, Met> now = new LinkedHashMap<>(met);
    now.put(arm, new Met(met(arm).late, 0));
    return new Prevailing(start, grouped, foretelling,
        rivals.stream().map(rival -> rival.rated(arm, features, quality, foretold, keep)).toList(), now);
  }

  @Override
  public Prevailing revised(Context context, Arm arm, double before, double quality) {
    FeatureVector features = groups.features(context);
    double foretold = foretold(List.of(arm), context)[0];
    return new Prevailing(start, groups, foretelling,
        rivals.stream().map(rival -> rival.revised(arm, features, before, quality, foretold)).toList(), met);
  }

  @Override
  public Prevailing renamed(UnaryOperator<Arm> names) {
    SequencedMap<Arm, Met> now = new LinkedHashMap<>();
    met.forEach((arm, before) -> now.put(names.apply(arm), before));
    return new Prevailing(start, groups, foretelling.map(prior -> prior.renamed(names)),
        rivals.stream().map(rival -> rival.renamed(names)).toList(), now);
  }

  @Override
  public void save(StateWriter out) {
    groups.save(out);
    out.put(foretelling.map(ArmPrior::kind).orElse(0L));
    foretelling.ifPresent(prior -> prior.save(out));
    out.put((long) met.size());
    met.forEach((arm, before) -> out.put(arm.id()).put(before.late ? 1L : 0L).put(before.unjudged));
    rivals.forEach(rival -> rival.save(out));
  }

  @Override
  public Prevailing restored(StateReader in) {
    Groups grouped = Groups.restored(in);
    long kind = in.whole();
    Optional<ArmPrior> saved = kind == 0 ? Optional.empty() : Optional.of(ArmPrior.read(kind, in));
    SequencedMap<Arm, Met> before = new LinkedHashMap<>();
    for (long left = in.whole(); left > 0; left--) {
      before.put(new Arm(in.text()), new Met(in.whole() == 1, in.whole()));
    }
    List<Rival> untrained = saved.map(p -> among(start, p).rivals)
        .orElseGet(() -> rivals.stream().filter(rival -> !rival.believing()).toList());
    return new Prevailing(start, grouped, saved, untrained.stream().map(rival -> rival.restored(in)).toList(), before);
  }
}
