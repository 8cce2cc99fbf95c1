package dev.pointsman.policy;

import java.util.random.RandomGenerator;

/// Chance that always gives the same number in `[0, 1)`, counts how often it was asked, and gives nothing else.
final class Scripted implements RandomGenerator {
  private final double number;
  private int draws;

  Scripted(double number) {
    this.number = number;
  }

  int draws() {
    return draws;
  }

  @Override
  public double nextDouble() {
    draws++;
    return number;
  }

  @Override
  public long nextLong() {
    throw new AssertionError("asked for more than one number in [0, 1)");
  }
}
