package dev.pointsman.routing;

/// What an estimate of an arm's quality rests on.
///
/// @param prior the mean that would be believed had the arm never been judged: by what is foretold of it, and by what arms have
///     in common
/// @param judgements how many of the arm's own judgements count, older ones less, at least 0
public record Grounds(double prior, double judgements) {}
