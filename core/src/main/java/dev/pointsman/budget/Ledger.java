package dev.pointsman.budget;

/// What a budget that must not be overdrawn bears. What is left of it is a difference of sums of doubles, so that a call which is
/// above that by their rounding alone still fits: else the last of calls that cost the budget exactly would be refused.
public final class Ledger {
  private static final double ROUNDING = 1e-9;

  private Ledger() {}

  /// Whether a call fits what is left; one that is free always does.
  public static boolean bears(double leftUsd, double costUsd) {
    return costUsd <= Math.max(0, leftUsd) * (1 + ROUNDING);
  }
}
