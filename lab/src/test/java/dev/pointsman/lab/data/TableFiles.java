package dev.pointsman.lab.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/// Writes small table files for tests.
final class TableFiles {
  /// A header with two models, one of them priced.
  static final String HEADER = """
      {"format":"score-table","version":1,"name":"pair","source":"ours","license":"none","cost_basis":"made up",\
      "models":[{"name":"small","input_usd_per_mtok":0.1,"output_usd_per_mtok":0.4},{"name":"large"}]}""";

  static final String ROW = """
      {"id":"r1","task":"sums","prompt":"1+1?","input_tokens":4,"score":[1,0.5],"cost":[0.000001,0.02],"output_tokens":[2,3]}""";

  private TableFiles() {}

  /// Writes lines plain or gzip'd, as the name says.
  static Path write(Path folder, String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    if (!name.endsWith(".gz")) {
      return Files.write(file, text);
    }
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text);
    }
    return file;
  }
}
