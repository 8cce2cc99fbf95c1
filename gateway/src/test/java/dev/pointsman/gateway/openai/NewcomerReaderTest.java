package dev.pointsman.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pointsman.gateway.CommandGrader;
import dev.pointsman.gateway.FakeUpstream;
import dev.pointsman.gateway.Gateway;
import dev.pointsman.gateway.Newcomer;
import dev.pointsman.gateway.Router;
import dev.pointsman.gateway.TestGateway;
import dev.pointsman.gateway.WordEncoder;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.provider.OpenAiCompatible;
import dev.pointsman.gateway.store.MemoryStore;
import dev.pointsman.routing.Money;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a request to join is refused for, before any money is spent.
class NewcomerReaderTest {
  private static final String MODEL = "{\"name\":\"new\"}";

  private final FakeUpstream upstream = FakeUpstream.start();
  private final OpenAiCompatible provider = new OpenAiCompatible();
  private final MemoryStore store = new MemoryStore(100);
  private final Model old = TestGateway.model("old", upstream, 1);
  private final Gateway gateway = new Gateway(
      new Gateway.Parts(List.of(old), List.of(new Router.Spec("auto", "cheapest", List.of(old), 0.3, 1)),
          new WordEncoder(), provider, store, new SimpleMeterRegistry(), InstantSource.system(), 1, false,
          Duration.ofDays(365), new ChatSpeaker()),
      _ -> {});
  private final List<String> models = new ArrayList<>();
  private final NewcomerReader reader = new NewcomerReader(words -> {
    models.add(words);
    return TestGateway.model("new", upstream, 1);
  }, Map.of("mine", new CommandGrader(List.of("true"), CommandGrader.LIMIT)), gateway.newcomers());

  @AfterEach
  void close() {
    gateway.close();
    store.close();
    provider.close();
    upstream.close();
  }

  private Newcomer read(String body) {
    return reader.read(body.getBytes(StandardCharsets.UTF_8));
  }

  private void refuses(String body, String message) {
    assertThatExceptionOfType(ApiException.class).isThrownBy(() -> read(body))
        .satisfies(e -> assertThat(e.error().status()).isEqualTo(400)).withMessageContaining(message);
  }

  private static String quiz(String prompts, String grader) {
    return "{\"model\":" + MODEL + ",\"limit_usd\":0.5,\"quiz\":{\"prompts\":[" + prompts + "],\"grader\":" + grader
        + "}}";
  }

  @Test
  void aModelIsReadAndKeptAsItIsWritten() {
    String model = "{\"name\": \"new\", \"model\": 4.10, \"price\": {\"input\": 0.10}}";
    assertThat(read("{\"model\": " + model + "}").words()).isEqualTo(model);
    assertThat(models).containsExactly(model);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"model\":{\"name\":\"a\",\"name\":\"b\"}}",
      "{\"model\":{\"name\":\"a\"},\"quiz\":{\"prompts\":[{\"prompt\":\"a\",\"prompt\":\"b\"}]}}"})
  void aMemberThatStandsThereTwiceAtAnyDepthIsRefused(String body) {
    refuses(body, "the body is not valid JSON: Duplicate Object property ");
  }

  @Test
  void aMemberOfAPromptThatNobodyKnowsIsRefused() {
    refuses(quiz("\"a\",{\"prompt\":\"b\",\"expectd\":\"c\"}", "\"exact\""),
        "quiz.prompts[1].expectd is unknown; there are prompt, expected");
  }

  @Test
  void aSchemaThatCouldNotGradeIsRefused() {
    refuses(quiz("\"a\"", "{\"json_schema\":{\"pattern\":\"[A-Z\"}}"),
        "quiz.grader.json_schema: pattern must be a regular expression");
  }

  @Test
  void aPromptThatNoProgramCanBeGivenIsRefusedWhereTheGraderIsOne() {
    String command = "{\"command\":\"mine\"}";
    String long200 = "x".repeat(200_000);
    refuses(quiz("\"a\\u0000b\"", command), "quiz.prompts[0] holds a NUL character");
    refuses(quiz("\"a\",{\"prompt\":\"b\",\"expected\":\"a\\u0000b\"}", command),
        "quiz.prompts[1].expected holds a NUL character");
    refuses(quiz("\"" + long200 + "\"", command),
        "quiz.prompts[0] has 200000 bytes; a program is given at most 102400 (100 KiB)");
    assertThat(read(quiz("\"" + long200 + "\"", "{\"json_schema\":{}}")).quiz()).isPresent();
    assertThat(read(quiz("\"a\"", command)).quiz()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1e-10", "1000000.1", "1e999999999", "1e-999999999", "-1e999999999"})
  void aLimitThatIsNoSumOfMoneyIsRefusedAsItIsWritten(String limit) {
    refuses(quiz("\"a\"", "{\"json_schema\":{}}").replace("0.5", limit),
        "limit_usd must lie in [0.000000001, 1000000], not ");
  }

  @Test
  void aNumberBeyondAnyExponentIsRefusedWhereverItStands() {
    String quiz = quiz("\"a\"", "{\"json_schema\":{}}");
    for (String body : List.of(quiz.replace("0.5", "1e99999999999"),
        quiz.replace("{\"json_schema\":{}}", "{\"json_schema\":{\"maximum\":1e99999999999}}"),
        quiz.replace("\"quiz\":{", "\"quiz\":{\"ask\":1e99999999999,"))) {
      refuses(body, "the body holds a number whose exponent is beyond any that can be read");
    }
  }

  @Test
  void aLimitIsHeldToTheNanoDollar() {
    assertThat(read(quiz("\"a\"", "{\"json_schema\":{}}").replace("0.5", "0.0000000019")).limit())
        .contains(new Money(1));
  }
}
