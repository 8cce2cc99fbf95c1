package dev.pointsman.app;

import dev.pointsman.lab.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.SequencedMap;

/// Sections of a report, each kept whole when it is done, so that a run that was killed goes on where it was.
///
/// @param work where they are kept
record Sections(Path work) {
  /// A section that is made when it is not there.
  @FunctionalInterface
  interface Section {
    String text() throws IOException, InterruptedException;
  }

  /// Hears of finished sections.
  @FunctionalInterface
  interface Told {
    /// A section is done.
    ///
    /// @param section its name
    /// @param text of all that are, as Markdown
    void done(String section, String text) throws IOException;
  }

  /// A section's text.
  ///
  /// @param inputs names all that it is made from
  String kept(String name, String inputs, Section section) throws InterruptedException {
    Path file = work.resolve("section-" + Fingerprints.of(name, inputs).substring(0, 12) + ".md");
    try {
      if (!Files.isRegularFile(file)) {
        String made = section.text();
        Files.createDirectories(work);
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.writeString(draft, made);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new DataException(file + ": the section cannot be made: " + e.getMessage(), e);
    }
  }

  /// All of a report's sections.
  ///
  /// @param inputs names all that they are made from
  /// @param sections by name
  /// @param told of each when it is done
  void report(String inputs, SequencedMap<String, Section> sections, Told told)
      throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Section> section : sections.entrySet()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("stopped before the section " + section.getKey());
      }
      text.append(kept(section.getKey(), inputs, section.getValue()));
      told.done(section.getKey(), text.toString());
    }
  }
}
