package dev.pointsman.lab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.routing.Arm;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import dev.pointsman.routing.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Decision logs as they are exported, and what is said of broken ones.
class DecisionLogTest {
  private static final String ROW = """
      {"id":"chatcmpl-1","number":7,"router":"auto","policy":"frontier","time":"2026-01-02T03:04:05Z","cost_weight":0.3,\
      "cost_scale_usd":0.005,"max_exploration":0.1,"features":[0.5,-1],"candidates":[\
      {"model":"small","arm":"p|u|small","quality":0.6,"listed_cost_usd":0.001,"expected_cost_usd":0.0012,"propensity":0.9},\
      {"model":"large","arm":"p|u|large","quality":0.8,"listed_cost_usd":0.01,"expected_cost_usd":0.011,"propensity":0.1}],\
      "excluded":[],"chosen":"small","chosen_arm":"p|u|small","propensity":0.9,"served_arm":"p|u|small","status":"ok",\
      "cost_usd":0.000000123,"usage":{"input_tokens":12,"output_tokens":34},"quality":0.75,"encoder":"e/1",\
      "tags":{"task":"verse","user":"7"},"news":[1]}""";

  @TempDir
  Path folder;

  private List<LogRow> read(String... lines) throws IOException {
    return read(TableFiles.write(folder, "log.jsonl", lines));
  }

  private static List<LogRow> read(Path file) {
    List<LogRow> rows = new ArrayList<>();
    try (LogReader reader = DecisionLog.open(file)) {
      reader.forEachRemaining(rows::add);
    }
    return rows;
  }

  private static String second(String from, String to) {
    String next = ROW.replace("\"number\":7", "\"number\":8");
    assertThat(next).contains(from);
    return next.replace(from, to);
  }

  @Test
  void aRowIsReadWhole() throws IOException {
    LogRow.Answered row = (LogRow.Answered) read(ROW).getFirst();
    assertThat(row.number()).isEqualTo(7);
    assertThat(row.router()).contains("auto");
    assertThat(row.context().features()).isEqualTo(FeatureVector.of(0.5f, -1));
    assertThat(row.context().preference()).isEqualTo(new Preference(0.3, new Money(5_000_000)));
    assertThat(row.context().maxExploration()).isEqualTo(0.1);
    assertThat(row.context().group()).isEqualTo("verse");
    assertThat(row.decision().chosen().arm()).isEqualTo(new Arm("p|u|small"));
    assertThat(row.decision().propensity()).isEqualTo(0.9);
    assertThat(row.decision().appraisals()).extracting(a -> a.candidate().listedCost().nanoUsd())
        .containsExactly(1_000_000L, 10_000_000L);
    assertThat(row.decision().appraisals()).extracting(a -> a.candidate().expectedCost().nanoUsd())
        .containsExactly(1_200_000L, 11_000_000L);
    assertThat(row.decision().appraisals().getLast().propensity()).isEqualTo(0.1);
    assertThat(row.hasPropensity()).isTrue();
    assertThat(row.encoder()).isEqualTo("e/1");
    assertThat(row.quality()).hasValue(0.75);
    assertThat(row.usage()).isEqualTo(Usage.of(12, 34));
    assertThat(row.cost()).isEqualTo(new Money(123));
  }

  @Test
  void anAnswerToAQuizIsNoDecisionOfAPolicy() throws IOException {
    LogRow.Quizzed quizzed = (LogRow.Quizzed) read(ROW.replace("\"policy\":\"frontier\"", "\"policy\":\"quiz\""))
        .getFirst();
    assertThat(quizzed.router()).contains("auto");
    assertThat(quizzed.number()).isEqualTo(7);
    assertThat(quizzed.answer().quality()).hasValue(0.75);
  }

  @Test
  void whatIsAbsentIsAbsent() throws IOException {
    LogRow.Answered row = (LogRow.Answered) read(
        ROW.replace("\"quality\":0.75", "\"quality\":null").replace("\"usage\":{", "\"was\":{").replace("\"tags\"",
            "\"marks\""))
        .getFirst();
    assertThat(row.quality()).isEmpty();
    assertThat(row.context().group()).isEmpty();
    assertThat(row.usage()).isEqualTo(Usage.of(0, 0));
  }

