package dev.pointsman.identity;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.FeatureVector;
import java.util.Arrays;

/// Kinds of prompts: soft clusters of their features. What a model is good at often goes by kinds, which no regression on the
/// features alone can tell.
///
/// A prompt's share in a kind is proportional to `exp(-|x - c|^2 / width)` of its distance to the kind's centre `c`.
///
/// @param centres `N` of length `d`, may be none
/// @param width of the kinds, above 0
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement, compared by nobody
public record Kinds(double[][] centres, double width) {
  /// No kinds.
  public static final Kinds NONE = new Kinds(new double[0][], 1);
  /// What a share, and what a foretold quality, weighs beside a feature: how much less they are held to zero.
  private static final double SHARE = 2;
  private static final double FORETOLD = 6;

  public Kinds {
    if (!(width > 0)) {
      throw new IllegalArgumentException("a kind's width must be above 0: " + width);
    }
    for (double[] centre : centres) {
      if (centre.length != centres[0].length) {
        throw new IllegalArgumentException(
            "kinds with centres of lengths " + centres[0].length + " and " + centre.length);
      }
    }
  }

  /// What [#beside] adds to the features of a prompt.
  public int added() {
    return centres.length + 1;
  }

  /// What corrections of a foretold quality are learned on: the features, the shares in kinds, and the foretold quality
  /// itself, so that an identity that says too little or too much is found out.
  ///
  /// @param shares of the prompt, length `N`
  /// @param foretold in `[0, 1]`
  /// @return of length `d + N + 1`
  public static FeatureVector beside(FeatureVector features, double[] shares, double foretold) {
    float[] all = Arrays.copyOf(features.toArray(), features.length() + shares.length + 1);
    for (int i = 0; i < shares.length; i++) {
      all[features.length() + i] = (float) (SHARE * shares[i]);
    }
    all[all.length - 1] = (float) (FORETOLD * (foretold - 0.5));
    return FeatureVector.of(all);
  }

  /// Shares in the kinds, summing to 1, length `N`.
  public double[] shares(FeatureVector features) {
    double[] shares = new double[centres.length];
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < shares.length; k++) {
      shares[k] = distance(features, centres[k]);
      least = Math.min(least, shares[k]);
    }
    double sum = 0;
    for (int k = 0; k < shares.length; k++) {
      shares[k] = Math.exp((least - shares[k]) / width);
      sum += shares[k];
    }
    for (int k = 0; k < shares.length; k++) {
      shares[k] /= sum;
    }
    return shares;
  }

  /// The squared distance of a prompt to a centre.
  public static double distance(FeatureVector features, double[] centre) {
    double sum = 0;
    for (int i = 0; i < centre.length; i++) {
      sum += (features.at(i) - centre[i]) * (features.at(i) - centre[i]);
    }
    return sum;
  }

  /// Writes every number.
  public void save(StateWriter out) {
    out.put(width).put((long) centres.length);
    for (double[] centre : centres) {
      out.put(centre);
    }
  }

  /// The kinds that were saved.
  ///
  /// @throws IllegalArgumentException if the bytes are no kinds
  public static Kinds read(StateReader in) {
    double width = in.number();
    double[][] centres = new double[in.parts()][];
    for (int k = 0; k < centres.length; k++) {
      centres[k] = in.numbers();
    }
    return new Kinds(centres, width);
  }
}
