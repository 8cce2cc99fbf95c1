package dev.pointsman.lab.data;

import dev.pointsman.routing.Usage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// How a prompt's line is read, for one table's models.
final class RowFormat {
  private static final double DEAREST_USD = 1_000_000;
  private static final int UNKNOWN = -1;

  private final List<ScoredModel> models;

  RowFormat(List<ScoredModel> models) {
    this.models = models;
  }

  ScoreRow parse(Place place, String line) {
    JsonLine row = JsonLine.parse(place, line);
    String id = row.text("id");
    String prompt = row.text("prompt");
    OptionalInt inputTokens = inputTokens(row);
    double[] scores = scores(row);
    double[] costs = numbers(row, "cost", DEAREST_USD, "US dollars in [0, 1000000] or null");
    int[] outputTokens = outputTokens(row);
    deriveCosts(scores, costs, inputTokens, outputTokens);
    return new ScoreRow(id, row.textOrEmpty("task"), prompt, inputTokens, scores, costs, outputTokens);
  }

  private double[] scores(JsonLine row) {
    row.list("score");
    double[] scores = numbers(row, "score", 1, "a number in [0, 1] or null");
    if (Arrays.stream(scores).allMatch(Double::isNaN)) {
      throw row.broken("score", "null for every model", "a score of at least one model");
    }
    return scores;
  }

  private double[] numbers(JsonLine row, String field, double most, String expected) {
    double[] numbers = new double[models.size()];
    Arrays.fill(numbers, Double.NaN);
    Optional<JsonNode> list = list(row, field);
    for (int i = 0; list.isPresent() && i < numbers.length; i++) {
      JsonNode value = list.get().get(i);
      if (!value.isNull()) {
        numbers[i] = number(row, field, i, value, most, expected);
      }
    }
    return numbers;
  }

  private double number(JsonLine row, String field, int i, JsonNode value, double most, String expected) {
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(number >= 0 && number <= most)) {
      throw row.broken(element(field, i), JsonLine.kind(value), expected);
    }
    return number;
  }

  private int[] outputTokens(JsonLine row) {
    int[] tokens = new int[models.size()];
    Arrays.fill(tokens, UNKNOWN);
    Optional<JsonNode> list = list(row, "output_tokens");
    for (int i = 0; list.isPresent() && i < tokens.length; i++) {
      JsonNode value = list.get().get(i);
      if (!value.isNull()) {
        tokens[i] = tokens(row, element("output_tokens", i), value, " or null");
      }
    }
    return tokens;
  }

  private static OptionalInt inputTokens(JsonLine row) {
    JsonNode node = row.field("input_tokens");
    return node == null ? OptionalInt.empty() : OptionalInt.of(tokens(row, "input_tokens", node, ""));
  }

  private static int tokens(JsonLine row, String name, JsonNode value, String orNull) {
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
      throw row.broken(name, JsonLine.kind(value), "a whole number in [0, " + Integer.MAX_VALUE + "]" + orNull);
    }
    return value.intValue();
  }

  private Optional<JsonNode> list(JsonLine row, String field) {
    Optional<JsonNode> list = row.optionalList(field);
    if (list.isPresent() && list.get().size() != models.size()) {
      throw row.place().broken(
          field + " has " + list.get().size() + " values, the header names " + models.size() + " models");
    }
    return list;
  }

  private String element(String field, int model) {
    return field + "[" + model + "] (" + models.get(model).name() + ")";
  }

  private void deriveCosts(double[] scores, double[] costs, OptionalInt inputTokens, int[] outputTokens) {
    for (int i = 0; i < costs.length; i++) {
      boolean wanted = Double.isNaN(costs[i]) && !Double.isNaN(scores[i]);
      if (wanted && inputTokens.isPresent() && outputTokens[i] != UNKNOWN) {
        Usage usage = Usage.of(inputTokens.getAsInt(), outputTokens[i]);
        costs[i] = models.get(i).pricing().map(pricing -> pricing.cost(usage).usd()).orElse(Double.NaN);
      }
    }
  }
}
