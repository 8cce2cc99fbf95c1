package dev.pointsman.lab.data;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/// RouterBench's own wide table: CSV with a column `prompt`, for each model a column of its name with its scores and one
/// named `MODEL|total_cost` with its costs in US dollars, and optionally `sample_id` and `eval_name` (the task). Other
/// columns are passed over. An empty or `nan` score says that the model was not run.
final class RouterBenchCsv {
  private static final String COST = "|total_cost";
  private static final CSVFormat FORMAT = CSVFormat.DEFAULT;
  private static final double DEAREST_USD = 1_000_000;

  private final String file;
  private final String name;
  private final Map<String, Long> lineOfId = new HashMap<>();
  private final List<ScoreRow> rows = new ArrayList<>();

  private RouterBenchCsv(Path file) {
    this.file = file.toString();
    this.name = String.valueOf(file.getFileName()).replaceFirst("\\.csv(\\.gz)?$", "");
  }

  static ScoreTable read(Path file) {
    var table = new RouterBenchCsv(file);
    try (Reader text = new InputStreamReader(TableFile.open(file), StandardCharsets.UTF_8.newDecoder());
        CSVParser parser = FORMAT.parse(text)) {
      return table.read(parser);
    } catch (IOException e) {
      throw new DataException(file + ": " + problem(e), e);
    }
  }

  private static String problem(IOException e) {
    return e instanceof CharacterCodingException ? "is not UTF-8 text" : TableFile.problem(e);
  }

  private ScoreTable read(CSVParser parser) throws IOException {
    var records = parser.iterator();
    try {
      if (!records.hasNext()) {
        throw new Place(file, 1).broken("the file is empty; expected a line with the columns' names");
      }
      Columns columns = columns(records.next());
      long line = parser.getCurrentLineNumber() + 1;
      while (records.hasNext()) {
        row(new Place(file, line), columns, records.next());
        line = parser.getCurrentLineNumber() + 1;
      }
      if (rows.isEmpty()) {
        throw new Place(file, 1).broken("no prompt follows the columns' names; expected at least one");
      }
      List<ScoredModel> models = columns.models.stream().map(model -> new ScoredModel(model, Optional.empty()))
          .toList();
      return new ScoreTable(new ScoreHeader(name, "RouterBench CSV", "", "as recorded", models), rows);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException cause) {
        throw cause;
      }
      throw new Place(file, Math.max(1, parser.getCurrentLineNumber())).broken("the CSV breaks off: " + e.getMessage(),
          e);
    } catch (IllegalStateException e) {
      throw new Place(file, Math.max(1, parser.getCurrentLineNumber())).broken("invalid CSV: " + e.getMessage(), e);
    }
  }

  /// Where things stand in a record; -1 where there is no such column.
  private record Columns(int prompt, int id, int task, List<String> models, List<Integer> scores, List<Integer> costs,
      int count) {}

  private Columns columns(CSVRecord first) {
    List<String> names = first.toList();
    var place = new Place(file, 1);
    for (String column : names) {
      if (names.indexOf(column) != names.lastIndexOf(column)) {
        throw place.broken("two columns are named '" + column + "'; expected distinct names");
      }
    }
    if (!names.contains("prompt")) {
      throw place.broken("there is no column 'prompt'; expected prompt, MODEL and MODEL|total_cost");
    }
    List<String> models = names.stream().filter(column -> names.contains(column + COST)).toList();
    if (models.isEmpty()) {
      throw place.broken("no model has a column MODEL and a column MODEL|total_cost; expected at least one");
    }
    for (String column : names) {
      if (column.endsWith(COST) && !names.contains(column.substring(0, column.length() - COST.length()))) {
        throw place.broken("column '" + column + "' has no column of scores beside it");
      }
    }
    return new Columns(names.indexOf("prompt"), names.indexOf("sample_id"), names.indexOf("eval_name"), models,
        models.stream().map(names::indexOf).toList(),
        models.stream().map(model -> names.indexOf(model + COST)).toList(),
        names.size());
  }

  private void row(Place place, Columns columns, CSVRecord cells) {
    if (cells.size() != columns.count) {
      throw place
          .broken("the record has " + cells.size() + " values, the first line names " + columns.count + " columns");
    }
    String prompt = cells.get(columns.prompt);
    if (prompt.isBlank()) {
      throw place.broken("prompt is blank; expected text that is not blank");
    }
    int count = columns.models.size();
    double[] scores = new double[count];
    double[] costs = new double[count];
    for (int i = 0; i < count; i++) {
      scores[i] = number(place, columns.models.get(i), cells.get(columns.scores.get(i)), 1,
          "a number in [0, 1] or nothing");
      costs[i] = number(place, columns.models.get(i) + COST, cells.get(columns.costs.get(i)), DEAREST_USD,
          "US dollars in [0, 1000000] or nothing");
    }
    if (Arrays.stream(scores).allMatch(Double::isNaN)) {
      throw place.broken("no model has a score; expected a score of at least one model");
    }
    int[] unknown = new int[count];
    Arrays.fill(unknown, -1);
    rows.add(new ScoreRow(id(place, columns, cells), columns.task < 0 ? "" : cells.get(columns.task), prompt,
        OptionalInt.empty(), scores, costs, unknown));
  }

  private String id(Place place, Columns columns, CSVRecord cells) {
    String id = columns.id < 0 ? Integer.toString(rows.size() + 1) : cells.get(columns.id);
    if (id.isBlank()) {
      throw place.broken("sample_id is blank; expected text that is not blank");
    }
    Long earlier = lineOfId.putIfAbsent(id, place.line());
    if (earlier != null) {
      throw place.broken("sample_id '" + id + "' stands on line " + earlier + " already; expected distinct ids");
    }
    return id;
  }

  private static double number(Place place, String column, String cell, double most, String expected) {
    String text = cell.strip();
    if (text.isEmpty() || text.toLowerCase(Locale.ROOT).equals("nan")) {
      return Double.NaN;
    }
    double number;
    try {
      number = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw place.broken("'" + column + "' is the text \"" + shortened(text) + "\"; expected " + expected, e);
    }
    if (!(number >= 0 && number <= most)) {
      throw place.broken("'" + column + "' is " + text + "; expected " + expected);
    }
    return number;
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
