package dev.pointsman.routing;

/// A fact that a router learns from. Cost comes when the call ends, quality later or never: two facts, learned once
/// each. The arm that served is not the chosen one where an earlier attempt failed; such a fallback has no propensity,
/// so it teaches regressions and importance-weighted learners leave it out.
public sealed interface Observation {
  Context context();

  Decision decision();

  Arm served();

  /// Whether the served arm is the one that the policy drew, so that the decision's propensity is its own.
  default boolean hasPropensity() {
    return served().equals(decision().chosen().arm());
  }

  /// A call ended and was paid for.
  ///
  /// @param cost what it cost in the end
  record Served(Context context, Decision decision, Arm served, Usage usage, Money cost) implements Observation {}

  /// An answer was judged for the first time.
  ///
  /// @param quality in `[0, 1]`
  record Rated(Context context, Decision decision, Arm served, double quality) implements Observation {
    public Rated {
      checkQuality(quality);
    }
  }

  /// A judgement was replaced, so the answer counts as `quality` instead of `before`. It carries no new round.
  ///
  /// @param before the quality that was learned, in `[0, 1]`
  /// @param quality the quality that holds now, in `[0, 1]`
  record Revised(Context context, Decision decision, Arm served, double before, double quality)
      implements
        Observation {
    public Revised {
      checkQuality(before);
      checkQuality(quality);
    }
  }

  private static void checkQuality(double quality) {
    if (!(quality >= 0 && quality <= 1)) {
      throw new IllegalArgumentException("a quality must lie in [0, 1]: " + quality);
    }
  }
}
