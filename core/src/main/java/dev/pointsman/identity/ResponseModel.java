package dev.pointsman.identity;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.linear.SymmetricMatrix;
import dev.pointsman.neural.Activation;
import dev.pointsman.neural.Dense;
import dev.pointsman.routing.FeatureVector;

/// Says what a model of an identity `I` makes of a prompt `e`: that its answer is right with probability
/// `logistic(f(e, I))`, and better than another's with probability `logistic(g(e, I) - g(e, I'))`. `f` and `g` share all
/// but their last layers: `tanh(W_2 tanh(W_e e + W_I I + b_1) + b_2)`. Frozen; immutable.
///
/// There is no difficulty of single prompts: it is implied by their features, so that new prompts have one.
///
/// Source: LLM Bandit, arXiv 2502.02743, equations 2 and 3, appendix E.3.
///
/// @param prompt `W_e` and `b_1`, from `d` features to `H` units
/// @param identity `W_I`, from `D` components to `H` units, without bias
/// @param hidden `W_2` and `b_2`, `H` units
/// @param correct the last layer of `f`
/// @param strength the last layer of `g`
/// @param calibration of `f`
public record ResponseModel(Dense prompt, Dense identity, Dense hidden, Dense correct, Dense strength,
    Calibration calibration) {
  private static final Activation ACTIVATION = Activation.TANH;

  public ResponseModel {
    int units = prompt.outputs();
    if (identity.outputs() != units || hidden.inputs() != units || hidden.outputs() != units
        || correct.inputs() != units || strength.inputs() != units || correct.outputs() != 1
        || strength.outputs() != 1) {
      throw new IllegalArgumentException("layers of a response model do not fit together");
    }
  }

  /// The length of a prompt's features, `d`.
  public int features() {
    return prompt.inputs();
  }

  /// The length of an identity, `D`.
  public int length() {
    return identity.inputs();
  }

  /// What a prompt brings to the first layer, the same for every model; length `H`.
  ///
  /// @param features length `d`
  /// @throws IllegalArgumentException if they have another
  public double[] read(FeatureVector features) {
    features.checkLength(features());
    double[] e = new double[features.length()];
    for (int i = 0; i < e.length; i++) {
      e[i] = features.at(i);
    }
    return prompt.apply(e);
  }

  /// What an identity brings to the first layer, the same for every prompt; length `H`.
  ///
  /// @param mean length `D`
  public double[] project(double[] mean) {
    return identity.apply(mean);
  }

  private double[] units(double[] read, double[] projected) {
    double[] sum = read.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += projected[i];
    }
    return ACTIVATION.apply(hidden.apply(ACTIVATION.apply(sum)));
  }

  /// `f`: the logit of a right answer, before calibration.
  ///
  /// @param read of the prompt, by [#read]
  /// @param projected of the model, by [#project]
  public double logit(double[] read, double[] projected) {
    return correct.apply(units(read, projected))[0];
  }

  /// The calibrated probability of a right answer, in `(0, 1)`.
  public double quality(double[] read, double[] projected) {
    return calibration.probability(logit(read, projected));
  }

  /// `g`: the strength in comparisons, in logits.
  public double strength(double[] read, double[] projected) {
    return strength.apply(units(read, projected))[0];
  }

  /// `f` and its gradient with respect to the identity.
  ///
  /// @param gradient length `D`
  @SuppressWarnings("ArrayRecordComponent") // lives for one step and is never compared
  public record Slope(double logit, double[] gradient) {
    /// The variance of the logit where the identity's covariance is `covariance`.
    double variance(SymmetricMatrix covariance) {
      return SymmetricMatrix.dot(gradient, covariance.times(gradient));
    }
  }

  /// `f` and its gradient with respect to the identity, at a prompt.
  public Slope slope(double[] read, double[] projected) {
    double[] first = read.clone();
    for (int i = 0; i < first.length; i++) {
      first[i] = Math.tanh(first[i] + projected[i]);
    }
    double[] second = ACTIVATION.apply(hidden.apply(first));
    double[] g = correct.weights()[0].clone();
    for (int i = 0; i < g.length; i++) {
      g[i] *= 1 - second[i] * second[i];
    }
    g = hidden.back(g);
    for (int i = 0; i < g.length; i++) {
      g[i] *= 1 - first[i] * first[i];
    }
    return new Slope(correct.apply(second)[0], identity.back(g));
  }

  /// The same with another calibration.
  public ResponseModel calibrated(Calibration other) {
    return new ResponseModel(prompt, identity, hidden, correct, strength, other);
  }

  /// Writes every number.
  public void save(StateWriter out) {
    for (Dense layer : new Dense[] {prompt, identity, hidden, correct, strength}) {
      layer.save(out);
    }
    out.put(calibration.slope()).put(calibration.level());
  }

  /// The model that was saved.
  ///
  /// @throws IllegalArgumentException if the bytes are not such a model's
  public static ResponseModel read(StateReader in) {
    return new ResponseModel(Dense.read(in), Dense.read(in), Dense.read(in), Dense.read(in), Dense.read(in),
        new Calibration(in.number(), in.number()));
  }
}
