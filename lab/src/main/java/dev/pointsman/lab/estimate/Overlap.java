package dev.pointsman.lab.estimate;

/// How much a log says about a target policy.
///
/// @param rounds how many rounds were used
/// @param effective the effective sample size, `(sum w)^2 / sum w^2`: as many rounds of the target's own would say about
///     as much; in `[0, rounds]`. Source: Kish, "Survey sampling" (1965), section 11.7
/// @param meanWeight near 1 if the logged propensities are true
/// @param largestWeight the largest weight; the smaller the logged propensities, the larger
public record Overlap(long rounds, double effective, double meanWeight, double largestWeight) {}
