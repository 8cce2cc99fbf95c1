package dev.pointsman.lab.data;

import static dev.pointsman.lab.data.TableFiles.HEADER;
import static dev.pointsman.lab.data.TableFiles.ROW;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every way in which a table can be broken is refused with the place, the rule and what is expected.
class BrokenTableTest {
  @TempDir
  private Path folder;

  /// Lines of a file, and what the refusal says after the file's name.
  record Broken(String complaint, List<String> lines) {
    @Override
    public String toString() {
      return complaint;
    }
  }

  private static Broken header(String header, String complaint) {
    return new Broken(":1: " + complaint, List.of(header, ROW));
  }

  private static Broken row(String row, String complaint) {
    return new Broken(":3: " + complaint, List.of(HEADER, ROW, row));
  }

  private static String changed(String part, String by) {
    return ROW.replace("r1", "r2").replace(part, by);
  }

  static Stream<Broken> brokenHeaders() {
    return Stream.of(
        header("", "the line is blank; expected a JSON object"),
        header("name,score", "invalid JSON at column"),
        header("[1]", "the line is a list; expected a JSON object"),
        header(ROW, "the header is missing; expected a first line with \"format\": \"score-table\""),
        header(HEADER.replace("score-table", "preference-pairs"),
            "format is the text \"preference-pairs\"; expected \"score-table\""),
        header(HEADER.replace("\"score-table\"", "7"), "format is 7; expected"),
        header(HEADER.replace("\"version\":1", "\"version\":2"),
            "the file's version is 2, which this release does not read; expected version 1"),
        header(HEADER.replace("\"version\":1", "\"version\":1.5"), "the file's version is 1.5"),
        header(HEADER.replace("\"version\":1", "\"version\":\"1\""), "the file's version is the text \"1\""),
        header(HEADER.replace("\"version\":1,", ""), "version is missing; expected version 1"),
        header(HEADER.replace("pair", " "), "name is blank"),
        header(HEADER.replace("\"name\":\"pair\",", ""), "name is missing"),
        header(HEADER.replace("\"ours\"", "[]"), "source is a list; expected text"),
        header(HEADER.replaceAll("\\[.*]", "[]"), "models is empty; expected at least one model"),
        header(HEADER.replaceAll("\\[.*]", "{}"), "models is an object; expected a list"),
        header(HEADER.replaceAll(",\"models.*", "}"), "models is missing; expected a list"),
        header(HEADER.replaceAll("\\[.*]", "[\"small\"]"),
            "models[0] is the text \"small\"; expected a JSON object"),
        header(HEADER.replace("large", "small"), "models[1].name is 'small' like that of models[0]"),
        header(HEADER.replace("large", ""), "models[1].name is blank"),
        header(HEADER.replace("\"large\"", "null"), "models[1].name is missing"),
        header(HEADER.replace(":0.1", ":-0.1"),
            "models[0].input_usd_per_mtok is -0.1; expected US dollars per million"),
        header(HEADER.replace(":0.4", ":1e7"), "models[0].output_usd_per_mtok is 1E+7; expected"),
        header(HEADER.replace(":0.4", ":0.0000000001"), "models[0].output_usd_per_mtok is 1E-10; expected"),
        header(HEADER.replace(":0.4", ":\"0.4\""), "models[0].output_usd_per_mtok is the text \"0.4\"; expected"),
        header(HEADER.replace(",\"output_usd_per_mtok\":0.4", ""),
            "models[0].output_usd_per_mtok is missing; expected both prices or neither"),
        new Broken(":1: no prompt follows the header; expected at least one", List.of(HEADER)));
  }

