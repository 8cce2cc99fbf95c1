package dev.pointsman.lab.data;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/// Splits files by the hash of each prompt's text, so that a prompt falls into the same part in every file that is split
/// with the same shares and seed: score tables, preference pairs, and what [ScoreTables] reads besides, which comes out as
/// score tables. Lines are copied as they were written; the same input gives the same bytes.
public final class Splitter {
  private final double[] ends;
  private final long seed;
  private final Set<Path> written = new HashSet<>();

  /// A splitter.
  ///
  /// @param shares of the prompts by part, each above 0, together 1
  /// @param seed another seed makes other parts
  public Splitter(List<Double> shares, long seed) {
    this.seed = seed;
    this.ends = new double[shares.size()];
    double sum = 0;
    for (int i = 0; i < ends.length; i++) {
      double share = shares.get(i);
      if (!(share > 0)) {
        throw new IllegalArgumentException("a share must be above 0: " + share);
      }
      sum += share;
      ends[i] = sum;
    }
    if (!(Math.abs(sum - 1) < 1e-9)) {
      throw new IllegalArgumentException("shares must add up to 1, not " + sum);
    }
    ends[ends.length - 1] = 1;
  }

  /// A part that was written.
  ///
  /// @param file where it is
  /// @param lines how many prompts, or pairs, it has
  public record Part(Path file, long lines) {}

  /// In which part a prompt falls, counted from 0.
  public int partOf(String prompt) {
    double fraction = PromptHash.fraction(seed, prompt);
    int part = 0;
    while (fraction >= ends[part]) {
      part++;
    }
    return part;
  }

  /// Splits a file into `FOLDER/NAME-1...`, `FOLDER/NAME-2...` and so on.
  ///
  /// @throws DataException if the file breaks its format, a part would be empty, or would be written over one that this splitter
  ///     wrote
  public List<Part> split(Path file, Path folder) {
    try {
      Files.createDirectories(folder);
      return ScoreTables.beginning(file).lines().findFirst().orElse("").contains("\"" + PreferenceReader.FORMAT + "\"")
          ? pairs(file, folder)
          : table(file, folder);
    } catch (IOException e) {
      throw new DataException(folder + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private List<Part> pairs(Path file, Path folder) throws IOException {
    try (PreferenceReader reader = PreferenceReader.open(file);
        var outs = new Outs(file, folder, ".prefs.jsonl.gz", reader.header().name(), reader.headerLine())) {
      while (reader.hasNext()) {
        PreferencePair pair = reader.next();
        outs.add(pair.prompt(), reader.line());
      }
      return outs.finished();
    }
  }

  private List<Part> table(Path file, Path folder) throws IOException {
    if (file.toString().matches(".*\\.csv(\\.gz)?") || Records.startLike(ScoreTables.beginning(file))) {
      ScoreTable table = ScoreTables.read(file);
      try (var outs = new Outs(file, folder, ".scores.jsonl.gz", table.name(), ScoreLine.header(table.header()))) {
        for (ScoreRow row : table.rows()) {
          outs.add(row.prompt(), ScoreLine.row(row));
        }
        return outs.finished();
      }
    }
    try (ScoreReader reader = ScoreTables.open(file);
        var outs = new Outs(file, folder, ".scores.jsonl.gz", reader.header().name(), reader.headerLine())) {
      while (reader.hasNext()) {
        ScoreRow row = reader.next();
        outs.add(row.prompt(), reader.line());
      }
      return outs.finished();
    }
  }

  /// The parts while they are written, under temporary names until all are whole.
  private final class Outs implements AutoCloseable {
    private final Path source;
    private final List<Path> files = new ArrayList<>();
    private final List<Path> drafts = new ArrayList<>();
    private final List<Writer> writers = new ArrayList<>();
    private final long[] counts = new long[ends.length];

    Outs(Path source, Path folder, String ending, String name, String headerLine) throws IOException {
      this.source = source;
      String stem = String.valueOf(source.getFileName())
          .replaceFirst("(\\.scores|\\.prefs)?\\.(jsonl|json|csv)(\\.gz)?$", "");
      for (int i = 1; i <= ends.length; i++) {
        Path file = folder.resolve(stem + "-" + i + ending);
        if (written.contains(file)) {
          throw new DataException(
              source + ": its part " + file + " would be written over that of another file of the same name;"
                  + " give it another name, or split it into another folder");
        }
        Path draft = folder.resolve(stem + "-" + i + ending + ".draft");
        files.add(file);
        drafts.add(draft);
        writers.add(new BufferedWriter(
            new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(draft)), StandardCharsets.UTF_8)));
        writers.getLast().write(ScoreLine.renamed(headerLine, name + "-" + i) + "\n");
      }
    }

    void add(String prompt, String line) throws IOException {
      int part = partOf(prompt);
      counts[part]++;
      writers.get(part).write(line + "\n");
    }

    List<Part> finished() throws IOException {
      List<Part> parts = new ArrayList<>();
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] == 0) {
          throw new DataException(source + ": part " + (i + 1) + " would have no prompt; give it a larger share");
        }
        writers.get(i).close();
      }
      for (int i = 0; i < counts.length; i++) {
        Files.move(drafts.get(i), files.get(i), StandardCopyOption.REPLACE_EXISTING);
        parts.add(new Part(files.get(i), counts[i]));
        written.add(files.get(i));
      }
      return parts;
    }

    @Override
    public void close() throws IOException {
      for (Writer writer : writers) {
        writer.close();
      }
      for (Path draft : drafts) {
        Files.deleteIfExists(draft);
      }
    }
  }
}
