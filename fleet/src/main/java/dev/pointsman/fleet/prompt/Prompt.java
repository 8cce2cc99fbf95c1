package dev.pointsman.fleet.prompt;

/// A prompt as it was drawn.
///
/// @param topic the topic that it was drawn from
/// @param text what is sent
public record Prompt(String topic, String text) {}
