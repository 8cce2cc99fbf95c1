package dev.pointsman.lab.world;

import dev.pointsman.lab.data.DataException;
import dev.pointsman.lab.data.ParserWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads scenarios: a YAML list of `{at, model, price_factor}`, `{at, model, quality}` (a number, or `recorded`),
/// `{at, join}`, `{at, leave}`, `{feedback_delay}`, `{feedback_missing}`, `{label_noise}`.
public final class ScenarioReader {
  private static final String KINDS = "{at, model, price_factor}, {at, model, quality}, {at, join}, {at, leave}, "
      + "{feedback_delay}, {feedback_missing}, {label_noise}";
  private static final Map<Set<String>, String> SHAPES = Map.of(Set.of("at", "model", "price_factor"), "price",
      Set.of("at", "model", "quality"), "quality", Set.of("at", "join"), "join", Set.of("at", "leave"), "leave",
      Set.of("feedback_delay"), "delay", Set.of("feedback_missing"), "missing", Set.of("label_noise"), "noise");

  private static final int MOST_DELAY = 1_000_000;

  private final String file;
  private final List<String> models;
  private final List<Scenario.Change> changes = new ArrayList<>();
  private int delay;
  private double missing;
  private double noise;

  private ScenarioReader(String file, List<String> models) {
    this.file = file;
    this.models = models;
  }

  /// Reads a file.
  ///
  /// @param models that an entry may name
  /// @throws DataException if the file cannot be read or breaks the format
  public static Scenario read(Path file, List<String> models) {
    try {
      JsonNode root = YAMLMapper.shared().readTree(Files.readString(file));
      return new ScenarioReader(file.toString(), models).scenario(root);
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (JacksonException e) {
      throw new DataException(ParserWords.place(file.toString(), e) + ": " + ParserWords.ofYaml(e), e);
    }
  }

  private Scenario scenario(JsonNode root) {
    if (!root.isArray()) {
      throw new DataException(file + ": expected a list of " + KINDS);
    }
    for (int i = 0; i < root.size(); i++) {
      entry(i + 1, root.get(i));
    }
    return new Scenario(changes, delay, missing, noise);
  }

  private void entry(int number, JsonNode entry) {
    Set<String> keys = new TreeSet<>(entry.propertyNames());
    String shape = SHAPES.get(keys);
    if (shape == null) {
      throw broken(number, "has the keys " + keys + "; expected one of " + KINDS);
    }
    switch (shape) {
      case "delay" -> delay = rounds(number, entry);
      case "missing" -> missing = number(number, entry, "feedback_missing", 1);
      case "noise" -> noise = number(number, entry, "label_noise", 1);
      default -> changes.add(change(number, shape, entry));
    }
  }

  private Scenario.Change change(int number, String shape, JsonNode entry) {
    double at = number(number, entry, "at", 1);
    return switch (shape) {
      case "price" -> new Scenario.Price(at, model(number, entry, "model"), number(number, entry, "price_factor", 1e6));
      case "quality" -> new Scenario.Quality(at, model(number, entry, "model"), quality(number, entry));
      case "join" -> new Scenario.Join(at, model(number, entry, "join"));
      default -> new Scenario.Leave(at, model(number, entry, "leave"));
    };
  }

  private int rounds(int number, JsonNode entry) {
    double rounds = number(number, entry, "feedback_delay", MOST_DELAY);
    if (rounds != Math.rint(rounds)) {
      throw broken(number, "has feedback_delay " + rounds + "; expected a whole number of rounds");
    }
    return (int) rounds;
  }

  private OptionalDouble quality(int number, JsonNode entry) {
    return entry.get("quality").asString("").equals("recorded")
        ? OptionalDouble.empty()
        : OptionalDouble.of(number(number, entry, "quality", 1));
  }

  private String model(int number, JsonNode entry, String key) {
    String name = entry.get(key).asString("");
    if (!models.contains(name)) {
      throw broken(number, "names the model '" + name + "'; there are " + String.join(", ", models));
    }
    return name;
  }

  private double number(int number, JsonNode entry, String key, double most) {
    JsonNode node = entry.get(key);
    double value = node.isNumber() ? node.doubleValue() : Double.NaN;
    if (!(value >= 0 && value <= most)) {
      throw broken(number, "has " + key + " " + node + "; expected a number in [0, " + (long) most + "]");
    }
    return value;
  }

  private DataException broken(int number, String problem) {
    return new DataException(file + ": entry " + number + " " + problem);
  }
}
