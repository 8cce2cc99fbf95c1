package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The caller's groups of prompts as features: one for each of the first [#MOST] labels that were judged, 1 for prompts of
/// that label and else 0. A regression then learns what a group means, for one arm and for all, as it learns of any
/// feature. Later labels mean nothing. Immutable.
///
/// @param labels in the order in which they were met
record Groups(List<String> labels) {
  /// Features that groups add.
  static final int MOST = 16;
  static final Groups NONE = new Groups(List.of());

  Groups {
    labels = List.copyOf(labels);
  }

  /// The prompt's features, and those of its group behind them.
  FeatureVector features(Context context) {
    float[] features = context.features().toArray();
    float[] grouped = Arrays.copyOf(features, features.length + MOST);
    int slot = labels.indexOf(context.group());
    if (slot >= 0) {
      grouped[features.length + slot] = 1;
    }
    return FeatureVector.of(grouped);
  }

  /// The same after a prompt with this label, which may be empty.
  Groups meeting(String label) {
    if (label.isEmpty() || labels.size() == MOST || labels.contains(label)) {
      return this;
    }
    List<String> more = new ArrayList<>(labels);
    more.add(label);
    return new Groups(more);
  }

  void save(StateWriter out) {
    out.put((long) labels.size());
    labels.forEach(out::put);
  }

  static Groups restored(StateReader in) {
    List<String> labels = new ArrayList<>();
    for (long left = in.whole(); left > 0; left--) {
      labels.add(in.text());
    }
    return new Groups(labels);
  }
}
