package dev.pointsman.identity;

import dev.pointsman.neural.Dense;
import dev.pointsman.neural.Net;
import dev.pointsman.neural.Activation;
import dev.pointsman.routing.FeatureVector;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Frozen nets drawn by chance.
public final class Worlds {
  public static final int FEATURES = 4;
  public static final int LENGTH = 3;

  private Worlds() {}

  public static ResponseModel responses(long seed) {
    return responses(seed, FEATURES);
  }

  public static ResponseModel responses(long seed, int features) {
    var random = new SplittableRandom(seed);
    Dense identity = Dense.drawn(LENGTH, 8, 6, random);
    return new ResponseModel(Dense.drawn(features, 8, 6, random), identity, Dense.drawn(8, 8, 2, random),
        Dense.drawn(8, 1, 8, random), Dense.drawn(8, 1, 8, random), new Calibration(1.2, 0.1));
  }

  public static ChoiceNet choice(long seed, boolean published) {
    return choice(seed, FEATURES, published);
  }

  public static ChoiceNet choice(long seed, int features, boolean published) {
    var random = new SplittableRandom(seed);
    int units = 6;
    double[][] queries = IntStream.range(0, 2).mapToObj(_ -> vector(units, random)).toArray(double[][]::new);
    return new ChoiceNet(Dense.drawn(LENGTH + 2, units, 1, random), queries, Net.drawn(Activation.TANH, random,
        2 * units + features + 1, 7, published ? LENGTH : LENGTH + 2), published ? 0 : 3, published);
  }

  public static double[] vector(int length, RandomGenerator random) {
    return IntStream.range(0, length).mapToDouble(_ -> random.nextGaussian()).toArray();
  }

  public static FeatureVector prompt(RandomGenerator random) {
    float[] values = new float[FEATURES];
    for (int i = 0; i < FEATURES; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return FeatureVector.of(values);
  }
}
