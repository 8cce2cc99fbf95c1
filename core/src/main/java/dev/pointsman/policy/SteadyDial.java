package dev.pointsman.policy;

import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import java.util.Arrays;
import java.util.function.DoubleFunction;

/// A dial of six prices of money, an equal step from one another, between which the choice is drawn from the two next to the
/// dial's place, in proportion. So a step `d` of the dial moves no probabilities by more than `5 d` of total variation, whatever
/// the rule, and yet at each of the six prices a rule is taken as it is.
///
/// The prices are of a money whose unit is what the best candidate costs on the whole: at a cost weight of 0, 0.2, 0.4, 0.6, 0.8
/// and 1 that has to buy 0, 0.05, 0.15, 0.4, 1 of quality, or anything at all. In between, a single price goes with each place of the
/// dial too, for what is decided without chance: evenly from 0 on, by equal factors between the next four, and without bound to the end.
///
/// Source: ours, for what LLM Bandit, arXiv 2502.02743, theorem 1.1, asks for.
///
/// @param unitUsd what the best candidate costs, dollars, above 0
record SteadyDial(double unitUsd) {
  private static final double[] PRICES = {0, 0.05, 0.15, 0.4, 1, Double.POSITIVE_INFINITY};
  private static final int STEPS = 5;

  SteadyDial {
    if (!(unitUsd > 0)) {
      throw new IllegalArgumentException("what the best candidate costs must be above zero: " + unitUsd);
    }
  }

  /// Probabilities by candidate, length `K`, summing to 1.
  ///
  /// @param weight the dial's place, in `[0, 1]`
  /// @param rule probabilities at a price of a dollar, in quality, from 0 to infinity
  double[] mean(double weight, DoubleFunction<double[]> rule) {
    int step = step(weight);
    double above = weight * STEPS - step;
    double[] low = rule.apply(PRICES[step] / unitUsd);
    if (above == 0) {
      return low;
    }
    double[] high = rule.apply(PRICES[step + 1] / unitUsd);
    double[] mean = new double[low.length];
    Arrays.setAll(mean, i -> (1 - above) * low[i] + above * high[i]);
    return mean;
  }

  private static int step(double weight) {
    return (int) Math.min(STEPS, Math.floor(weight * STEPS));
  }

  /// The price of a dollar at a place of the dial, in quality, from 0 to infinity; it rises with the place.
  ///
  /// @param weight in `[0, 1]`
  double price(double weight) {
    int step = step(weight);
    double above = weight * STEPS - step;
    if (step == 0) {
      return above * PRICES[1] / unitUsd;
    }
    if (step >= STEPS - 1) {
      return step == STEPS ? Double.POSITIVE_INFINITY : PRICES[STEPS - 1] / (1 - above) / unitUsd;
    }
    return PRICES[step] * Math.pow(PRICES[step + 1] / PRICES[step], above) / unitUsd;
  }

  /// The reward at a place of the dial: of its price, by a scale of its own, some 3.7 to 5.1 times what the best candidate costs.
  ///
  /// @param weight in `[0, 1]`
  Preference preference(double weight) {
    double scale;
    if (weight == 1) {
      scale = STEPS * unitUsd;
    } else if (weight * STEPS < 1) {
      scale = unitUsd / (STEPS * PRICES[1] * (1 - weight)); // what is below, without a ratio of two small numbers
    } else {
      scale = weight / ((1 - weight) * price(weight));
    }
    return new Preference(weight, Money.roundedUp(scale));
  }

  /// The place of the dial that has a price: the inverse of [#price].
  ///
  /// @param price of a dollar, in quality, at least 0
  double weight(double price) {
    double paid = price * unitUsd;
    int step = 0;
    while (step < STEPS - 1 && paid >= PRICES[step + 1]) {
      step++;
    }
    double above = switch (step) {
      case 0 -> paid / PRICES[1];
      case STEPS - 1 -> 1 - PRICES[STEPS - 1] / paid;
      default -> Math.log(paid / PRICES[step]) / Math.log(PRICES[step + 1] / PRICES[step]);
    };
    return Math.clamp((step + above) / STEPS, 0, 1);
  }
}
