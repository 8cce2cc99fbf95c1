package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.neural.Activation;
import dev.pointsman.neural.Dense;
import dev.pointsman.neural.Net;
import java.util.random.RandomGenerator;

/// BaRP's net: `g(h(x), phi(w))`, one logit an arm, of a prompt's features and a preference `(1 - w, w)`. Immutable. A gradient
/// with respect to a net is itself written as one.
///
/// Source: BaRP, arXiv 2510.07429, section 3.
///
/// @param head how features and preference meet
/// @param preferences `phi`, from 2 numbers to `e`
/// @param decision from what the head makes of both to `K` logits
public record PolicyNet(BarpHead head, Net preferences, Net decision) {
  /// A net by which every arm is as probable as any other; what is not its last layer is drawn by chance.
  ///
  /// @param features length `d` of the feature vectors
  /// @param width `e` of the encoded preference
  /// @param hidden width of the hidden layer, where the head has one
  /// @param arms `K`, at least 0
  public static PolicyNet undecided(BarpHead head, int features, int width, int hidden, int arms,
      RandomGenerator random) {
    return new PolicyNet(head, Net.drawn(Activation.RELU, random, 2, width, width),
        head.undecided(features, width, hidden, arms, random));
  }

  /// The number of arms, `K`.
  public int arms() {
    return decision.outputs();
  }

  /// The preference as the net is given it, `(1 - w, w)`.
  public static double[] simplex(double costWeight) {
    return new double[] {1 - costWeight, costWeight};
  }

  /// The logits, length `K`.
  ///
  /// @param x features, length `d`
  /// @param costWeight `w` in `[0, 1]`
  public double[] logits(double[] x, double costWeight) {
    return decision.apply(head.joint(x, preferences.apply(simplex(costWeight))));
  }

  /// The logits, with what a gradient needs.
  ///
  /// @param x features, length `d`
  /// @param costWeight `w` in `[0, 1]`
  public Pass pass(double[] x, double costWeight) {
    Net.Pass encoded = preferences.pass(simplex(costWeight));
    return new Pass(this, x, encoded, decision.pass(head.joint(x, encoded.output())));
  }

  /// One forward pass.
  @SuppressWarnings("ArrayRecordComponent") // lives for one gradient and is never compared
  public record Pass(PolicyNet net, double[] x, Net.Pass encoded, Net.Pass decided) {
    /// The logits, length `K`.
    public double[] logits() {
      return decided.output();
    }

    /// The gradient of a loss.
    ///
    /// @param g its gradient with respect to the logits, length `K`
    public PolicyNet gradient(double[] g) {
      Net.Gradient decision = decided.gradient(g);
      double[] behind = net.head.back(x, encoded.output().length, decision.input());
      return new PolicyNet(net.head, encoded.gradient(behind).net(), decision.net());
    }
  }

  /// The length of what the last layer is given.
  ///
  /// @param features `d`
  int lastInputs(int features) {
    int before = decision.layers().size() - 2;
    return before < 0 ? head.inputs(features, preferences.outputs()) : decision.layers().get(before).outputs();
  }

  /// The same with one more arm, whose logit is that of an arm it has.
  ///
  /// @param like the index of that arm
  public PolicyNet extended(int like) {
    Dense last = decision.layers().getLast();
    return extended(last.weights()[like], last.bias()[like]);
  }

  /// The same with one more arm, whose logit is 0.
  ///
  /// @param features `d`
  public PolicyNet extendedAtZero(int features) {
    return extended(new double[lastInputs(features)], 0);
  }

  private PolicyNet extended(double[] row, double bias) {
    return new PolicyNet(head, preferences, decision.withOutput(row, bias));
  }

  /// This net and a multiple of another of the same shape.
  PolicyNet plus(double scale, PolicyNet other) {
    return new PolicyNet(head, preferences.plus(scale, other.preferences), decision.plus(scale, other.decision));
  }

  /// The net of the same shape whose every number is zero.
  PolicyNet zero() {
    return new PolicyNet(head, preferences.zero(), decision.zero());
  }

  /// Writes every number.
  public void save(StateWriter out) {
    out.put(head.name());
    preferences.save(out);
    decision.save(out);
  }

  /// The net that was saved.
  ///
  /// @throws IllegalArgumentException if the bytes are not such a net's
  public static PolicyNet read(StateReader in) {
    return new PolicyNet(BarpHead.valueOf(in.text()), Net.read(in), Net.read(in));
  }
}
