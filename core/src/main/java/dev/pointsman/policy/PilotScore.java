package dev.pointsman.policy;

/// How PILOT compares a prompt with a model's embedding.
public enum PilotScore {
  /// `cos(psi(q), theta)`, as published: the ridge estimate is brought to length 1, and with it the mean reward that its
  /// length carries is lost.
  COSINE,
  /// A linear function of the prompt, which is what the ridge regression estimates.
  LINEAR
}
