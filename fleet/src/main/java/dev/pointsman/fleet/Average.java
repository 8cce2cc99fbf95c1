package dev.pointsman.fleet;

/// Means over rounds.
///
/// @param quality mean score, in `[0, 1]`
/// @param costUsd mean cost in US dollars
public record Average(double quality, double costUsd) {}
