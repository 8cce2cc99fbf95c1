package dev.pointsman.encoder;

import dev.pointsman.routing.FeatureVector;

/// Turns a text into features, the same text always into the same bits. Thread-safe.
public interface Encoder extends AutoCloseable {
  /// The features of a text, [#length] components.
  FeatureVector encode(String text);

  /// The number of components, `d`.
  int length();

  /// Names everything that the features depend on: method, weights, rules. Learned state fits one fingerprint only.
  String fingerprint();

  @Override
  void close();
}
