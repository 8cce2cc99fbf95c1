package dev.pointsman.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.gateway.CommandGrader;
import dev.pointsman.gateway.Grader;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.routing.Money;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class GraderTest {
  private static final Grader.Item ITEM = new Grader.Item("What is 6 times 7?", Optional.of("42"));
  private static final Grader.Purse BROKE = new Grader.Purse() {
    @Override
    public String ask(Model model, String prompt, long mostTokens) throws Grader.Ungraded {
      throw new Grader.Ungraded("no money");
    }

    @Override
    public Money most(Model model, String prompt, long mostTokens) {
      return Money.ZERO;
    }
  };

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"42|1", "'  42 '|1", "43|0", "It is 42.|0"})
  void anExactAnswerIsTheExpectedOne(String answer, double quality) throws Grader.Ungraded {
    assertThat(Grader.exact().grade(ITEM, answer, BROKE)).isEqualTo(quality);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"{\"n\": 3}|1", "'```json\n{\"n\": 3}\n```'|1", "{\"n\": \"3\"}|0", "{}|0",
      "{\"n\": 3, \"m\": 1}|0", "{\"n\": 30}|0", "three|0", "[3]|0"})
  void anAnswerOfASchemaIsRight(String answer, double quality) throws Grader.Ungraded {
    var schema = JsonMapper.shared()
        .readTree("{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"maximum\":9}},"
            + "\"required\":[\"n\"],\"additionalProperties\":false}");
    assertThat(SchemaGrader.problem(schema)).isEmpty();
    assertThat(new SchemaGrader(schema).grade(ITEM, answer, BROKE)).isEqualTo(quality);
  }

  @Test
  void aSchemaWithAKeywordThatIsNotKnownIsRefused() {
    assertThat(SchemaGrader.problem(JsonMapper.shared().readTree("{\"items\":{\"oneOf\":[]}}")).orElseThrow())
        .contains("oneOf is not known");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{\"properties\":{\"zip\":{\"pattern\":\"[A-Z\"}}}|properties.zip.pattern must be a regular expression, which \"[A-Z\" is not: Unclosed character class",
      "{\"pattern\":5}|pattern must be a string, not the number 5",
      "{\"additionalProperties\":{}}|additionalProperties must be true or false, not an object",
      "{\"required\":\"zip\"}|required must be an array of strings, not a string",
      "{\"required\":[1]}|required must be an array of strings, not an array",
      "{\"items\":{\"minimum\":\"x\"}}|items.minimum must be a number, not a string",
      "{\"items\":[]}|items must be a schema, not an array",
      "{\"enum\":5}|enum must be an array of at least one value, not the number 5",
      "{\"enum\":[]}|enum must be an array of at least one value, not an array",
      "{\"maxLength\":-1}|maxLength must be a whole number from 0 on, not the number -1",
      "{\"minItems\":1.5}|minItems must be a whole number from 0 on, not the number 1.5",
      "{\"type\":[\"object\"]}|type must be one of object, array, string, number, integer, boolean, null, not an array",
      "{\"properties\":[]}|properties must be an object, not an array",
      "{\"properties\":{\"n\":3}}|properties.n must be a schema, which is an object, not the number 3"})
  void aSchemaThatCouldOnlyFailOrGradeWronglyIsRefused(String schema, String problem) {
    assertThat(SchemaGrader.problem(JsonMapper.shared().readTree(schema))).contains(problem);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"{\"const\":3.0}|3|1", "{\"const\":3}|3.00|1",
      "{\"const\":{\"a\":[3]}}|{\"a\":[3.0]}|1",
      "{\"const\":3}|3.1|0", "{\"const\":\"3\"}|3|0", "{\"enum\":[1,2.50]}|2.5|1", "{\"enum\":[1,2.50]}|2.51|0",
      "{\"type\":\"integer\"}|3.0|1", "{\"type\":\"integer\"}|3.5|0", "{\"maximum\":0.1}|0.1|1",
      "{\"maximum\":9007199254740992}|9007199254740993|0", "{\"minimum\":1}|1e999999999|1",
      "{\"maximum\":1}|1e999999999|0",
      "{\"pattern\":\"^[A-Z]+$\"}|\"AB\"|1"})
  void numbersAreComparedByTheirWorthAndNotByTheirSpelling(String schema, String answer, double quality)
      throws Grader.Ungraded {
    assertThat(new SchemaGrader(JsonMapper.shared().readTree(schema)).grade(ITEM, answer, BROKE)).isEqualTo(quality);
  }

  @Test
  void anAnswerThatAPatternIsTooDeepForIsNotGraded() {
    var deep = new SchemaGrader(JsonMapper.shared().readTree("{\"pattern\":\"^(a|b)*$\"}"));
    assertThatThrownBy(() -> deep.grade(ITEM, "\"" + "ab".repeat(500_000) + "\"", BROKE))
        .isInstanceOf(Grader.Ungraded.class)
        .hasMessage("the schema's pattern goes too deep for an answer as long as that");
  }

  private static Grader command(String script) {
    return new CommandGrader(List.of("sh", "-c", script), Duration.ofSeconds(20));
  }

  @Test
  void aProgramThatReadsNothingBlocksNoLongAnswer() throws Grader.Ungraded {
    assertThat(command("echo 0.5").grade(ITEM, "x".repeat(1 << 20), BROKE)).isEqualTo(0.5);
    var idle = new CommandGrader(List.of("sleep", "60"), Duration.ofMillis(200));
    assertThatThrownBy(() -> idle.grade(ITEM, "x".repeat(1 << 20), BROKE)).isInstanceOf(Grader.Ungraded.class)
        .hasMessageContaining("took longer");
  }

  @Test
  void aProgramThatPrintsMoreThanAPipeHoldsIsReadToItsEnd() {
    assertThatThrownBy(() -> command("head -c 1000000 /dev/zero | tr '\\0' x; exit 7").grade(ITEM, "42", BROKE))
        .isInstanceOf(Grader.Ungraded.class).hasMessageContaining("ended with 7");
  }

  @Test
  void aProgramThatPrintsWithoutEndIsStoppedAtItsLimit() {
    var endless = new CommandGrader(List.of("yes"), Duration.ofMillis(300));
    assertThatThrownBy(() -> endless.grade(ITEM, "42", BROKE)).isInstanceOf(Grader.Ungraded.class)
        .hasMessageContaining("took longer");
  }

  @Test
  @Timeout(60)
  void whatAProgramLeavesBehindHoldsNobodyUp() throws Grader.Ungraded {
    assertThat(command("sleep 90 & echo 0.75").grade(ITEM, "42", BROKE)).isEqualTo(0.75);
  }

  @Test
  void whatAProgramStartedIsStoppedWithIt(@TempDir Path folder) throws Exception {
    Path pid = folder.resolve("pid");
    var parent = new CommandGrader(List.of("sh", "-c", "sleep 90 & echo $! > \"$0\"; wait", pid.toString()),
        Duration.ofSeconds(5));
    assertThatThrownBy(() -> parent.grade(ITEM, "42", BROKE)).isInstanceOf(Grader.Ungraded.class);
    Optional<ProcessHandle> child = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
    if (child.isPresent()) {
      child.get().onExit().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aTextThatNoEnvironmentCanHoldIsNamed() {
    assertThat(CommandGrader.obstacle("x".repeat(102_400))).isEmpty();
    assertThat(CommandGrader.obstacle("\u00e4".repeat(51_201)).orElseThrow())
        .isEqualTo("has 102402 bytes; a program is given at most 102400 (100 KiB)");
    assertThat(CommandGrader.obstacle("a\0b").orElseThrow()).startsWith("holds a NUL character");
  }

  @Test
  void aTextAsLongAsAProgramIsGivenArrives() throws Grader.Ungraded {
    String longest = "x".repeat(102_400);
    assertThat(
        command("[ ${#QUIZ_PROMPT} = 102400 ]").grade(new Grader.Item(longest, Optional.of(longest)), "42", BROKE))
        .isEqualTo(1);
  }

  @Test
  void aProgramGradesByWhatItPrintsOrHowItEnds() throws Grader.Ungraded {
    assertThat(command("cat > /dev/null; echo 0.25").grade(ITEM, "42", BROKE)).isEqualTo(0.25);
    assertThat(command("[ \"$(cat)\" = \"$QUIZ_EXPECTED\" ]").grade(ITEM, "42", BROKE)).isEqualTo(1);
    assertThat(command("[ \"$(cat)\" = \"$QUIZ_EXPECTED\" ]").grade(ITEM, "41", BROKE)).isZero();
    assertThatThrownBy(() -> command("echo 2").grade(ITEM, "42", BROKE)).isInstanceOf(Grader.Ungraded.class)
        .hasMessageContaining("must print a number from 0 to 1");
    assertThatThrownBy(() -> command("exit 7").grade(ITEM, "42", BROKE)).isInstanceOf(Grader.Ungraded.class)
        .hasMessageContaining("ended with 7");
  }
}
