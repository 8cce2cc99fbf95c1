package dev.pointsman.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.routing.Pricing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a well-formed table says, it says exactly.
class ScoreTablesTest {
  @TempDir
  private Path folder;

  private ScoreTable read(String... lines) throws IOException {
    return ScoreTables.read(TableFiles.write(folder, "t.scores.jsonl.gz", lines));
  }

  @Test
  void theHeaderTellsWhereTheOutcomesComeFrom() throws IOException {
    ScoreTable table = read(TableFiles.HEADER, TableFiles.ROW);
    assertThat(table.name()).isEqualTo("pair");
    assertThat(table.source()).isEqualTo("ours");
    assertThat(table.license()).isEqualTo("none");
    assertThat(table.costBasis()).isEqualTo("made up");
  }

  @Test
  void pricesStayTheDecimalsThatWereWritten() throws IOException {
    ScoreTable table = read(TableFiles.HEADER, TableFiles.ROW);
    assertThat(table.models()).containsExactly(
        new ScoredModel("small", Optional.of(Pricing.perMillion("0.1", "0.4"))),
        new ScoredModel("large", Optional.empty()));
  }

  @Test
  void aRowKeepsEveryNumber() throws IOException {
    ScoreRow row = read(TableFiles.HEADER, TableFiles.ROW).rows().getFirst();
    assertThat(row.id()).isEqualTo("r1");
    assertThat(row.task()).isEqualTo("sums");
    assertThat(row.prompt()).isEqualTo("1+1?");
    assertThat(row.inputTokens()).hasValue(4);
    assertThat(row.score(1)).isEqualTo(0.5);
    assertThat(row.cost(1)).isEqualTo(0.02);
    assertThat(row.outputTokens(1)).hasValue(3);
  }

  @Test
  void aModelWithoutAScoreWasNotRun() throws IOException {
    ScoreRow row = read(TableFiles.HEADER, "{\"id\":\"a\",\"prompt\":\"p\",\"score\":[null,1],\"cost\":[0.5,null]}")
        .rows().getFirst();
    assertThat(row.wasRun(0)).isFalse();
    assertThat(row.score(0)).isNaN();
    assertThat(row.wasRun(1)).isTrue();
    assertThat(row.hasCost(1)).isFalse();
    assertThat(row.outputTokens(1)).isEmpty();
  }

  @Test
  void anUnknownCostFollowsFromPriceAndTokensWhereBothAreThere() throws IOException {
    ScoreRow row = read(TableFiles.HEADER,
        "{\"id\":\"a\",\"prompt\":\"p\",\"input_tokens\":10,\"score\":[1,1],\"output_tokens\":[100,100]}").rows()
        .getFirst();
    assertThat(row.cost(0)).isEqualTo(0.000041);
    assertThat(row.cost(1)).isNaN();
  }

  @Test
  void anUnknownCostStaysUnknownWithoutTokens() throws IOException {
    ScoreRow row = read(TableFiles.HEADER, "{\"id\":\"a\",\"prompt\":\"p\",\"score\":[1,1],\"output_tokens\":[9,9]}")
        .rows().getFirst();
    assertThat(row.hasCost(0)).isFalse();
  }

  @Test
  void optionalFieldsMayBeAbsentOrNull() throws IOException {
    ScoreTable table = read("{\"format\":\"score-table\",\"version\":1,\"name\":\"t\",\"models\":[{\"name\":\"m\"}]}",
        "{\"id\":\"a\",\"task\":null,\"prompt\":\"p\",\"input_tokens\":null,\"score\":[0],\"cost\":null,\"output_tokens\":null}");
    assertThat(table.source()).isEmpty();
    assertThat(table.rows().getFirst().task()).isEmpty();
    assertThat(table.rows().getFirst().inputTokens()).isEmpty();
  }

  @Test
  void fieldsOfLaterFormatsArePassedOver() throws IOException {
    assertThat(
        read(TableFiles.HEADER, "{\"id\":\"a\",\"prompt\":\"p\",\"score\":[0,1],\"judge\":{\"name\":\"x\"}}").rows())
        .hasSize(1);
  }

  @Test
  void plainTextIsReadToo() throws IOException {
    assertThat(ScoreTables.read(TableFiles.write(folder, "t.jsonl", TableFiles.HEADER, TableFiles.ROW)).rows())
        .hasSize(1);
  }

  @Test
  void linesMayEndAsOnWindows() throws IOException {
    assertThat(read(TableFiles.HEADER + "\r", TableFiles.ROW + "\r").rows()).hasSize(1);
  }

  @Test
  void aReaderGoesRowByRow() throws IOException {
    Path file = TableFiles.write(folder, "t.jsonl", TableFiles.HEADER, TableFiles.ROW,
        TableFiles.ROW.replace("r1", "r2"));
    try (ScoreReader reader = ScoreTables.open(file)) {
      assertThat(reader.header().models()).hasSize(2);
      assertThat(reader.next().id()).isEqualTo("r1");
      assertThat(reader.next().id()).isEqualTo("r2");
      assertThat(reader.hasNext()).isFalse();
      assertThatThrownBy(reader::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void aModelIsFoundByItsName() throws IOException {
    ScoreHeader header = read(TableFiles.HEADER, TableFiles.ROW).header();
    assertThat(header.indexOf("large")).isEqualTo(OptionalInt.of(1));
    assertThat(header.indexOf("huge")).isEmpty();
  }

  @Test
  void arraysGivenToARowAreCopied() {
    double[] scores = {1};
    ScoreRow row = new ScoreRow("a", "", "p", OptionalInt.empty(), scores, new double[] {0}, new int[] {-1});
    scores[0] = 0;
    assertThat(row.score(0)).isEqualTo(1);
  }
}