  @Test
  void aFallbackHasNoPropensity() throws IOException {
    LogRow.Answered row = (LogRow.Answered) read(
        ROW.replace("served_arm\":\"p|u|small", "served_arm\":\"p|u|large")).getFirst();
    assertThat(row.hasPropensity()).isFalse();
    assertThat(row.served()).isEqualTo(new Arm("p|u|large"));
  }

  @ParameterizedTest
  @CsvSource({"'\"status\":\"ok\"', '\"status\":null', OPEN", "'\"status\":\"ok\"', '\"status\":\"failed\"', FAILED",
      "'\"status\":\"ok\"', '\"status\":\"client_gone\"', CLIENT_GONE",
      "'\"status\":\"ok\"', '\"status\":\"refused\"', REFUSED", "'\"router\":\"auto\"', '\"router\":null', DIRECT"})
  void rowsWithoutAnAnswerToAChoiceSayWhy(String from, String to, LogRow.Reason reason) throws IOException {
    LogRow row = read(ROW.replace(from, to).replace("\"features\":[0.5,-1]", "\"features\":null")).getFirst();
    assertThat(row).isInstanceOfSatisfying(LogRow.Other.class, other -> assertThat(other.reason()).isEqualTo(reason));
    assertThat(row.number()).isEqualTo(7);
  }

  @Test
  void gzipIsTakenUnderAnyName() throws IOException {
    Path packed = TableFiles.write(folder, "log.jsonl.gz", ROW, second("chatcmpl-1", "chatcmpl-2"));
    assertThat(read(packed)).hasSize(2);
    assertThat(read(Files.move(packed, folder.resolve("log")))).hasSize(2);
  }

  @Test
  void routersMayHaveEncodersOfTheirOwn() throws IOException {
    assertThat(read(ROW, second("e/1", "e/2").replace("\"router\":\"auto\"", "\"router\":\"best\""))).hasSize(2);
  }

  /// A second line and the complaint about it.
  record Broken(String line, String complaint) {}

  private static Broken broken(String from, String to, String complaint) {
    return new Broken(second(from, to), complaint);
  }

