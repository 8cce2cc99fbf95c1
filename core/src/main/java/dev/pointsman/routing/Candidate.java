package dev.pointsman.routing;

/// An arm able to serve this request.
///
/// @param arm the arm
/// @param listedCost what its price list makes of the request at a typical length of answer, before anything was
///     learned; where there is no price list, the same nominal amount every time. At least zero
/// @param expectedCost what the call is expected to cost by what was learned, at least zero
public record Candidate(Arm arm, Money listedCost, Money expectedCost) {
  public Candidate {
    if (listedCost.nanoUsd() < 0 || expectedCost.nanoUsd() < 0) {
      throw new IllegalArgumentException(
          "a cost of " + arm + " is negative: listed " + listedCost + ", expected " + expectedCost);
    }
  }

  /// A candidate of which nothing was learned.
  public static Candidate listed(Arm arm, Money cost) {
    return new Candidate(arm, cost, cost);
  }

  /// The same at another expected cost.
  public Candidate expecting(Money cost) {
    return new Candidate(arm, listedCost, cost);
  }
}
