package dev.pointsman.routing;

/// What a policy thought of one candidate.
///
/// @param candidate the candidate with its expected cost
/// @param quality predicted quality with its spread
/// @param score the predicted reward at the request's preference, without any exploration bonus; of a policy that predicts no
///     reward, the probability that it gives the candidate at that preference. The best guess has the highest
/// @param propensity the probability with which the policy chose it, in `[0, 1]`
public record Appraisal(Candidate candidate, Estimate quality, double score, double propensity) {}
