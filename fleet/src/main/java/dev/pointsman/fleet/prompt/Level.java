package dev.pointsman.fleet.prompt;

/// How much a template asks for before any demand is added.
enum Level {
  EASY(10), MEDIUM(35), HARD(60);

  private final int percent;

  Level(int percent) {
    this.percent = percent;
  }

  /// The difficulty of the bare template in hundredths, in `[0, 100]`.
  int percent() {
    return percent;
  }
}
