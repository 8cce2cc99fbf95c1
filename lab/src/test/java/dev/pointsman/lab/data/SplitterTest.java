package dev.pointsman.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A prompt falls where its text says, the same in every file and every run.
class SplitterTest {
  private static final Splitter SPLITTER = new Splitter(List.of(0.6, 0.4), 1);

  @TempDir
  private Path folder;

  private Path table(String name, int rows) throws IOException {
    return TableFiles.write(folder, name, Stream.concat(Stream.of(TableFiles.HEADER),
        IntStream.range(0, rows).mapToObj(i -> TableFiles.ROW.replace("r1", "r" + i).replace("1+1", i + "+1")))
        .toArray(String[]::new));
  }

  @Test
  void partsHaveAllRowsOnceAsTheyWereWrittenInAboutTheSharesAskedFor() throws IOException {
    Path file = table("t.scores.jsonl.gz", 1000);
    List<Splitter.Part> parts = SPLITTER.split(file, folder.resolve("out"));
    assertThat(parts).extracting(part -> String.valueOf(part.file().getFileName()))
        .containsExactly("t-1.scores.jsonl.gz", "t-2.scores.jsonl.gz");
    assertThat(parts.getFirst().lines()).isBetween(550L, 650L);
    Set<String> ids = new HashSet<>();
    for (Splitter.Part part : parts) {
      ScoreTable read = ScoreTables.read(part.file());
      assertThat(read.rows()).hasSize((int) part.lines());
      read.rows().forEach(row -> assertThat(ids.add(row.id())).isTrue());
      assertThat(read.rows().getFirst().score(1)).isEqualTo(0.5);
    }
    assertThat(ids).hasSize(1000);
    assertThat(ScoreTables.read(parts.get(1).file()).name()).isEqualTo("pair-2");
  }

  @Test
  void theSameInputGivesTheSameBytes() throws IOException {
    Path file = table("t.scores.jsonl.gz", 50);
    Path once = SPLITTER.split(file, folder.resolve("a")).getFirst().file();
    Path again = SPLITTER.split(file, folder.resolve("b")).getFirst().file();
    assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(once));
    assertThat(folder.resolve("a").toFile().list()).hasSize(2);
  }

  @Test
  void aPromptFallsIntoTheSamePartOfEveryFile() throws IOException {
    Path table = table("t.scores.jsonl.gz", 60);
    Path csv = Files.writeString(folder.resolve("c.csv"), "prompt,m,m|total_cost\n" + IntStream.range(0, 60)
        .mapToObj(i -> i + "+1?,1,0.5\n").reduce("", String::concat));
    Path pairs = TableFiles.write(folder, "p.prefs.jsonl",
        Stream.concat(Stream.of("{\"format\":\"preference-pairs\",\"version\":1,\"name\":\"p\"}"),
            IntStream.range(0, 60)
                .mapToObj(i -> "{\"prompt\":\"" + i + "+1?\",\"a\":\"x\",\"b\":\"y\",\"winner\":\"a\"}"))
            .toArray(String[]::new));
    Path out = folder.resolve("out");
    List<Long> sizes = SPLITTER.split(table, out).stream().map(Splitter.Part::lines).toList();
    assertThat(SPLITTER.split(csv, out).stream().map(Splitter.Part::lines).toList()).isEqualTo(sizes);
    List<Splitter.Part> judged = SPLITTER.split(pairs, out);
    assertThat(judged.stream().map(Splitter.Part::lines).toList()).isEqualTo(sizes);
    try (PreferenceReader reader = PreferenceReader.open(judged.get(1).file())) {
      assertThat(SPLITTER.partOf(reader.next().prompt())).isEqualTo(1);
    }
    assertThat(ScoreTables.read(out.resolve("c-1.scores.jsonl.gz")).rows().getFirst().cost(0)).isEqualTo(0.5);
  }

  @Test
  void aFileOfTheSameNameDoesNotReplaceTheOthersParts() throws IOException {
    Path file = table("t.scores.jsonl.gz", 50);
    Path namesake = Files.copy(file, Files.createDirectory(folder.resolve("other")).resolve(file.getFileName()));
    var splitter = new Splitter(List.of(0.5, 0.5), 1);
    Path part = splitter.split(file, folder.resolve("out")).getFirst().file();
    byte[] bytes = Files.readAllBytes(part);
    assertThatThrownBy(() -> splitter.split(namesake, folder.resolve("out"))).isInstanceOf(DataException.class)
        .hasMessageContaining("another name");
    assertThat(Files.readAllBytes(part)).isEqualTo(bytes);
  }

  @Test
  void anotherSeedMakesOtherParts() {
    var other = new Splitter(List.of(0.6, 0.4), 2);
    assertThat(IntStream.range(0, 100).filter(i -> SPLITTER.partOf("p" + i) != other.partOf("p" + i))).isNotEmpty();
  }

  @Test
  void aBrokenTableLeavesNothingBehind() throws IOException {
    Path file = TableFiles.write(folder, "t.scores.jsonl.gz", TableFiles.HEADER, TableFiles.ROW, "17");
    assertThatThrownBy(() -> SPLITTER.split(file, folder.resolve("out"))).isInstanceOf(DataException.class)
        .hasMessageContaining(":3: the line is 17");
    assertThat(folder.resolve("out").toFile().list()).isEmpty();
  }

  @Test
  void sharesThatAreNoSharesAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Splitter(List.of(0.6, 0.6), 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Splitter(List.of(1.0, 0.0), 1));
  }
}
