package dev.pointsman.fleet.prompt;

/// What a prompt's text tells of it.
///
/// @param topic the topic that it is of, or the nearest one
/// @param difficulty in `[0, 1]`, 1 the hardest; 0.5 for a text that is none of ours
/// @param ours whether it was recognized as drawn from a template
public record Reading(String topic, double difficulty, boolean ours) {}
