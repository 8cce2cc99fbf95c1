package dev.pointsman.lab.estimate;

import java.util.Locale;

/// Numbers in sentences.
final class Figures {
  private Figures() {}

  /// A share of 1 in percent.
  static String share(double share) {
    double percent = 100 * share;
    return String.format(Locale.ROOT, percent > 0 && percent < 0.1 ? "%.2g %%" : "%.1f %%", percent);
  }
}
