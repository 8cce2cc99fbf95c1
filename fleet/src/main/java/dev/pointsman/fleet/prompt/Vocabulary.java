package dev.pointsman.fleet.prompt;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The values of slots.
///
/// @param slots for each slot's name at least one value
record Vocabulary(Map<String, List<Phrase>> slots) {
  Vocabulary {
    slots = Map.copyOf(slots);
  }

  /// These slots and those of another vocabulary; where both have one, this one's.
  Vocabulary and(Vocabulary other) {
    Map<String, List<Phrase>> all = new HashMap<>(other.slots);
    all.putAll(slots);
    return new Vocabulary(all);
  }

  /// @throws IllegalArgumentException if there is no such slot
  List<Phrase> values(String slot) {
    List<Phrase> values = slots.get(slot);
    if (values == null) {
      throw new IllegalArgumentException(
          "there is no slot {" + slot + "}; known are " + slots.keySet().stream().sorted().toList());
    }
    return values;
  }

  /// Checks that a phrase can be filled: its slots exist, have enough values, and do not lead back to themselves.
  ///
  /// @throws IllegalArgumentException if not
  void check(Phrase phrase) {
    check(phrase, new LinkedHashSet<>());
  }

  private void check(Phrase phrase, Set<String> within) {
    phrase.slots().filter(slot -> !slot.name().equals(Topic.DEMANDS)).forEach(slot -> check(slot, within));
  }

  private void check(Phrase.Slot slot, Set<String> within) {
    List<Phrase> values = values(slot.name());
    if (slot.variant() > values.size()) {
      throw new IllegalArgumentException(
          "{" + slot.name() + ":" + slot.variant() + "} asks for more values than the slot's " + values.size());
    }
    if (!within.add(slot.name())) {
      throw new IllegalArgumentException("the slot {" + slot.name() + "} contains itself, by way of " + within);
    }
    values.forEach(value -> check(value, within));
    within.remove(slot.name());
  }
}
