package dev.pointsman.lab.data;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the lines of score tables.
final class ScoreLine {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private ScoreLine() {}

  static String header(ScoreHeader header) {
    ObjectNode line = MAPPER.createObjectNode().put("format", "score-table").put("version", 1)
        .put("name", header.name()).put("source", header.source()).put("license", header.license())
        .put("cost_basis", header.costBasis());
    ArrayNode models = line.putArray("models");
    for (ScoredModel model : header.models()) {
      ObjectNode node = models.addObject().put("name", model.name());
      model.pricing().ifPresent(pricing -> node.put("input_usd_per_mtok", pricing.input().exactUsd())
          .put("output_usd_per_mtok", pricing.output().exactUsd()));
    }
    return MAPPER.writeValueAsString(line);
  }

  static String row(ScoreRow row) {
    ObjectNode line = MAPPER.createObjectNode().put("id", row.id()).put("task", row.task()).put("prompt", row.prompt());
    row.inputTokens().ifPresent(tokens -> line.put("input_tokens", tokens));
    ArrayNode scores = line.putArray("score");
    ArrayNode costs = line.putArray("cost");
    ArrayNode tokens = line.putArray("output_tokens");
    for (int i = 0; i < row.models(); i++) {
      add(scores, row.score(i));
      add(costs, row.cost(i));
      row.outputTokens(i).ifPresentOrElse(tokens::add, tokens::addNull);
    }
    return MAPPER.writeValueAsString(line);
  }

  private static void add(ArrayNode list, double number) {
    if (Double.isNaN(number)) {
      list.addNull();
    } else {
      list.add(number);
    }
  }

  /// The same header line with another name.
  static String renamed(String headerLine, String name) {
    JsonNode header = JsonLine.parseExact(new Place("header", 1), headerLine).object();
    Map<String, Object> fields = new LinkedHashMap<>();
    header.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    fields.put("name", name);
    return MAPPER.writeValueAsString(fields);
  }
}
