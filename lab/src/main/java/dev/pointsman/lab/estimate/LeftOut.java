package dev.pointsman.lab.estimate;

import dev.pointsman.lab.data.LogRow;

/// Why a row of the log says nothing of the target policy.
public enum LeftOut {
  OTHER_ROUTER("of other routers"), DIRECT("model asked for by name"), OPEN("not ended"),
  REFUSED("turned away"), FAILED("failed"), CLIENT_GONE("client went away"),
  /// An earlier attempt failed, so that the answer is not the chosen arm's and has no propensity.
  FALLBACK("answered by a fallback"),
  /// Questions to a model that joined, which no policy chose for.
  QUIZ("quiz of a model that joined"),
  /// The target would choose what the logging policy never did.
  NO_OVERLAP("target's choice had propensity 0");

  private final String words;

  LeftOut(String words) {
    this.words = words;
  }

  /// What to call it in a report.
  public String words() {
    return words;
  }

  static LeftOut of(LogRow.Reason reason) {
    return switch (reason) {
      case DIRECT -> DIRECT;
      case OPEN -> OPEN;
      case REFUSED -> REFUSED;
      case FAILED -> FAILED;
      case CLIENT_GONE -> CLIENT_GONE;
    };
  }
}
