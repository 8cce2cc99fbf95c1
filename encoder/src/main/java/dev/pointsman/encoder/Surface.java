package dev.pointsman.encoder;

/// What can be seen of a text without reading it: eight numbers, each about 0 on average and rarely beyond one in size.
/// They tell code from prose and short from long, which a sentence vector of unit length forgets.
final class Surface {
  /// How many numbers.
  static final int LENGTH = 8;
  /// Texts are looked at up to here.
  private static final int LONGEST = 20_000;

  private Surface() {}

  /// Length, lines, and the shares of digits, capitals, operators, brackets, other scripts; and whether it asks.
  static float[] of(String text) {
    int n = Math.min(text.length(), LONGEST);
    int digits = 0;
    int capitals = 0;
    int operators = 0;
    int brackets = 0;
    int foreign = 0;
    int lines = 0;
    for (int i = 0; i < n; i++) {
      char c = text.charAt(i);
      digits += c >= '0' && c <= '9' ? 1 : 0;
      capitals += c >= 'A' && c <= 'Z' ? 1 : 0;
      operators += "+-*/=<>^%|&~\\".indexOf(c) >= 0 ? 1 : 0;
      brackets += "(){}[];:_`$#".indexOf(c) >= 0 ? 1 : 0;
      foreign += c > 127 ? 1 : 0;
      lines += c == '\n' ? 1 : 0;
    }
    double length = Math.max(1, n);
    return new float[] {(float) (0.2 * (Math.log(length) - 5.5)), (float) (0.2 * (Math.log(1.0 + lines) - 1)),
        share(digits / length, 0.03), share(capitals / length, 0.03), share(operators / length, 0.01),
        share(brackets / length, 0.02), share(foreign / length, 0.01), text.indexOf('?') >= 0 ? 0.15f : -0.15f};
  }

  private static float share(double share, double usual) {
    return (float) (0.3 * (share - usual) / (share + usual));
  }
}
