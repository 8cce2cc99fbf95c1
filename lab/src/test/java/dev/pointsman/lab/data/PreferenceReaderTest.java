package dev.pointsman.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Preference pairs say what they say, and broken ones are refused by place and rule.
class PreferenceReaderTest {
  private static final String HEADER = "{\"format\":\"preference-pairs\",\"version\":1,\"name\":\"judged\"}";
  private static final String PAIR = "{\"prompt\":\"hi\",\"a\":\"m1\",\"b\":\"m2\",\"winner\":\"b\",\"p_b\":0.8}";

  @TempDir
  private Path folder;

  @Test
  void aPairKeepsWhatWasJudged() throws IOException {
    Path file = TableFiles.write(folder, "p.prefs.jsonl.gz", HEADER, PAIR, PAIR.replace(",\"p_b\":0.8", ""),
        PAIR.replace("\"b\",\"p_b\":0.8", "\"tie\""));
    try (PreferenceReader reader = PreferenceReader.open(file)) {
      assertThat(reader.header().name()).isEqualTo("judged");
      assertThat(reader.next())
          .isEqualTo(new PreferencePair("hi", "m1", "m2", PreferencePair.Winner.B, OptionalDouble.of(0.8)));
      assertThat(reader.next().preferenceForB()).isEqualTo(1);
      assertThat(reader.next().preferenceForB()).isEqualTo(0.5);
      assertThat(reader.hasNext()).isFalse();
    }
  }

  static Stream<Map.Entry<String, String>> brokenPairs() {
    return Stream.of(Map.entry("", "the line is blank"), Map.entry("7", "the line is 7"),
        Map.entry(PAIR.replace("\"b\",\"p", "\"c\",\"p"), "winner is the text \"c\"; expected \"a\", \"b\" or \"tie\""),
        Map.entry(PAIR.replace("0.8", "1.2"), "p_b is 1.2; expected a number in [0, 1]"),
        Map.entry(PAIR.replace("0.8", "\"x\""), "p_b is the text \"x\""),
        Map.entry(PAIR.replace("m2", "m1"), "b is 'm1' like a; expected two different models"),
        Map.entry(PAIR.replace("\"a\":\"m1\",", ""), "a is missing"),
        Map.entry(PAIR.replace("hi", " "), "prompt is blank"));
  }

  @ParameterizedTest
  @MethodSource("brokenPairs")
  void aBrokenPairIsRefusedWithItsLine(Map.Entry<String, String> broken) throws IOException {
    Path file = TableFiles.write(folder, "p.prefs.jsonl", HEADER, PAIR, broken.getKey());
    try (PreferenceReader reader = PreferenceReader.open(file)) {
      reader.next();
      assertThatThrownBy(reader::next).isInstanceOf(DataException.class)
          .hasMessageStartingWith(file + ":3: " + broken.getValue());
    }
  }

  @Test
  void aScoreTableIsNoFileOfPairs() throws IOException {
    Path file = TableFiles.write(folder, "t.jsonl", TableFiles.HEADER, TableFiles.ROW);
    assertThatThrownBy(() -> PreferenceReader.open(file)).hasMessageContaining("expected \"preference-pairs\"");
  }

  @Test
  void namesMeetTheTablesThroughAliases() throws IOException {
    ScoreHeader table = ScoreTables
        .read(TableFiles.write(folder, "t.jsonl", TableFiles.HEADER.replace("large", "claude-v1"),
            TableFiles.ROW))
        .header();
    Path own = Files.writeString(folder.resolve("own.csv"), "# mine\ntiny,small\nclaude,small\n");
    assertThat(Aliases.shipped().nameIn(table, "small")).hasValue("small");
    assertThat(Aliases.shipped().nameIn(table, "claude")).hasValue("claude-v1");
    assertThat(Aliases.shipped().nameIn(table, "tiny")).isEmpty();
    assertThat(Aliases.shipped().with(own).nameIn(table, "tiny")).hasValue("small");
    assertThat(Aliases.shipped().with(own).nameIn(table, "claude")).hasValue("small");
    Path broken = Files.writeString(folder.resolve("broken.csv"), "a,b\nc\n");
    assertThatThrownBy(() -> Aliases.shipped().with(broken)).isInstanceOf(DataException.class)
        .hasMessageContaining("broken.csv:2: the line has 1 values");
  }
}
