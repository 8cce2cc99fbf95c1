package dev.pointsman.gateway.store;

/// A model that was no candidate.
///
/// @param model its name
/// @param reason in words
public record Excluded(String model, String reason) {}
