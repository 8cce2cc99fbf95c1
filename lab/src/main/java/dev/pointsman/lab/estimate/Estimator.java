package dev.pointsman.lab.estimate;

/// How the mean outcome of a target policy is estimated from rounds of another: `sum a / sum b`, where each round
/// contributes an `a` and a `b`. No weight is clipped.
public enum Estimator {
  /// The mean outcome of the logging policy itself, beside which the others are read.
  LOGGED {
    @Override
    double numerator(Round round) {
      return round.outcome();
    }
  },
  /// Inverse propensity scoring, `mean(w r)`: unbiased when every propensity is true and none that the target needs is 0;
  /// of high variance when the policies differ.
  ///
  /// Source: Horvitz and Thompson, JASA 47 (1952), 663-685.
  IPS {
    @Override
    double numerator(Round round) {
      return round.weight() * round.outcome();
    }
  },
  /// Self-normalised IPS, `sum(w r) / sum(w)`: always among the outcomes that were seen, and moved by `c` where all
  /// outcomes are; its bias falls as `1 / n`.
  ///
  /// Source: Swaminathan and Joachims, "The self-normalized estimator for counterfactual learning", NIPS 2015, eq. 9.
  SNIPS {
    @Override
    double numerator(Round round) {
      return round.weight() * round.outcome();
    }

    @Override
    double denominator(Round round) {
      return round.weight();
    }
  },
  /// Doubly robust, `mean(expected + w (r - predicted))`: unbiased whatever the model says as long as it never saw the round,
  /// and of little variance where the model is good.
  ///
  /// Source: Dudik, Langford and Li, "Doubly robust policy evaluation and learning", ICML 2011, eq. 1.
  DR {
    @Override
    double numerator(Round round) {
      return round.expected() + round.weight() * (round.outcome() - round.predicted());
    }
  };

  abstract double numerator(Round round);

  double denominator(@SuppressWarnings("unused") Round round) {
    return 1;
  }
}
