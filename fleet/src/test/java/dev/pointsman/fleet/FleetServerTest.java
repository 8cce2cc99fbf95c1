package dev.pointsman.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The fleet answers like an OpenAI-compatible provider, and says everywhere that it is simulated.
class FleetServerTest {
  private final FakeWorld world = new FakeWorld();
  private final Queue<Duration> waits = new ConcurrentLinkedQueue<>();
  private final FleetServer server = FleetServer.start(world, waits::add,
      InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000)));
  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(URI.create(server.baseUrl() + "/chat/completions"))
        .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(URI.create(server.baseUrl() + path)).build(), BodyHandlers.ofString());
  }

  private static String chat(String model, String content, String more) {
    return """
        {"model": "%s", "messages": [{"role": "user", "content": %s}]%s}""".formatted(model, content, more);
  }

  private static JsonNode json(String text) {
    return Json.MAPPER.readTree(text);
  }

  @Test
  void aPlainAnswerHasOpenAisShape() throws Exception {
    HttpResponse<String> response = post(chat("cheap", "\"prompt 1\"", ""));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    JsonNode answer = json(response.body());
    assertThat(answer.path("id").stringValue()).startsWith("chatcmpl-sim-");
    assertThat(answer.path("object").stringValue()).isEqualTo("chat.completion");
    assertThat(answer.path("created").longValue()).isEqualTo(1_700_000_000);
    assertThat(answer.path("model").stringValue()).isEqualTo("cheap");
    assertThat(answer.at("/choices/0/message/role").stringValue()).isEqualTo("assistant");
    assertThat(answer.at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
    assertThat(answer.path("usage")).isEqualTo(json("""
        {"prompt_tokens": 10, "completion_tokens": 20, "total_tokens": 30,
        "prompt_tokens_details": {"cached_tokens": 0}, "completion_tokens_details": {"reasoning_tokens": 0}}"""));
  }

  @Test
  void anAnswerSaysThatItIsSimulatedAndEchoesThePrompt() throws Exception {
    HttpResponse<String> response = post(chat("cheap", "\"one two three four five six seven eight nine\"", ""));
    assertThat(json(response.body()).at("/choices/0/message/content").stringValue())
        .contains("simulated answer", "cheap", "one two three four five six seven eight...").doesNotContain("nine");
    assertThat(response.headers().firstValue("x-simulated")).hasValue("true");
  }

  @Test
  void aReportedCostIsAnExactDecimal() throws Exception {
    HttpResponse<String> response = post(chat("dear", "\"prompt 1\"", ""));
    assertThat(response.body()).contains("\"cost\":0.0000001}");
  }

  @Test
  void everyAnswerHasAnotherId() throws Exception {
    String first = post(chat("cheap", "\"p\"", "")).body();
    String second = post(chat("cheap", "\"p\"", "")).body();
    assertThat(json(first).path("id")).isNotEqualTo(json(second).path("id"));
  }

  @Test
  void theLastUserMessageIsThePrompt() throws Exception {
    String body = """
        {"model": "cheap", "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "early"},
        {"role": "assistant", "content": "a"},
        {"role": "user", "content": [{"type": "text", "text": "late"}, {"type": "image_url", "image_url": {}},
        {"type": "text", "text": "and more"}]}, {"role": "tool", "content": "t"}]}""";
    assertThat(json(post(body).body()).at("/choices/0/message/content").stringValue()).contains("\"late and more\"");
  }

  @Test
  void theExactTextOfAPartsMessageDecidesTheOutcome() throws Exception {
    world.without("late\nand more", "cheap");
    String parts = "[{\"type\": \"text\", \"text\": \"late\"}, {\"type\": \"text\", \"text\": \"and more\"}]";
    assertThat(post(chat("cheap", parts, "")).statusCode()).isEqualTo(503);
  }

  private static List<String> data(String stream) {
    assertThat(stream).endsWith("\n\n");
    return stream.strip().lines().filter(line -> !line.isEmpty()).map(line -> {
      assertThat(line).startsWith("data: ");
      return line.substring("data: ".length());
    }).toList();
  }

  @Test
  void aStreamHasARoleContentAFinishAndDone() throws Exception {
    HttpResponse<String> response = post(chat("cheap", "\"prompt 1\"", ", \"stream\": true"));
    assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
    assertThat(response.headers().firstValue("x-simulated")).hasValue("true");
    List<String> data = data(response.body());
    assertThat(data.getLast()).isEqualTo("[DONE]");
    List<JsonNode> chunks = data.subList(0, data.size() - 1).stream().map(FleetServerTest::json).toList();
    assertThat(chunks).allSatisfy(chunk -> {
      assertThat(chunk.path("object").stringValue()).isEqualTo("chat.completion.chunk");
      assertThat(chunk.path("id")).isEqualTo(chunks.getFirst().path("id"));
      assertThat(chunk.has("usage")).isFalse();
    });
    assertThat(chunks.getFirst().at("/choices/0/delta/role").stringValue()).isEqualTo("assistant");
    assertThat(chunks.getLast().at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
    assertThat(chunks.subList(1, chunks.size() - 1)).hasSizeGreaterThan(2)
        .allSatisfy(chunk -> assertThat(chunk.at("/choices/0/finish_reason").isNull()).isTrue());
  }

  @Test
  void streamedPiecesAreThePlainAnswersText() throws Exception {
    StringBuilder streamed = new StringBuilder();
    for (String data : data(post(chat("cheap", "\"p\"", ", \"stream\": true")).body())) {
      streamed.append(data.equals("[DONE]") ? "" : json(data).at("/choices/0/delta/content").asString(""));
    }
    String plain = json(post(chat("cheap", "\"p\"", "")).body()).at("/choices/0/message/content").stringValue();
    assertThat(streamed.toString()).isEqualTo(plain);
  }

  @Test
  void aStreamEndsWithUsageIfItWasAskedFor() throws Exception {
    List<String> data = data(post(
        chat("dear", "\"p\"", ", \"stream\": true, \"stream_options\": {\"include_usage\": true}")).body());
    JsonNode last = json(data.get(data.size() - 2));
    assertThat(last.path("choices").isEmpty()).isTrue();
    assertThat(last.at("/usage/total_tokens").intValue()).isEqualTo(30);
    assertThat(last.at("/usage/cost").decimalValue()).isEqualByComparingTo("0.0000001");
  }

  @Test
  void aPlainAnswerComesAfterTheLatencyAndTheWriting() throws Exception {
    post(chat("dear", "\"p\"", ""));
    assertThat(waits).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(2));
  }

  @Test
  void aStreamComesAtTheModelsPace() throws Exception {
    post(chat("dear", "\"p\"", ", \"stream\": true"));
    assertThat(waits.poll()).isEqualTo(Duration.ofMillis(500));
    assertThat(waits.stream().mapToLong(Duration::toNanos).sum()).isBetween(1_999_000_000L, 2_000_000_000L);
  }

  @Test
  void aChunkArrivesBeforeTheNextIsWritten() throws Exception {
    var firstRead = new CountDownLatch(1);
    Pause untilRead = time -> {
      if (time.compareTo(Duration.ofMillis(500)) > 0) {
        assertThat(firstRead.await(30, TimeUnit.SECONDS)).isTrue();
      }
    };
    try (FleetServer patient = FleetServer.start(world, untilRead, InstantSource.system())) {
      var request = HttpRequest.newBuilder(URI.create(patient.baseUrl() + "/chat/completions"))
          .POST(BodyPublishers.ofString(chat("dear", "\"p\"", ", \"stream\": true"))).build();
      try (Stream<String> lines = client.send(request, BodyHandlers.ofLines()).body()) {
        assertThat(lines.peek(_ -> firstRead.countDown()).toList()).contains("data: [DONE]");
      }
    }
  }

  @Test
  void aLatencyFactorScalesEveryWait() throws Exception {
    long start = System.nanoTime();
    Pause.scaled(0).wait(Duration.ofDays(1));
    Pause.scaled(0.001).wait(Duration.ofSeconds(3));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(3), Duration.ofSeconds(30));
    assertThatThrownBy(() -> Pause.scaled(-1)).hasMessageContaining("a latency factor must be finite and at least 0");
  }

  @Test
  void theModelsAreListed() throws Exception {
    HttpResponse<String> response = get("/models");
    assertThat(response.headers().firstValue("x-simulated")).hasValue("true");
    assertThat(json(response.body())).isEqualTo(json("""
        {"object": "list", "data": [
        {"id": "cheap", "object": "model", "created": 0, "owned_by": "simulated-fleet"},
        {"id": "dear", "object": "model", "created": 0, "owned_by": "simulated-fleet"}]}"""));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{\"model\": | the body is not valid JSON",
      "[1] | the body is not a JSON object",
      "'' | the body is not a JSON object",
      "{\"messages\": []} | model is missing",
      "{\"model\": 7, \"messages\": []} | model is missing",
      "{\"model\": \"cheap\"} | messages has no user message",
      "{\"model\": \"cheap\", \"messages\": \"hi\"} | messages has no user message",
      "{\"model\": \"cheap\", \"messages\": [], \"stream\": \"yes\"} | stream must be true or false"})
  void aMalformedRequestIsRefusedInOpenAisWords(String body, String complaint) throws Exception {
    HttpResponse<String> response = post(body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("x-simulated")).hasValue("true");
    JsonNode error = json(response.body()).path("error");
    assertThat(error.path("message").stringValue()).startsWith(complaint);
    assertThat(error.path("type").stringValue()).isEqualTo("invalid_request_error");
  }

  @Test
  void anUnknownModelIsNotFound() throws Exception {
    HttpResponse<String> response = post(chat("huge", "\"p\"", ""));
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(json(response.body()).at("/error/code").stringValue()).isEqualTo("model_not_found");
    assertThat(json(response.body()).at("/error/message").stringValue()).contains("'huge'");
  }

  @Test
  void aModelThatCannotServeThePromptIsUnavailable() throws Exception {
    world.without("p", "cheap");
    HttpResponse<String> response = post(chat("cheap", "\"p\"", ", \"stream\": true"));
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(json(response.body()).at("/error/code").stringValue()).isEqualTo("model_unavailable");
  }

  @Test
  void anUnknownPathNamesWhatIsServed() throws Exception {
    HttpResponse<String> response = get("/embeddings");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(json(response.body()).at("/error/message").stringValue()).contains("GET /v1/embeddings",
        "POST /v1/chat/completions");
  }

  @Test
  void halfASurrogatePairDoesNoHarm() throws Exception {
    assertThat(post(chat("cheap", "\"\\ud800 and so on\"", "")).statusCode()).isEqualTo(200);
    assertThat(post(chat("huge\\ud800", "\"p\"", "")).statusCode()).isEqualTo(404);
  }
}
