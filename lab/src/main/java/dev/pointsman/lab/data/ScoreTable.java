package dev.pointsman.lab.data;

import java.util.List;

/// Recorded outcomes of a set of models on a set of prompts; immutable. Rows keep their numbers in arrays, about twenty
/// bytes for each prompt and model.
///
/// @param header name, provenance and models
/// @param rows at least one, each with a place for every model
public record ScoreTable(ScoreHeader header, List<ScoreRow> rows) {
  public ScoreTable {
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("score table '" + header.name() + "' has no rows");
    }
    for (ScoreRow row : rows) {
      if (row.models() != header.models().size()) {
        throw new IllegalArgumentException("row '" + row.id() + "' has " + row.models() + " models, the header "
            + header.models().size());
      }
    }
  }

  public String name() {
    return header.name();
  }

  public String source() {
    return header.source();
  }

  public String license() {
    return header.license();
  }

  public String costBasis() {
    return header.costBasis();
  }

  public List<ScoredModel> models() {
    return header.models();
  }
}
