package dev.pointsman.fleet;

/// What one model alone would have made of all prompts.
///
/// @param model its name
/// @param average over all rounds; a prompt that it cannot serve counts as quality 0 at no cost
/// @param share the share of rounds that it served in fact, in `[0, 1]`
public record Single(String model, Average average, double share) {}
