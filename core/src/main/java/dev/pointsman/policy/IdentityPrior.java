package dev.pointsman.policy;

import dev.pointsman.identity.Identity;
import dev.pointsman.identity.ResponseModel;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// What identities of known models say of arms. How hard prompts are for all is soon learned where they are met, so only
/// differences between arms are taken from it.
///
/// Source: LLM Bandit, arXiv 2502.02743, section 2.3; as a prior of regressions it is ours.
public final class IdentityPrior implements ArmPrior {
  private final ResponseModel responses;
  private final SequencedMap<Arm, Identity> known;
  private final double sign;
  private final Map<Arm, double[]> projected = new LinkedHashMap<>();

  private IdentityPrior(ResponseModel responses, SequencedMap<Arm, Identity> known, double sign) {
    this.responses = responses;
    this.known = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(known));
    this.sign = sign;
    known.forEach((arm, identity) -> projected.put(arm, responses.project(identity.mean())));
  }

  /// What identities say.
  ///
  /// @param responses the model that they were fitted with
  /// @param known by arm; of other arms it says nothing
  public static IdentityPrior of(ResponseModel responses, SequencedMap<Arm, Identity> known) {
    return new IdentityPrior(responses, known, 1);
  }

  /// Each arm's predicted quality at a prompt less the mean over all that it speaks of, in `[-1, 1]`; 0 for an arm that it does
  /// not speak of.
  ///
  /// @param features length `d`
  public double[] advantages(List<Arm> arms, FeatureVector features) {
    double[] advantages = new double[arms.size()];
    if (arms.stream().noneMatch(projected::containsKey)) {
      return advantages;
    }
    double[] read = responses.read(features);
    Map<Arm, Double> qualities = new LinkedHashMap<>();
    projected.forEach((arm, own) -> qualities.put(arm, responses.quality(read, own)));
    double mean = qualities.values().stream().mapToDouble(quality -> quality).average().orElse(0);
    for (int i = 0; i < advantages.length; i++) {
      advantages[i] = sign * (qualities.getOrDefault(arms.get(i), mean) - mean);
    }
    return advantages;
  }

  @Override
  public int size() {
    return known.size();
  }

  @Override
  public int features() {
    return responses.features();
  }

  @Override
  public IdentityPrior inverted() {
    return new IdentityPrior(responses, known, -sign);
  }

  @Override
  public IdentityPrior shuffled(RandomGenerator random) {
    List<Identity> drawn = new ArrayList<>(known.values());
    Collections.shuffle(drawn, Random.from(random));
    SequencedMap<Arm, Identity> worthless = new LinkedHashMap<>();
    known.keySet().forEach(arm -> worthless.put(arm, drawn.get(worthless.size())));
    return new IdentityPrior(responses, worthless, sign);
  }

  @Override
  public IdentityPrior renamed(UnaryOperator<Arm> names) {
    SequencedMap<Arm, Identity> renamed = new LinkedHashMap<>();
    known.forEach((arm, identity) -> renamed.put(names.apply(arm), identity));
    return new IdentityPrior(responses, renamed, sign);
  }

  @Override
  public void save(StateWriter out) {
    responses.save(out);
    out.put(sign).put((long) known.size());
    known.forEach((arm, identity) -> {
      out.put(arm.id());
      identity.save(out);
    });
  }

  /// The prior that was saved.
  static IdentityPrior read(StateReader in) {
    ResponseModel responses = ResponseModel.read(in);
    double sign = in.number();
    SequencedMap<Arm, Identity> known = new LinkedHashMap<>();
    for (long left = in.whole(); left > 0; left--) {
      known.put(new Arm(in.text()), Identity.read(in));
    }
    return new IdentityPrior(responses, known, sign);
  }
}
