package dev.pointsman.identity;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.FeatureVector;

/// A prompt that a model answered.
///
/// @param features of the prompt, length `d`
/// @param score of the answer, in `[0, 1]`
public record Answered(FeatureVector features, double score) {
  public Answered {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("a score must lie in [0, 1]: " + score);
    }
  }

  /// Writes every number.
  public void save(StateWriter out) {
    double[] values = new double[features.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = features.at(i);
    }
    out.put(values).put(score);
  }

  /// The answer that was saved.
  ///
  /// @throws IllegalArgumentException if the bytes are not an answer's
  public static Answered read(StateReader in) {
    double[] values = in.numbers();
    float[] features = new float[values.length];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) values[i];
    }
    return new Answered(FeatureVector.of(features), in.number());
  }
}
