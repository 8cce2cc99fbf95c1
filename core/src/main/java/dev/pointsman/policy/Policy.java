package dev.pointsman.policy;

import dev.pointsman.identity.Examiner;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Preference;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// A rule from a context and its candidates to an arm, and how it learns: an immutable value, so that requests read it
/// without a lock and the lab replays the very object that serves.
public interface Policy {
  /// Chooses a candidate, with the true probability of the choice.
  ///
  /// @param context with features of the length that the policy was created for
  /// @param candidates at least one, no arm twice, which is not checked; their expected costs count
  /// @param random the only chance it may use
  /// @throws IllegalArgumentException if there is no candidate, or if it looks at features and they have another length
  Decision decide(Context context, List<Candidate> candidates, RandomGenerator random);

  /// The same choice among candidates whose quality it predicted for this prompt already, without predicting it anew where that
  /// takes its time.
  ///
  /// @param context of the prompt, at any preference
  /// @param appraised by this policy, at least one; their scores and propensities do not count
  default Decision choose(Context context, List<Appraisal> appraised, RandomGenerator random) {
    return decide(context, appraised.stream().map(Appraisal::candidate).toList(), random);
  }

  /// The policy as it is after one more observation; this one stays as it was.
  Policy learn(Observation observation);

  /// Whether its best guess at every preference follows from one set of appraisals: the highest reward by the quality that it
  /// predicts and the cost that is expected. Not so where the preference itself is a part of what it decides by.
  default boolean isAppraisedOnce() {
    return true;
  }

  /// The preference by whose reward it chooses where it is asked for another: that itself, unless it has a dial of its own. Its cost
  /// weight rises with the one that is asked for.
  default Preference acting(Preference asked) {
    return asked;
  }

  /// The cost weight to ask for where a dollar is to buy so much quality; it rises with the price.
  ///
  /// @param price quality a dollar, at least 0
  /// @param scale of the preference that the weight is to be of
  /// @param guess what it thinks of the candidates; scores and propensities do not count
  default double costWeight(double price, Money scale, List<Appraisal> guess) {
    return new Preference(0, scale).withPrice(price).costWeight();
  }

  /// What it takes to choose a new model's quiz, where it knows models by identities.
  default Optional<Examiner> examiner() {
    return Optional.empty();
  }

  /// The same of arms under other ids.
  Policy renamed(UnaryOperator<Arm> names);

  /// Writes all that was learned, bit for bit.
  void save(StateWriter out);

  /// The policy of the same spec that was saved.
  ///
  /// @throws IllegalArgumentException if the bytes are not such a policy's
  Policy restored(StateReader in);
}
