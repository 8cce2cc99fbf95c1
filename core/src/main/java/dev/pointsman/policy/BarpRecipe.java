package dev.pointsman.policy;

/// How BaRP's net is trained before it serves.
///
/// Source: arXiv 2510.07429.
public enum BarpRecipe {
  /// As published: every draw is a paid call, the baseline is the mean reward of the batch, the cost scale the 95th percentile
  /// of costs.
  PUBLISHED,
  /// Each outcome bought once and kept, a critic's word beside it, a baseline that knows prompt and preference, epochs and cost
  /// scale chosen on prompts that are not learned from.
  RECOMMENDED
}
