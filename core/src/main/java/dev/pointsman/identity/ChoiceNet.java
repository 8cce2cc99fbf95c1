package dev.pointsman.identity;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.linear.SymmetricMatrix;
import dev.pointsman.neural.Activation;
import dev.pointsman.neural.Dense;
import dev.pointsman.neural.Net;
import dev.pointsman.neural.Softmax;
import dev.pointsman.routing.FeatureVector;
import java.util.Arrays;
import java.util.List;

/// Chooses among any set of candidates, at any price of money, whatever their order: each candidate is a token
/// `t_k = [I_k, c_k, p_k]` of its identity, its cost over the dearest's and its predicted quality; tokens are pooled by
/// attention; pooled, with the prompt and the price `w`, they make a direction `h`; and the probability of a candidate is
/// proportional to `exp(t_k . h)`, or as published to `exp(I_k . h)`. Frozen; immutable.
///
/// The price stands for the preference `[1, w]`, `w` in `[0, 2]`, on quality in `[0, 1]` and cost over the dearest's. A dollar's
/// price `lambda` in quality gives `w = lambda c_max`. Where that is above 2, a candidate whose cost above the cheapest's
/// outweighs any quality has probability 0 and is no token, and costs of the others are written as `1 - lambda (c_max - c_k) / w`
/// with `w` at most 2: the same differences of reward, so that the whole dial lies in the range that was trained.
///
/// Beside the inner product the predicted reward `p_k - w c_k` counts, so that the net corrects the best guess and need not learn
/// it.
///
/// Source: LLM Bandit, arXiv 2502.02743, equation 5 and appendix B.2; the tokens' cost and prediction in the inner product, the
/// predicted reward, and what is done above `w = 2`, are ours.
///
/// @param token from `D + 2` numbers to `U` units
/// @param queries `M` of length `U`
/// @param direction from `M U + d + 1` numbers to `h`, with one hidden layer
/// @param trust what predicted reward counts in the logits, finite; 0 as published
/// @param published whether `h` meets identities alone, so that its length is `D`, not `D + 2`
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement, compared by nobody
public record ChoiceNet(Dense token, double[][] queries, Net direction, double trust, boolean published) {
  /// The highest price of money that is trained.
  public static final double MOST_PRICE = 2;

  /// A candidate as it is seen.
  ///
  /// @param identity `I_k`, length `D`
  /// @param quality predicted, in `[0, 1]`
  /// @param costUsd expected, at least 0
  public record Option(double[] identity, double quality, double costUsd) {}

  /// A prompt and its candidates, read once for any price.
  ///
  /// @param features of the prompt, length `d`
  /// @param options at least one
  public Reading reading(FeatureVector features, List<Option> options) {
    double least = options.stream().mapToDouble(Option::costUsd).min().orElseThrow();
    double most = options.stream().mapToDouble(Option::costUsd).max().orElseThrow();
    double[][] tokens = options.stream()
        .map(option -> tokenOf(option, most > 0 ? option.costUsd / most : 0)).toArray(double[][]::new);
    return new Reading(this, features, options, least, most, seen(features, tokens));
  }

  /// Tokens, and with them and the prompt the sums of the hidden layer where money has no price.
  @SuppressWarnings("ArrayRecordComponent") // lives for one decision and is never compared
  private record Seen(double[][] tokens, double[] sums) {}

  /// What was read.
  ///
  /// @param least the cheapest's cost
  /// @param most the dearest's
  public record Reading(ChoiceNet net, FeatureVector features, List<Option> options, double least, double most,
      Seen all) {
    /// Probabilities by candidate, length `K`, summing to 1.
    ///
    /// @param price of a dollar, in quality, at least 0
    public double[] probabilities(double price) {
      return Softmax.probabilities(price * (most - least) <= 1 && price * most <= MOST_PRICE
          ? net.logits(all, price * most)
          : net.dear(this, price));
    }

    /// Probabilities by candidate at a preference `[1, w]` on quality and cost over the dearest's, as published, length `K`, summing
    /// to 1.
    ///
    /// @param weight `w`, in `[0, 2]`
    public double[] chances(double weight) {
      return Softmax.probabilities(net.logits(all, weight));
    }
  }

