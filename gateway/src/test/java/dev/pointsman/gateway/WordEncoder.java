package dev.pointsman.gateway;

import dev.pointsman.encoder.Encoder;
import dev.pointsman.routing.FeatureVector;
import java.util.Locale;

/// Features of single words: one component for each of a few that tests speak of.
public final class WordEncoder implements Encoder {
  private static final String[] WORDS = {"algebra", "poem"};

  @Override
  public FeatureVector encode(String text) {
    float[] features = new float[WORDS.length];
    for (int i = 0; i < WORDS.length; i++) {
      features[i] = text.toLowerCase(Locale.ROOT).contains(WORDS[i]) ? 1 : -0.2f;
    }
    return FeatureVector.of(features);
  }

  @Override
  public int length() {
    return WORDS.length;
  }

  @Override
  public String fingerprint() {
    return "words";
  }

  @Override
  public void close() {}
}
