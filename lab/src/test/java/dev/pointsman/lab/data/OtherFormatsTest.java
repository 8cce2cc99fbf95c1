package dev.pointsman.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What others keep their outcomes in is read as score tables.
class OtherFormatsTest {
  private static final String COLUMNS = "sample_id,prompt,eval_name,m1,m2,m1|model_response,m1|total_cost,m2|total_cost\n";
  private static final String RECORD = "{\"model\":\"m1\",\"dataset\":\"d\",\"prompt\":\"p\",\"score\":1,\"cost\":0.5}";

  @TempDir
  private Path folder;

  record Broken(String content, String complaint) {}

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void routerBenchsWideTableIsRead() throws IOException {
    ScoreTable table = ScoreTables.read(write("rb.csv",
        COLUMNS + "s1,\"two\nlines, quoted\",arc,1.0,,said,0.25,0.5\ns2,second,mbpp,0,0.5,said,0.1,0.2\n"));
    assertThat(table.name()).isEqualTo("rb");
    assertThat(table.models()).extracting(ScoredModel::name).containsExactly("m1", "m2");
    ScoreRow first = table.rows().getFirst();
    assertThat(first.prompt()).isEqualTo("two\nlines, quoted");
    assertThat(first.task()).isEqualTo("arc");
    assertThat(first.cost(0)).isEqualTo(0.25);
    assertThat(first.wasRun(1)).isFalse();
    assertThat(table.rows().get(1).score(1)).isEqualTo(0.5);
  }

  static Stream<Broken> brokenCsv() {
    return Stream.of(new Broken("a,b\n1,2\n", ":1: there is no column 'prompt'"),
        new Broken("prompt,m1\nx,1\n", ":1: no model has a column MODEL and a column MODEL|total_cost"),
        new Broken("prompt,m1,m1,m1|total_cost\nx,1,1,1\n", ":1: two columns are named 'm1'"),
        new Broken("prompt,m1,m1|total_cost,m2|total_cost\nx,1,1,1\n",
            ":1: column 'm2|total_cost' has no column of scores"),
        new Broken(COLUMNS, ":1: no prompt follows"),
        new Broken(COLUMNS + "s1,\"two\nlines\",t,1,1,r,1,1\ns2,p,t,1,1,r,1\n", ":4: the record has 7 values"),
        new Broken(COLUMNS + "s1,p,t,2,1,r,1,1\n", ":2: 'm1' is 2; expected a number in [0, 1] or nothing"),
        new Broken(COLUMNS + "s1,p,t,good,1,r,1,1\n", ":2: 'm1' is the text \"good\""),
        new Broken(COLUMNS + "s1,p,t,1,1,r,-1,1\n", ":2: 'm1|total_cost' is -1; expected US dollars"),
        new Broken(COLUMNS + "s1,p,t,,nan,r,1,1\n", ":2: no model has a score"),
        new Broken(COLUMNS + "s1, ,t,1,1,r,1,1\n", ":2: prompt is blank"),
        new Broken(COLUMNS + "s1,p,t,1,1,r,1,1\ns1,q,t,1,1,r,1,1\n", ":3: sample_id 's1' stands on line 2 already"));
  }

  @ParameterizedTest
  @MethodSource("brokenCsv")
  void aBrokenWideTableIsRefusedWithPlaceAndRule(Broken broken) throws IOException {
    Path file = write("rb.csv", broken.content());
    assertThatThrownBy(() -> ScoreTables.read(file)).isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + broken.complaint()).hasMessageNotContaining("\n");
  }

  @Test
  void recordsMakeATableHoweverTheyAreWrapped() throws IOException {
    String other = "{\"model\":\"m2\",\"dataset\":\"d\",\"prompt\":\"p\",\"score\":0}";
    for (String content : List.of(RECORD + "\n" + other + "\n", "[" + RECORD + ",\n" + other + "]",
        "{\"model_name\":\"m1\",\"dataset_name\":\"d\",\"records\":[{\"origin_query\":\"p\",\"score\":1,\"cost\":0.5}]}\n"
            + other)) {
      ScoreTable table = ScoreTables.read(write("r.jsonl", content));
      assertThat(table.models()).extracting(ScoredModel::name).containsExactly("m1", "m2");
      assertThat(table.rows()).hasSize(1);
      ScoreRow row = table.rows().getFirst();
      assertThat(row.task()).isEqualTo("d");
      assertThat(row.score(0)).isEqualTo(1);
      assertThat(row.cost(0)).isEqualTo(0.5);
      assertThat(row.score(1)).isZero();
      assertThat(row.hasCost(1)).isFalse();
    }
  }

  static Stream<Broken> brokenRecords() {
    return Stream.of(new Broken(RECORD + "\n" + RECORD, ":2: model 'm1' has a record of this prompt on line 1 already"),
        new Broken(RECORD + "\n" + RECORD.replace("m1", "m2").replace("1,\"cost", "3,\"cost"),
            ":2: score is 3; expected a number in [0, 1]"),
        new Broken(RECORD + "\n" + RECORD.replace("m1", "m2").replace("0.5", "-1"),
            ":2: cost is -1; expected US dollars"),
        new Broken(RECORD + "\n{\"model\":\"m1\",\"prompt\":\"p\"}", ":2: score is missing"),
        new Broken(RECORD + "\n{\"prompt\":\"p\",\"score\":1}", ":2: model is missing"),
        new Broken(RECORD + "\n17", ":2: the record is 17; expected a JSON object"),
        new Broken(RECORD + "\n{\"model\":", ":2: invalid JSON at column"));
  }

  @ParameterizedTest
  @MethodSource("brokenRecords")
  void aBrokenRecordIsRefusedWithPlaceAndRule(Broken broken) throws IOException {
    Path file = write("r.jsonl", broken.content());
    assertThatThrownBy(() -> ScoreTables.read(file)).isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + broken.complaint()).hasMessageNotContaining("\n");
  }

  static Stream<Broken> brokenJson() {
    return Stream.of(
        new Broken(RECORD + "\n{\"model\":[", ":2: invalid JSON at column 11: Unexpected end-of-input: expected close"
            + " marker for Array"),
        new Broken(RECORD + "\n" + RECORD.replace("0.5", "NaN"),
            ":2: invalid JSON at column 62: Non-standard token 'NaN'"),
        new Broken(RECORD + "\n" + RECORD.replace("0.5", "[".repeat(2000)),
            ": invalid JSON: Document nesting depth (501) exceeds the maximum allowed (500)"));
  }

  @ParameterizedTest
  @MethodSource("brokenJson")
  void whatTheParserSaysToProgrammersIsLeftOut(Broken broken) throws IOException {
    Path file = write("r.jsonl", broken.content());
    assertThatThrownBy(() -> ScoreTables.read(file)).isInstanceOf(DataException.class)
        .hasMessage(file + broken.complaint());
  }
}
