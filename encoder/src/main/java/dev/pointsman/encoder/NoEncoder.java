package dev.pointsman.encoder;

import dev.pointsman.routing.FeatureVector;

/// Sees nothing of a prompt: every prompt is routed alike, in no time.
public final class NoEncoder implements Encoder {
  private static final FeatureVector NOTHING = FeatureVector.of();

  @Override
  public FeatureVector encode(String text) {
    return NOTHING;
  }

  @Override
  public int length() {
    return 0;
  }

  @Override
  public String fingerprint() {
    return "none";
  }

  @Override
  public void close() {}
}
