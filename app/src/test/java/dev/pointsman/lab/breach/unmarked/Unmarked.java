package dev.pointsman.lab.breach.unmarked;

/// A class in a package that does not say where null may be.
final class Unmarked {}
