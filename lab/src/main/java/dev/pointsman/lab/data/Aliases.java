package dev.pointsman.lab.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/// Under which names the models of preference files stand in score tables; immutable.
///
/// A model that a table knows by the very same name needs no entry. One name may have several entries, for several
/// tables; the first that the table knows counts, and entries of a user's own come before those that ship.
public final class Aliases {
  private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setIgnoreSurroundingSpaces(true)
      .setIgnoreEmptyLines(true).setCommentMarker('#').get();

  private final Map<String, List<String>> namesInTables;

  private Aliases(Map<String, List<String>> namesInTables) {
    this.namesInTables = namesInTables;
  }

  /// The entries that ship.
  public static Aliases shipped() {
    try (InputStream in = Aliases.class.getResourceAsStream("aliases.csv")) {
      if (in == null) {
        throw new IllegalStateException("aliases.csv is not on the class path");
      }
      return new Aliases(parse("aliases.csv", new InputStreamReader(in, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The same with the entries of a file before them: CSV without a header, `preference name,table name`, `#` before a
  /// remark.
  ///
  /// @throws DataException if the file cannot be read or breaks the format
  public Aliases with(Path file) {
    Map<String, List<String>> all;
    try (Reader text = new InputStreamReader(TableFile.open(file), StandardCharsets.UTF_8)) {
      all = parse(file.toString(), text);
    } catch (IOException e) {
      throw new DataException(file + ": " + TableFile.problem(e), e);
    }
    namesInTables.forEach((name, tables) -> all.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(tables));
    return new Aliases(all);
  }

  private static Map<String, List<String>> parse(String file, Reader text) throws IOException {
    Map<String, List<String>> names = new LinkedHashMap<>();
    try (CSVParser parser = FORMAT.parse(text)) {
      for (CSVRecord entry : parser) {
        if (entry.size() != 2 || entry.get(0).isBlank() || entry.get(1).isBlank()) {
          throw new Place(file, parser.getCurrentLineNumber())
              .broken("the line has " + entry.size() + " values; expected a preference name and a table name");
        }
        names.computeIfAbsent(entry.get(0), _ -> new ArrayList<>()).add(entry.get(1));
      }
    }
    return names;
  }

  /// What a table calls the model of a preference file; empty if it does not have it.
  public Optional<String> nameIn(ScoreHeader table, String preferenceName) {
    if (table.indexOf(preferenceName).isPresent()) {
      return Optional.of(preferenceName);
    }
    return namesInTables.getOrDefault(preferenceName, List.of()).stream()
        .filter(name -> table.indexOf(name).isPresent()).findFirst();
  }
}
