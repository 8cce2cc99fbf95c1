package dev.pointsman.lab.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Outcomes one by one, as LLMRouterBench keeps them: JSON objects, one a line, in a list, or in the list `records` of an
/// object that names their model and data set. Each has `model` (or `model_name`), `prompt` (or `origin_query`), `score`,
/// and optionally `dataset` (or `dataset_name`) and `cost`. Records of one data set and prompt make a row.
final class Records {
  private static final Pattern LIST = Pattern.compile("\\s*\\[\\s*\\{");
  private static final Pattern TELLTALE = Pattern.compile("\"(records|model|model_name)\"\\s*:");
  private static final double DEAREST_USD = 1_000_000;
  private static final JsonMapper MAPPER = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .build();

  private final String file;
  private final Map<String, Integer> models = new LinkedHashMap<>();
  private final Map<Key, List<Cell>> rows = new LinkedHashMap<>();
  private final Map<CellKey, Long> lineOf = new HashMap<>();

  private record Key(String dataset, String prompt) {}

  private record CellKey(Key key, int model) {}

  private record Cell(int model, double score, double cost) {}

  private Records(String file) {
    this.file = file;
  }

  /// Whether a file that starts like this holds records rather than a score table.
  static boolean startLike(String beginning) {
    return !beginning.contains("\"format\"")
        && (LIST.matcher(beginning).lookingAt() || TELLTALE.matcher(beginning).find());
  }

  static ScoreTable read(Path file) {
    var records = new Records(file.toString());
    try (InputStream in = TableFile.open(file); JsonParser parser = MAPPER.createParser(in)) {
      records.read(parser);
    } catch (JacksonException e) {
      throw new DataException(ParserWords.place(file.toString(), e) + ": " + ParserWords.ofJson(e), e);
    } catch (IOException e) {
      throw new DataException(file + ": " + TableFile.problem(e), e);
    }
    return records.table(String.valueOf(file.getFileName()).replaceFirst("\\.jsonl?(\\.gz)?$", ""));
  }

  private void read(JsonParser parser) {
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (token != JsonToken.START_ARRAY && token != JsonToken.END_ARRAY) {
        var place = new Place(file, parser.currentTokenLocation().getLineNr());
        add(object(place, "", parser.readValueAsTree()));
      }
    }
  }

  private static JsonLine object(Place place, String what, JsonNode node) {
    if (!node.isObject()) {
      throw place.broken("the record is " + JsonLine.kind(node) + "; expected a JSON object");
    }
    return new JsonLine(place, what, node);
  }

  private void add(JsonLine record) {
    if (record.field("records") == null) {
      add(record, record);
      return;
    }
    record.objects("records").forEach(inner -> add(inner, record));
  }

  private void add(JsonLine record, JsonLine outer) {
    String model = either(record, outer, "model", "model_name");
    String dataset = eitherOrEmpty(record, outer, "dataset", "dataset_name");
    var key = new Key(dataset, either(record, record, "prompt", "origin_query"));
    int index = models.computeIfAbsent(model, _ -> models.size());
    Long earlier = lineOf.putIfAbsent(new CellKey(key, index), record.place().line());
    if (earlier != null) {
      throw record.place().broken("model '" + model + "' has a record of this prompt on line " + earlier
          + " already; expected one of each model and prompt");
    }
    double score = number(record, "score", 1, "a number in [0, 1]");
    double cost = record.field("cost") == null
        ? Double.NaN
        : number(record, "cost", DEAREST_USD, "US dollars in [0, 1000000]");
    rows.computeIfAbsent(key, _ -> new ArrayList<>()).add(new Cell(index, score, cost));
  }

  private static String either(JsonLine record, JsonLine outer, String name, String other) {
    String found = eitherOrEmpty(record, outer, name, other);
    return found.isBlank() ? record.text(name) : found;
  }

  private static String eitherOrEmpty(JsonLine record, JsonLine outer, String name, String other) {
    for (JsonLine line : List.of(record, outer)) {
      for (String field : List.of(name, other)) {
        if (!line.textOrEmpty(field).isBlank()) {
          return line.textOrEmpty(field);
        }
      }
    }
    return "";
  }

  private static double number(JsonLine record, String field, double most, String expected) {
    JsonNode node = record.required(field, expected);
    double number = node.isNumber() ? node.doubleValue() : Double.NaN;
    if (node.isBoolean()) {
      number = node.booleanValue() ? 1 : 0;
    }
    if (!(number >= 0 && number <= most)) {
      throw record.broken(field, JsonLine.kind(node), expected);
    }
    return number;
  }

  private ScoreTable table(String name) {
    if (rows.isEmpty()) {
      throw new Place(file, 1).broken("there is no record; expected at least one");
    }
    List<ScoreRow> scored = new ArrayList<>();
    rows.forEach((key, cells) -> scored.add(row("r" + (scored.size() + 1), key, cells)));
    List<ScoredModel> scoredModels = models.keySet().stream().map(m -> new ScoredModel(m, Optional.empty())).toList();
    return new ScoreTable(new ScoreHeader(name, "records", "", "as recorded", scoredModels), scored);
  }

  private ScoreRow row(String id, Key key, List<Cell> cells) {
    double[] scores = new double[models.size()];
    double[] costs = new double[models.size()];
    int[] unknown = new int[models.size()];
    Arrays.fill(scores, Double.NaN);
    Arrays.fill(costs, Double.NaN);
    Arrays.fill(unknown, -1);
    for (Cell cell : cells) {
      scores[cell.model] = cell.score;
      costs[cell.model] = cell.cost;
    }
    return new ScoreRow(id, key.dataset, key.prompt, OptionalInt.empty(), scores, costs, unknown);
  }
}
