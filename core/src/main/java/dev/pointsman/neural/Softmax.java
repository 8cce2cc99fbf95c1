package dev.pointsman.neural;

/// The distribution in proportion to `exp(z)`, computed without overflow.
public final class Softmax {
  private Softmax() {}

  /// `exp(z_i) / sum_j exp(z_j)`, summing to 1.
  ///
  /// @param logits `z`, at least one; minus infinity has probability 0, as long as one is finite
  public static double[] probabilities(double[] logits) {
    double most = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      most = Math.max(most, logit);
    }
    double[] probabilities = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = Math.exp(logits[i] - most);
      sum += probabilities[i];
    }
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }

  /// `-sum p log p` in nats; 0 for a certain choice.
  ///
  /// @param probabilities summing to 1
  public static double entropy(double[] probabilities) {
    double entropy = 0;
    for (double p : probabilities) {
      entropy -= p > 0 ? p * Math.log(p) : 0;
    }
    return entropy;
  }

  /// The gradient of `log p_chosen` with respect to the logits, `1[i = chosen] - p_i`.
  ///
  /// @param probabilities of the logits
  public static double[] logGradient(double[] probabilities, int chosen) {
    double[] gradient = new double[probabilities.length];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (i == chosen ? 1 : 0) - probabilities[i];
    }
    return gradient;
  }

  /// The gradient of the entropy with respect to the logits, `-p_i (log p_i + H)`.
  ///
  /// @param probabilities of the logits
  public static double[] entropyGradient(double[] probabilities) {
    double entropy = entropy(probabilities);
    double[] gradient = new double[probabilities.length];
    for (int i = 0; i < gradient.length; i++) {
      double p = probabilities[i];
      gradient[i] = p > 0 ? -p * (Math.log(p) + entropy) : 0;
    }
    return gradient;
  }
}
