package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.neural.Adam;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// BaRP's net with the arms of its rows, and where learning stands. Immutable.
///
/// @param net a logit an arm
/// @param arms by row
/// @param tauUsd the cost that counts as 1 in the reward that the net was trained for, in dollars; empty where it was not
/// @param dial how many times that is the cost that counts as 1 where it serves, above 0: a request's weight `w` is put to the
///     net as the weight at which a dollar buys as much quality, `dial w / (1 - w + dial w)`
/// @param rounds how many outcomes it was trained on, before it served and since
/// @param preferences where the optimiser stands with the encoder of preferences
/// @param decision where the optimiser stands with the decision net
public record BarpArms(PolicyNet net, List<Arm> arms, OptionalDouble tauUsd, double dial, long rounds,
    Adam preferences, Adam decision) {
  public BarpArms {
    arms = List.copyOf(arms);
    if (arms.size() != net.arms()) {
      throw new IllegalArgumentException("a net of " + net.arms() + " rows for " + arms.size() + " arms");
    }
  }

  /// A net that learns no further than it was trained.
  static BarpArms of(PolicyNet net, List<Arm> arms, OptionalDouble tauUsd, double dial, long rounds) {
    return new BarpArms(net, arms, tauUsd, dial, rounds, Adam.before(net.preferences()), Adam.before(net.decision()));
  }

  /// The candidates' logits, in their order: minus infinity for one without a row where another has one, else 0.
  double[] logits(FeatureVector features, double costWeight, List<Candidate> candidates) {
    double[] known = net.logits(doubles(features), dial * costWeight / (1 - costWeight + dial * costWeight));
    double[] logits = candidates.stream().mapToInt(c -> arms.indexOf(c.arm()))
        .mapToDouble(row -> row < 0 ? Double.NEGATIVE_INFINITY : known[row]).toArray();
    if (Arrays.stream(logits).allMatch(logit -> logit == Double.NEGATIVE_INFINITY)) {
      Arrays.fill(logits, 0);
    }
    return logits;
  }

  static double[] doubles(FeatureVector features) {
    double[] x = new double[features.length()];
    Arrays.setAll(x, features::at);
    return x;
  }

  /// The same with a row for every candidate: a new one starts as the row of the candidate that costs most nearly the same; all
  /// alike where no candidate has one.
  ///
  /// @param features length of the feature vectors
  BarpArms knowing(List<Candidate> candidates, int features) {
    List<Candidate> known = candidates.stream().filter(c -> arms.contains(c.arm())).toList();
    BarpArms all = this;
    for (Candidate candidate : candidates) {
      if (!arms.contains(candidate.arm())) {
        all = all.with(candidate.arm(), similar(candidate, known).map(c -> arms.indexOf(c.arm())), features);
      }
    }
    return all;
  }

  private static Optional<Candidate> similar(Candidate candidate, List<Candidate> known) {
    return known.stream().min(Comparator.comparingDouble(other -> Math.abs(
        Math.log((1 + other.expectedCost().nanoUsd()) / (1.0 + candidate.expectedCost().nanoUsd())))));
  }

  private BarpArms with(Arm arm, Optional<Integer> like, int features) {
    List<Arm> more = new ArrayList<>(arms);
    more.add(arm);
    return new BarpArms(like.map(net::extended).orElseGet(() -> net.extendedAtZero(features)), more, tauUsd, dial,
        rounds,
        preferences, decision.withOutput(net.lastInputs(features)));
  }

  /// The same after a step downhill.
  BarpArms stepped(PolicyNet gradient, double rate) {
    Adam forPreferences = preferences.after(gradient.preferences());
    Adam forDecision = decision.after(gradient.decision());
    var moved = new PolicyNet(net.head(), forPreferences.moved(net.preferences(), rate),
        forDecision.moved(net.decision(), rate));
    return new BarpArms(moved, arms, tauUsd, dial, rounds + 1, forPreferences, forDecision);
  }

  BarpArms renamed(UnaryOperator<Arm> names) {
    return new BarpArms(net, arms.stream().map(names).toList(), tauUsd, dial, rounds, preferences, decision);
  }

  void save(StateWriter out) {
    net.save(out);
    out.put((long) arms.size());
    arms.forEach(arm -> out.put(arm.id()));
    out.put(tauUsd.orElse(0)).put(dial).put(rounds);
    preferences.save(out);
    decision.save(out);
  }

  static BarpArms read(StateReader in) {
    PolicyNet net = PolicyNet.read(in);
    List<Arm> arms = IntStream.range(0, in.parts()).mapToObj(_ -> new Arm(in.text())).toList();
    double tau = in.number();
    return new BarpArms(net, arms, tau > 0 ? OptionalDouble.of(tau) : OptionalDouble.empty(), in.number(),
        in.whole(),
        Adam.read(in), Adam.read(in));
  }
}
