package dev.pointsman.app;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What is given more than once where each counts once.
final class Repeats {
  private Repeats() {}

  /// Refuses an option's list that names something twice.
  static void refuse(String option, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new UserError(option + " names " + name + " more than once; name each once");
      }
    }
  }
}