  static Stream<Broken> brokenRows() {
    return Stream.of(
        row("", "the line is blank"),
        row("{\"id\":\"r2\",", "invalid JSON at column"),
        row(ROW.replace("r1", "r2") + " {}", "invalid JSON at column"),
        row("17", "the line is 17; expected a JSON object"),
        row(ROW, "id 'r1' stands on line 2 already; expected distinct ids"),
        row(changed("\"id\":\"r2\",", ""), "id is missing; expected text that is not blank"),
        row(changed("\"r2\"", "2"), "id is 2; expected text"),
        row(changed("r2", " "), "id is blank"),
        row(changed("\"prompt\":\"1+1?\",", ""), "prompt is missing"),
        row(changed("1+1?", " \\n"), "prompt is blank"),
        row(changed("\"1+1?\"", "[\"1+1?\"]"), "prompt is a list; expected text"),
        row(changed("\"prompt\"", "\"id\":\"r3\",\"prompt\""), "invalid JSON at column"),
        row(changed("\"sums\"", "3"), "task is 3; expected text"),
        row(changed("\"score\":[1,0.5],", ""), "score is missing; expected a list"),
        row(changed("[1,0.5]", "null"), "score is missing; expected a list"),
        row(changed("[1,0.5]", "1"), "score is 1; expected a list"),
        row(changed("[1,0.5]", "[1]"), "score has 1 values, the header names 2 models"),
        row(changed("[1,0.5]", "[1,0.5,0]"), "score has 3 values, the header names 2 models"),
        row(changed("[1,0.5]", "[1,1.01]"), "score[1] (large) is 1.01; expected a number in [0, 1] or null"),
        row(changed("[1,0.5]", "[-0.1,1]"), "score[0] (small) is -0.1; expected"),
        row(changed("[1,0.5]", "[1,NaN]"), "invalid JSON at column"),
        row(changed("[1,0.5]", "[1,\"NaN\"]"), "score[1] (large) is the text \"NaN\"; expected"),
        row(changed("[1,0.5]", "[1,true]"), "score[1] (large) is true; expected"),
        row(changed("[1,0.5]", "[1,1e999]"), "score[1] (large) is"),
        row(changed("[1,0.5]", "[null,null]"),
            "score is null for every model; expected a score of at least one model"),
        row(changed("0.02]", "-0.02]"), "cost[1] (large) is -0.02; expected US dollars in [0, 1000000] or null"),
        row(changed("0.02]", "1e9]"), "cost[1] (large) is"),
        row(changed(",0.02]", "]"), "cost has 1 values, the header names 2 models"),
        row(changed("[0.000001,0.02]", "\"free\""), "cost is the text \"free\"; expected a list"),
        row(changed("[2,3]", "[2]"), "output_tokens has 1 values, the header names 2 models"),
        row(changed("[2,3]", "[2,-3]"), "output_tokens[1] (large) is -3; expected a whole number"),
        row(changed("[2,3]", "[2,3.5]"), "output_tokens[1] (large) is 3.5; expected a whole number"),
        row(changed("[2,3]", "[2,3000000000]"), "output_tokens[1] (large) is 3000000000; expected a whole number"),
        row(changed("\"input_tokens\":4", "\"input_tokens\":-4"), "input_tokens is -4; expected a whole number"),
        row(changed("\"input_tokens\":4", "\"input_tokens\":\"4\""), "input_tokens is the text \"4\"; expected"));
  }

