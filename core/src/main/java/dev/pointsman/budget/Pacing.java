package dev.pointsman.budget;

/// Holds the mean cost of an endless stream of requests at a ceiling, whatever policy chooses. Thread-safe; who locks it from the
/// terms of a request to its reservation keeps others from being offered the same money.
public interface Pacing {
  /// What the next request may have.
  ///
  /// @param quality predicted, by candidate, NaN where there is none
  /// @param cost expected dollars, by candidate, NaN where there is none
  /// @throws IllegalArgumentException if they are not of the same candidates, or none of them has both
  Terms next(double[] quality, double[] cost);

  /// Holds back what a call is expected to cost until it is known, so that calls side by side do not spend the same money.
  ///
  /// @param expectedUsd dollars, finite and at least 0
  /// @throws IllegalArgumentException if it is not
  Reservation reserve(double expectedUsd);

  /// Takes in a request of an earlier run, where that helps.
  ///
  /// @param expectedUsd what the candidate that served was expected to cost
  /// @param actualUsd what it cost
  /// @throws IllegalArgumentException as by [#next] and [#reserve]
  default void recall(double[] quality, double[] cost, double expectedUsd, double actualUsd) {}

  /// Terms of one request.
  ///
  /// @param price the quality that a dollar has to buy, at least 0; 0 where money is kept by eligibility alone
  /// @param eligible which candidates may be called, by candidate; the cheapest may always
  @SuppressWarnings("ArrayRecordComponent") // lives for one decision and is never compared
  record Terms(double price, boolean[] eligible) {}

  /// Money held back for one call. Ends once, settled or released; what comes later does nothing.
  interface Reservation {
    /// A call was paid for.
    ///
    /// @param expectedUsd what the candidate that served was expected to cost, finite and at least 0
    /// @param actualUsd what it cost, likewise
    /// @throws IllegalArgumentException if one is not; the money stays held back
    void settle(double expectedUsd, double actualUsd);

    /// Nothing was paid for.
    void release();
  }
}
