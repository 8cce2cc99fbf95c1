package dev.pointsman.lab.data;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/// The first line of a score table: what it is, where it comes from, and the models that its rows line up with.
///
/// @param name the table's name; not blank
/// @param source where the outcomes come from; `""` if not said
/// @param license under which terms; `""` if not said
/// @param costBasis how the costs were found; `""` if not said
/// @param models at least one, with distinct names
public record ScoreHeader(String name, String source, String license, String costBasis, List<ScoredModel> models) {
  public ScoreHeader {
    models = List.copyOf(models);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a score table's name is blank");
    }
    if (models.isEmpty()) {
      throw new IllegalArgumentException("a score table needs at least one model");
    }
    Set<String> names = new HashSet<>();
    for (ScoredModel model : models) {
      if (!names.add(model.name())) {
        throw new IllegalArgumentException("two models are named '" + model.name() + "'");
      }
    }
  }

  /// Where the model of that name stands in every row; empty if the table has none.
  public OptionalInt indexOf(String modelName) {
    return IntStream.range(0, models.size()).filter(i -> models.get(i).name().equals(modelName)).findFirst();
  }
}