  @ParameterizedTest
  @MethodSource({"brokenHeaders", "brokenRows"})
  void isRefusedWithThePlaceTheRuleAndWhatIsExpected(Broken broken) throws IOException {
    Path file = TableFiles.write(folder, "routes.scores.jsonl.gz", broken.lines().toArray(String[]::new));
    assertThatThrownBy(() -> ScoreTables.read(file)).isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + broken.complaint()).hasMessageNotContaining("\n");
  }

  static Stream<Broken> brokenJson() {
    return Stream.of(
        row(changed("}", ""), "invalid JSON at column 119: Unexpected end-of-input: expected close marker for Object"),
        row(changed("[2,3]", "[2,3}"), "invalid JSON at column 118: Unexpected close marker '}': expected ']'"),
        row(changed("[1,0.5]", "[1,NaN]"), "invalid JSON at column 73: Non-standard token 'NaN'"),
        row(changed("}", "} {}"), "invalid JSON at column 121: Trailing token found after value"),
        row(changed("[1,0.5]", "[1,/*x*/0.5]"), "invalid JSON at column 70: Unexpected character ('/' (code 47))"),
        row(changed("[1,0.5]", "[1," + "5".repeat(2000) + "]"),
            "invalid JSON: Number value length (2000) exceeds the maximum allowed (1000)"),
        row(changed("[1,0.5]", "[".repeat(2000)),
            "invalid JSON: Document nesting depth (501) exceeds the maximum allowed (500)"));
  }

  @ParameterizedTest
  @MethodSource("brokenJson")
  void whatTheParserSaysToProgrammersIsLeftOut(Broken broken) throws IOException {
    Path file = TableFiles.write(folder, "routes.scores.jsonl", broken.lines().toArray(String[]::new));
    assertThatThrownBy(() -> ScoreTables.read(file)).isInstanceOf(DataException.class)
        .hasMessage(file + broken.complaint());
  }

  private void refused(Path file, String complaint) {
    assertThatThrownBy(() -> ScoreTables.read(file)).isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + complaint);
  }

  @Test
  void aMissingFileIsNamed() {
    refused(folder.resolve("none.jsonl"), ": there is no such file");
  }

  @Test
  void aFolderIsNoTable() {
    refused(folder, ": is a folder; expected a file");
  }

  @Test
  void anEmptyFileIsNoTable() throws IOException {
    refused(Files.createFile(folder.resolve("t.jsonl")), ": is empty; expected a header line");
    refused(Files.createFile(folder.resolve("t.jsonl.gz")), ": is empty; expected a header line");
  }

  @Test
  void anEmptyTextInsideGzipIsNoTable() throws IOException {
    Path file = TableFiles.write(folder, "full.jsonl.gz", HEADER, ROW);
    byte[] nothing = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    refused(Files.write(file, nothing), ":1: the file is empty; expected a header line");
  }

  @Test
  void aNameThatPromisesGzipIsHeldToIt() throws IOException {
    Path file = Files.writeString(folder.resolve("t.jsonl.gz"), HEADER + "\n" + ROW + "\n");
    refused(file, ": is named .gz but is not gzip; expected gzip'd JSON lines");
  }

  @Test
  void gzipUnderAPlainNameIsPointedOut() throws IOException {
    Path packed = TableFiles.write(folder, "t.jsonl.gz", HEADER, ROW);
    refused(Files.move(packed, folder.resolve("t.jsonl")), ": is gzip'd; expected a name that ends in .gz");
  }

  @Test
  void aTruncatedFileIsNotMistakenForAShortTable() throws IOException {
    Path file = TableFiles.write(folder, "t.jsonl.gz", HEADER, ROW);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 9));
    assertThatThrownBy(() -> ScoreTables.read(file)).isInstanceOf(DataException.class)
        .hasMessageContaining("the gzip stream is cut off; expected a complete file");
  }

  @Test
  void aGzipHeaderThatBreaksOffIsACutFile() throws IOException {
    Path file = Files.write(folder.resolve("t.jsonl.gz"), new byte[] {0x1f, (byte) 0x8b, 8});
    refused(file, ": the gzip stream is cut off; expected a complete file");
  }

  @Test
  void aDamagedFileIsRefused() throws IOException {
    Path file = TableFiles.write(folder, "t.jsonl.gz", HEADER, ROW);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 6] ^= 0x55;
    Files.write(file, bytes);
    assertThatThrownBy(() -> ScoreTables.read(file)).isInstanceOf(DataException.class)
        .hasMessageContaining("the gzip stream is damaged").hasMessageContaining("expected a complete file");
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws IOException {
    byte[] text = (HEADER + "\n" + ROW.replace("1+1?", "caf_") + "\n").getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < text.length; i++) {
      text[i] = text[i] == '_' && text[i - 1] == 'f' ? (byte) 0xe9 : text[i];
    }
    refused(Files.write(folder.resolve("t.jsonl"), text), ":2: the line is not UTF-8 text");
  }

  @Test
  void anEndlessLineIsNotReadIntoMemory() throws IOException {
    String line = "{\"id\":\"" + "x".repeat(Lines.LONGEST_MIB << 20) + "\"}";
    refused(TableFiles.write(folder, "t.jsonl.gz", HEADER, ROW, line), ":3: the line is longer than 16 MiB; expected");
  }
}