  /// Logits at a price at which some candidates can't be worth it, or that is above what was trained.
  private double[] dear(Reading reading, double price) {
    double most = 0;
    for (Option option : reading.options) {
      if (price * (option.costUsd - reading.least) <= 1) {
        most = Math.max(most, option.costUsd);
      }
    }
    double weight = Math.min(MOST_PRICE, price * most);
    double[][] tokens = new double[reading.options.size()][];
    for (int k = 0; k < tokens.length; k++) {
      Option option = reading.options.get(k);
      double scaled = weight < MOST_PRICE
          ? (most > 0 ? option.costUsd / most : 0)
          : 1 - price * (most - option.costUsd) / weight;
      tokens[k] = price * (option.costUsd - reading.least) <= 1 ? tokenOf(option, scaled) : new double[0];
    }
    return logits(reading.features, tokens, weight);
  }

  private static double[] tokenOf(Option option, double cost) {
    double[] t = Arrays.copyOf(option.identity, option.identity.length + 2);
    t[t.length - 2] = cost;
    t[t.length - 1] = option.quality;
    return t;
  }

  /// Logits by token, minus infinity where one is empty.
  ///
  /// @param tokens `[I_k, c_k, p_k]` each, at least one of them not empty
  /// @param weight `w`, in `[0, 2]`
  public double[] logits(FeatureVector features, double[][] tokens, double weight) {
    return logits(seen(features, tokens), weight);
  }

  private double[] logits(Seen seen, double weight) {
    Dense hidden = direction.layers().getFirst();
    double[] sums = seen.sums.clone();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += hidden.weights()[i][hidden.inputs() - 1] * weight;
    }
    double[] h = direction.layers().getLast().apply(direction.between().apply(sums));
    double[] logits = new double[seen.tokens.length];
    for (int k = 0; k < logits.length; k++) {
      double[] t = seen.tokens[k];
      logits[k] = t.length == 0
          ? Double.NEGATIVE_INFINITY
          : SymmetricMatrix.dot(h, published ? Arrays.copyOf(t, h.length) : t)
              + trust * (t[t.length - 1] - weight * t[t.length - 2]);
    }
    return logits;
  }

  private Seen seen(FeatureVector features, double[][] tokens) {
    int units = token.outputs();
    double[] input = new double[queries.length * units + features.length() + 1];
    double[][] embedded = new double[tokens.length][];
    for (int k = 0; k < tokens.length; k++) {
      embedded[k] = tokens[k].length == 0 ? tokens[k] : Activation.TANH.apply(token.apply(tokens[k]));
    }
    for (int m = 0; m < queries.length; m++) {
      double[] attention = new double[tokens.length];
      for (int k = 0; k < tokens.length; k++) {
        attention[k] = tokens[k].length == 0
            ? Double.NEGATIVE_INFINITY
            : SymmetricMatrix.dot(queries[m], embedded[k]) / Math.sqrt(units);
      }
      attention = Softmax.probabilities(attention);
      for (int k = 0; k < tokens.length; k++) {
        for (int u = 0; u < embedded[k].length; u++) {
          input[m * units + u] += attention[k] * embedded[k][u];
        }
      }
    }
    for (int i = 0; i < features.length(); i++) {
      input[queries.length * units + i] = features.at(i);
    }
    return new Seen(tokens, direction.layers().getFirst().apply(input));
  }

  /// Writes every number.
  public void save(StateWriter out) {
    token.save(out);
    out.put((long) queries.length);
    for (double[] query : queries) {
      out.put(query);
    }
    direction.save(out);
    out.put(trust).put(published ? 1L : 0L);
  }

  /// The net that was saved.
  ///
  /// @throws IllegalArgumentException if the bytes are not such a net's
  public static ChoiceNet read(StateReader in) {
    Dense token = Dense.read(in);
    double[][] queries = new double[in.parts()][];
    for (int m = 0; m < queries.length; m++) {
      queries[m] = in.numbers(token.outputs());
    }
    return new ChoiceNet(token, queries, Net.read(in), in.number(), in.whole() == 1);
  }
}
