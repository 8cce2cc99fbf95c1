package dev.pointsman.encoder;

import dev.pointsman.routing.FeatureVector;

/// Turns a text into features, the same text always into the same bits. Thread-safe.
public interface Encoder extends AutoCloseable {
  /// The features of a text, [#length] components.
  ///
  /// @param text any: empty, of any length, with whatever in it
  /// @throws IllegalStateException if the encoder is closed, or the thread is interrupted meanwhile
  FeatureVector encode(String text);

  /// The number of components, `d`.
  int length();

  /// Names everything that the features depend on: method, weights, rules. Learned state fits one fingerprint only.
  String fingerprint();

  /// Lets go of what it holds, when texts under way are encoded; once it is closed nothing more happens.
  @Override
  void close();
}
