package dev.pointsman.fleet;

import dev.pointsman.lab.data.DataException;
import dev.pointsman.lab.data.ScoreRow;
import dev.pointsman.lab.data.ScoreTable;
import dev.pointsman.lab.data.ScoredModel;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Usage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/// Replays a score table: its prompts in the seed's order, anew each pass, with the scores and costs that were recorded.
/// Where a prompt stands in the table twice, the first row is the one that counts. Latencies are not recorded; all models
/// have the same.
///
/// A model cannot serve a prompt that it was not run on, nor one whose cost is neither recorded nor follows from a price.
public final class TableWorld implements World {
  private static final Latency LATENCY = Latency.of(300, 90);
  private static final int CHARS_PER_TOKEN = 4;

  private final long seed;
  private final ScoreTable table;
  private final List<FleetModel> models;
  private final Map<String, Integer> indexOf = new HashMap<>();
  private final Map<String, ScoreRow> rows = new LinkedHashMap<>();

  /// @throws DataException if some model has no cost in any row
  public TableWorld(ScoreTable table, long seed) {
    this.seed = seed;
    this.table = table;
    this.models = table.models().stream().map(model -> new FleetModel(model.name(), model.pricing(), LATENCY)).toList();
    models.forEach(model -> indexOf.put(model.name(), indexOf.size()));
    table.rows().forEach(row -> rows.putIfAbsent(row.prompt(), row));
    checkCosts();
  }

  private void checkCosts() {
    List<ScoredModel> scored = table.models();
    for (int i = 0; i < scored.size(); i++) {
      int model = i;
      if (table.rows().stream().noneMatch(row -> row.wasRun(model) && row.hasCost(model))) {
        throw new DataException("score table '" + table.name() + "': model '" + scored.get(i).name()
            + "' has no cost in any row; a replay needs costs, or prices with token counts");
      }
    }
  }

  @Override
  public List<FleetModel> models() {
    return models;
  }

  @Override
  public Iterator<Task> tasks() {
    var random = new Random(Fingerprint.of(seed, "tasks"));
    return Stream.generate(() -> pass(random)).flatMap(List::stream).iterator();
  }

  private List<Task> pass(Random random) {
    List<Task> tasks = new ArrayList<>();
    rows.values().forEach(row -> tasks.add(new Task(row.id(), row.task(), row.prompt())));
    Collections.shuffle(tasks, random);
    return tasks;
  }

  @Override
  public Optional<Outcome> outcome(String prompt, String model) {
    ScoreRow row = rows.get(prompt);
    Integer index = indexOf.get(model);
    return row == null || index == null ? Optional.empty() : outcome(row, index);
  }

  private Optional<Outcome> outcome(ScoreRow row, int model) {
    boolean affordable = row.hasCost(model) || models.get(model).pricing().isPresent();
    if (!row.wasRun(model) || !affordable) {
      return Optional.empty();
    }
    Optional<Money> cost = row.hasCost(model) ? Optional.of(Money.roundedUp(row.cost(model))) : Optional.empty();
    return Optional.of(new Outcome(row.score(model), usage(row, model), cost));
  }

  private static Usage usage(ScoreRow row, int model) {
    int guess = row.prompt().length() / CHARS_PER_TOKEN + 1;
    boolean estimated = row.inputTokens().isEmpty() || row.outputTokens(model).isEmpty();
    return new Usage(row.inputTokens().orElse(guess), 0, row.outputTokens(model).orElse(guess), 0, estimated);
  }
}