  static Stream<Broken> broken() {
    return Stream.of(
        new Broken("", "the line is blank"),
        new Broken("[1]", "the line is a list; expected a JSON object"),
        new Broken(ROW.substring(0, 200), "invalid JSON at column"),
        new Broken(ROW, "number is 7 after 7; expected rising numbers, each decision once"),
        broken("\"number\":8,", "", "number is missing; expected a whole number from 1 on"),
        broken("\"number\":8", "\"number\":0", "number is 0; expected a whole number in [1,"),
        broken("\"number\":8", "\"number\":8.5", "number is 8.5; expected a whole number"),
        broken("\"router\":\"auto\"", "\"router\":3", "router is 3; expected text"),
        broken("\"status\":\"ok\",", "", "status is missing; expected \"ok\", \"failed\""),
        broken("\"status\":\"ok\"", "\"status\":\"fine\"", "status is the text \"fine\"; expected \"ok\""),
        broken("\"cost_weight\":0.3,", "", "cost_weight is missing; expected a number in [0, 1]"),
        broken("\"cost_weight\":0.3", "\"cost_weight\":1.3", "cost_weight is 1.3; expected a number in [0, 1]"),
        broken("\"cost_weight\":0.3", "\"cost_weight\":1e999", "cost_weight is 1E+999; expected a number in [0, 1]"),
        broken("\"max_exploration\":0.1", "\"max_exploration\":-0.1", "max_exploration is -0.1; expected"),
        broken("\"cost_scale_usd\":0.005", "\"cost_scale_usd\":0", "cost_scale_usd is 0; expected US dollars above 0"),
        broken("\"features\":[0.5,-1],", "", "features is missing; expected a list"),
        broken("[0.5,-1]", "[0.5]", "features has 1 values; expected 2 as on line 1"),
        broken("[0.5,-1]", "[0.5,\"x\"]", "features[1] is the text \"x\"; expected a number in [-10000, 10000]"),
        broken("[0.5,-1]", "[0.5,1e39]", "features[1] is 1E+39; expected a number in [-10000, 10000]"),
        broken("e/1", "e/2", "encoder is 'e/2'; expected 'e/1' as on line 1"),
        broken("\"encoder\":\"e/1\",", "", "encoder is missing"),
        broken("\"candidates\":[", "\"candidates\":[],\"were\":[", "candidates is empty; expected at least one"),
        broken("\"arm\":\"p|u|large\",", "", "candidates[1].arm is missing"),
        broken("\"arm\":\"p|u|large\"", "\"arm\":\"p|u|small\"", "candidates[1].arm is 'p|u|small' again"),
        broken("\"listed_cost_usd\":0.01,", "", "candidates[1].listed_cost_usd is missing; expected US dollars"),
        broken("0.011", "-0.011", "candidates[1].expected_cost_usd is -0.011; expected US dollars, at least 0"),
        broken("\"propensity\":0.1}", "\"propensity\":0.2}", "the propensities of the candidates sum to 1.1"),
        broken("\"propensity\":0.1}", "\"propensity\":null}", "candidates[1].propensity is missing"),
        broken("\"propensity\":0.9,\"served", "\"propensity\":0.8,\"served",
            "propensity is 0.8; expected that of the chosen candidate, 0.9"),
        broken("\"propensity\":0.9,\"served", "\"propensity\":0,\"served", "propensity is 0; expected the probability"),
        broken("chosen_arm\":\"p|u|small", "chosen_arm\":\"none",
            "chosen_arm is 'none'; expected the arm of one of the"),
        broken("\"chosen_arm\":\"p|u|small\",", "", "chosen_arm is missing"),
        broken("served_arm\":\"p|u|small\"", "served_arm\":null", "served_arm is missing"),
        broken("0.000000123", "0.0000000123", "cost_usd is 1.23E-8; expected US dollars, at least 0 and in whole"),
        broken("0.000000123", "null", "cost_usd is missing; expected US dollars"),
        broken("\"input_tokens\":12", "\"input_tokens\":-12", "usage.input_tokens is -12; expected a whole number"),
        broken("\"usage\":{\"input_tokens\":12,\"output_tokens\":34}", "\"usage\":3", "usage is 3; expected an object"),
        broken("{\"task\":\"verse\",\"user\":\"7\"}", "[]", "tags is a list; expected an object of texts"),
        broken("\"user\":\"7\"", "\"user\":7", "tags.user is 7; expected text"),
        broken("\"quality\":0.75", "\"quality\":75", "quality is 75; expected a number in [0, 1]"),
        broken("\"quality\":0.75", "\"quality\":true", "quality is true; expected a number in [0, 1]"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenLineIsNamedWithItsRule(Broken broken) throws IOException {
    Path file = TableFiles.write(folder, "log.jsonl", ROW, broken.line);
    assertThatThrownBy(() -> read(file)).isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ":2: " + broken.complaint).hasMessageNotContaining("\n");
  }

  @Test
  void brokenFilesAreNamed() throws IOException {
    Path none = folder.resolve("none.jsonl");
    assertThatThrownBy(() -> read(none)).isInstanceOf(DataException.class).hasMessage(none + ": there is no such file");
    assertThatThrownBy(() -> read(folder)).hasMessage(folder + ": is a folder; expected a file");
    Path empty = Files.createFile(folder.resolve("empty.jsonl"));
    assertThatThrownBy(() -> read(empty))
        .hasMessage(empty + ":1: the file is empty; expected one decision for each line");
    Path plain = Files.writeString(folder.resolve("plain.gz"), ROW);
    assertThatThrownBy(() -> read(plain)).hasMessageContaining("is named .gz but is not gzip");
    Path cut = TableFiles.write(folder, "cut.gz", ROW);
    byte[] whole = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(whole, whole.length - 9));
    assertThatThrownBy(() -> read(cut)).hasMessageContaining("the gzip stream is cut off");
  }
}
