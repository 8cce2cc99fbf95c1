package dev.pointsman.lab.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/// Under which names tables and upstreams have public models; immutable.
///
/// @param byName other spellings by the name that a model goes by here
public record Spellings(SequencedMap<String, List<String>> byName) {
  private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setIgnoreSurroundingSpaces(true)
      .setIgnoreEmptyLines(true).setCommentMarker('#').get();

  /// The list that ships.
  public static Spellings shipped() {
    try (InputStream in = Spellings.class.getResourceAsStream("spellings.csv")) {
      if (in == null) {
        throw new IllegalStateException("spellings.csv is not on the class path");
      }
      SequencedMap<String, List<String>> names = new LinkedHashMap<>();
      try (CSVParser parser = FORMAT.parse(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        for (CSVRecord entry : parser) {
          List<String> all = entry.toList();
          names.put(all.getFirst(), List.copyOf(all.subList(1, all.size())));
        }
      }
      return new Spellings(names);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The name of a model that a table has; in no case, and with or without what stands before its last slash. Empty if it is
  /// not on the list.
  public Optional<String> nameOf(String model) {
    String last = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return byName.entrySet().stream()
        .filter(entry -> entry.getKey().equals(last)
            || entry.getValue().stream().anyMatch(spelling -> spelling.toLowerCase(Locale.ROOT).equals(last)))
        .map(Map.Entry::getKey).findFirst();
  }

  /// Other spellings of a name; none if it is not on the list.
  public List<String> of(String name) {
    return byName.getOrDefault(name, List.of());
  }
}
