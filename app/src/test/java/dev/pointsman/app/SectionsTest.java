package dev.pointsman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.app.Sections.Section;
import dev.pointsman.lab.data.DataException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sections of a report.
class SectionsTest {
  @TempDir
  private Path folder = Path.of("");
  private final List<String> made = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  private Section section(String text) {
    return () -> {
      made.add(text);
      return text;
    };
  }

  @Test
  void aRunThatWasStoppedGoesOnWhereItWas() throws Exception {
    SequencedMap<String, Section> sections = new LinkedHashMap<>();
    sections.put("one", section("1\n"));
    sections.put("two", () -> {
      throw new IOException("stopped");
    });
    var kept = new Sections(folder.resolve("work"));
    assertThatThrownBy(() -> kept.report("a", sections, (name, text) -> told.add(text)))
        .isInstanceOf(DataException.class).hasMessageEndingWith("the section cannot be made: stopped");
    sections.put("two", section("2\n"));
    kept.report("a", sections, (name, text) -> told.add(text));
    assertThat(made).containsExactly("1\n", "2\n");
    assertThat(told).containsExactly("1\n", "1\n", "1\n2\n");
  }

  @Test
  void otherInputsMakeASectionAnew() throws Exception {
    var kept = new Sections(folder);
    kept.kept("one", "a", section("old"));
    assertThat(kept.kept("one", "b", section("new"))).isEqualTo("new");
    assertThat(kept.kept("one", "a", section("never"))).isEqualTo("old");
    assertThat(made).containsExactly("old", "new");
  }
}
