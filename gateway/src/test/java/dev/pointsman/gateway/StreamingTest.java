package dev.pointsman.gateway;

import static dev.pointsman.gateway.FakeUpstream.chunk;
import static dev.pointsman.gateway.FakeUpstream.finish;
import static dev.pointsman.gateway.FakeUpstream.streaming;
import static dev.pointsman.gateway.FakeUpstream.usage;
import static dev.pointsman.gateway.TestGateway.ask;
import static dev.pointsman.gateway.TestGateway.hasty;
import static dev.pointsman.gateway.TestGateway.json;
import static dev.pointsman.gateway.TestGateway.model;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Answers that come event by event.
class StreamingTest {
  private static final String STREAM = "\"stream\":true";
  private static final String WITH_USAGE = "\"stream_options\":{\"include_usage\":true}";

  private final FakeUpstream small = FakeUpstream.start();
  private final FakeUpstream large = FakeUpstream.start().always(streaming("from large"));
  private final TestGateway gateway = TestGateway.inOrder(model("small", small, 1), model("large", large, 100));

  @AfterEach
  void stop() {
    gateway.close();
    small.close();
    large.close();
  }

  /// What a client reads of a stream.
  private record Read(RawClient.Head head, String body) {
    String id() {
      return head.id();
    }

    /// The `data:` payloads.
    List<String> payloads() {
      return body.lines().filter(l -> l.startsWith("data:")).map(l -> l.substring(5).strip()).toList();
    }
  }

  private static Read stream(TestGateway gateway, String... moreMembers) {
    try (RawClient client = RawClient.to(gateway).chat(asking("auto", moreMembers))) {
      return new Read(client.head(), client.rest());
    }
  }

  private static String asking(String model, String... moreMembers) {
    List<String> members = new ArrayList<>(List.of(moreMembers));
    members.add(STREAM);
    return ask(model, "hi", members.toArray(String[]::new));
  }

  /// What the client is to see of the upstream's bytes.
  private static String seen(String upstreamsBytes, String id) {
    return upstreamsBytes.replace("\"up-2\"", "\"" + id + "\"").replace("\"upstream-name\"", "\"small\"");
  }

  private static JsonNode settled(TestGateway gateway, String id) {
    assertThat(Eventually.holds(() -> !gateway.decision(id).get("cost_usd").isNull())).isTrue();
    return gateway.decision(id);
  }

  @Test
  void everyByteIsTheUpstreamsButForIdAndModel() {
    String bytes = ": OPENROUTER PROCESSING\n\n"
        + "event: message\r\nid: 7\r\ndata:  { \"x_unknown\" : [1.50,{\"id\":\"kept\",\"model\":\"kept\"}] , \"id\":\"up-2\","
        + "\"model\" :\t\"upstream-name\", \"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":"
        + "\"h\\u00e9 é 😀 \\/\"},\"logprobs\":null}]  } \r\n\r\n"
        + "data:" + chunk("tight") + "\n\n"
        + "retry: 10\ndata: " + chunk("two").replace("{\"id\"", "{\"obfuscation\":\"x7\",\"id\"") + "\n\n"
        + ":\n\n"
        + "data: " + finish() + "\r\n\r\n"
        + "data: [DONE]\n\n";
    small.always((_, line) -> {
      line.startEvents();
      line.part(bytes);
      line.endEvents();
    });
    Read read = stream(gateway);
    assertThat(read.head().status()).isEqualTo(200);
    assertThat(read.head().headers().getOrDefault("content-type", "")).startsWith("text/event-stream");
    assertThat(read.head().headers()).containsEntry("x-accel-buffering",
        "no");
    assertThat(read.body()).isEqualTo(seen(bytes, read.id()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100})
  void itDoesNotMatterHowTheBytesAreCut(int length) {
    String bytes = "data: " + chunk("é😀") + "\r\n\r\ndata: " + chunk("b") + "\n\n: c\n\ndata: " + finish()
        + "\n\ndata: [DONE]\n\n";
    small.always((_, line) -> {
      line.startEvents();
      String ascii = bytes.replace("é😀", "\\u00e9");
      for (int i = 0; i < ascii.length(); i += length) {
        line.part(ascii.substring(i, Math.min(ascii.length(), i + length)));
      }
      line.endEvents();
    });
    Read read = stream(gateway);
    assertThat(read.body()).isEqualTo(seen(bytes.replace("é😀", "\\u00e9"), read.id()));
  }

  @Test
  void oneIdStandsInEveryChunkAndInTheHeader() {
    small.always((_, line) -> {
      line.startEvents();
      line.event(chunk("a"));
      line.event(chunk("b").replace("up-2", "up-3"));
      line.event("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"neither id nor model\"}}]}");
      line.event("{\"id\":\"up-2\",\"object\":\"no.choices\",\"model\":\"upstream-name\"}");
      line.event("{\"id\":\"up-2\",\"model\":\"\",\"choices\":null,\"prompt_filter_results\":[]}");
      line.event(finish());
      line.event("[DONE]");
      line.endEvents();
    });
    Read read = stream(gateway);
    List<String> payloads = read.payloads();
    assertThat(payloads).hasSize(7).last().isEqualTo("[DONE]");
    assertThat(payloads.subList(0, 6)).allSatisfy(payload -> {
      assertThat(json(payload).get("id").asString()).isEqualTo(read.id()).startsWith("chatcmpl-");
      assertThat(json(payload).get("model").asString()).isEqualTo("small");
    });
  }

  @Test
  void theUsageChunkIsKeptFromClientsThatDidNotAsk() {
    small.always(streaming("a"));
    for (String options : List.of("\"x\":1", "\"stream_options\":null", "\"stream_options\":{}",
        "\"stream_options\":{\"include_usage\":false}")) {
      assertThat(stream(gateway, options).payloads()).hasSize(3).noneMatch(p -> p.contains("usage"));
    }
    small.always((_, line) -> {
      line.startEvents();
      line.event(chunk("a"));
      line.event(finish());
      line.event(usage().replace("\"choices\":[],", ""));
      line.event("[DONE]");
      line.endEvents();
    });
    assertThat(stream(gateway).payloads()).hasSize(3).noneMatch(p -> p.contains("usage"));
  }

  @Test
  void theUsageChunkIsPassedOnToClientsThatAsked() {
    small.always(streaming("a"));
    Read read = stream(gateway, WITH_USAGE);
    assertThat(read.payloads()).hasSize(4);
    assertThat(read.payloads().get(2)).isEqualTo(seen(usage(), read.id()));
  }

  @Test
  void usageInAChunkWithChoicesIsPassedOnAndBelieved() {
    String last = finish().replace("\"choices\"",
        "\"usage\":{\"prompt_tokens\":70,\"completion_tokens\":8},\"choices\"");
    small.always((_, line) -> {
      line.startEvents();
      line.event(chunk("a").replace("\"choices\"", "\"usage\":null,\"choices\""));
      line.event(last);
      line.event("[DONE]");
      line.endEvents();
    });
    Read read = stream(gateway);
    assertThat(read.payloads()).hasSize(3).element(1).isEqualTo(seen(last, read.id()));
    JsonNode decision = gateway.decision(read.id());
    assertThat(decision.get("usage").get("input_tokens").asLong()).isEqualTo(70);
    assertThat(decision.get("usage").get("estimated").asBoolean()).isFalse();
    assertThat(decision.get("cost_usd").decimalValue()).isEqualByComparingTo("0.000078");
  }

  @Test
  void theUpstreamIsAlwaysAskedForUsage() {
    small.always(streaming("a"));
    stream(gateway);
    stream(gateway, "\"stream_options\" : {\"x_new\": [1],  \"include_usage\":false}");
    stream(gateway, "\"stream_options\":{ }");
    stream(gateway, "\"stream_options\":null");
    stream(gateway, "\"stream_options\":{\"include_usage\": true, \"x\":1}");
    List<String> bodies = small.received().stream().map(FakeUpstream.Received::body).toList();
    assertThat(bodies.get(0)).startsWith("{\"stream_options\":{\"include_usage\":true},");
    assertThat(bodies.get(1)).contains("\"stream_options\" : {\"x_new\": [1],  \"include_usage\":true}");
    assertThat(bodies.get(2)).contains("\"stream_options\":{\"include_usage\":true }");
    assertThat(bodies.get(3)).contains("\"stream_options\":{\"include_usage\":true}").doesNotContain("null");
    assertThat(bodies.get(4)).contains("\"stream_options\":{\"include_usage\": true, \"x\":1}");
  }

  @Test
  void aChunkLeavesAsEarlyAsItCame() {
    CyclicBarrier seen = new CyclicBarrier(2);
    small.always((_, line) -> {
      line.startEvents();
      for (int i = 0; i < 5; i++) {
        line.event(chunk("number " + i));
        pass(seen);
      }
      line.event("[DONE]");
      line.endEvents();
    });
    try (RawClient client = RawClient.to(gateway).chat(asking("auto"))) {
      client.head();
      for (int i = 0; i < 5; i++) {
        assertThat(client.event()).contains("number " + i);
        pass(seen);
      }
      assertThat(client.event()).isEqualTo("data: [DONE]\n\n");
      assertThat(client.rest()).isEmpty();
    }
  }

  private static void pass(CyclicBarrier barrier) {
    try {
      barrier.await(60, SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the other side did not come", e);
    }
  }

  @Test
  void feedbackIsAcceptedWhileTheAnswerIsStillComing() {
    CyclicBarrier judged = new CyclicBarrier(2);
    small.always((_, line) -> {
      line.startEvents();
      line.event(chunk("a"));
      pass(judged);
      line.event(finish());
      line.event("[DONE]");
      line.endEvents();
    });
    try (RawClient client = RawClient.to(gateway).chat(asking("auto"))) {
      String id = client.head().id();
      client.event();
      var answer = gateway.post("/v1/feedback", "{\"id\":\"" + id + "\",\"value\":true}");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(json(answer.body()).get("learned").asBoolean()).isTrue();
      assertThat(gateway.decision(id).get("usage").isNull()).isTrue();
      pass(judged);
      client.rest();
      assertThat(gateway.decision(id).get("feedback")).hasSize(1);
      assertThat(gateway.decision(id).get("served").asString()).isEqualTo("small");
    }
  }

  @Test
  void piecesOfToolCallsStayIntact() {
    List<String> arguments = List.of("", "{\\\"ci", "ty\\\": \\\"Z\\u00fcrich\\\\n", "\\\"}");
    List<String> sent = arguments.stream().map(a -> chunk("x").replace("{\"content\":\"x\"}",
        "{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"function\":{\"name\":\"weather\",\"arguments\":\"" + a
            + "\"}}]}"))
        .toList();
    small.always((_, line) -> {
      line.startEvents();
      for (String event : sent) {
        line.event(event);
      }
      line.event(finish());
      line.event("[DONE]");
      line.endEvents();
    });
    Read read = stream(gateway);
    assertThat(read.payloads().subList(0, 4)).isEqualTo(sent.stream().map(s -> seen(s, read.id())).toList());
    assertThat(gateway.decision(read.id()).get("usage").get("output_tokens").asLong()).isGreaterThan(8);
  }

  @Test
  void aClientThatGoesMidStreamCancelsTheUpstream() throws Exception {
    small.always((_, line) -> {
      line.startEvents();
      while (true) {
        line.event(chunk("more"));
      }
    });
    String id;
    try (RawClient client = RawClient.to(gateway).chat(asking("auto"))) {
      id = client.head().id();
      client.event();
    }
    assertThat(small.peerClosedWithin(10_000)).isTrue();
    JsonNode decision = settled(gateway, id);
    assertThat(decision.get("usage").get("estimated").asBoolean()).isTrue();
    assertThat(decision.get("attempts").get(0).get("status").asString()).isEqualTo("client_gone");
  }

  @Test
  void aClientThatGoesWhileTheUpstreamIsSilentCancelsIt() throws Exception {
    small.always((_, line) -> {
      line.startEvents();
      line.event(chunk("one two three four five six"));
      line.event(chunk("seven"));
      line.stall();
    });
    String id;
    try (RawClient client = RawClient.to(gateway).chat(asking("auto"))) {
      id = client.head().id();
      client.event();
      client.event();
    }
    assertThat(small.peerClosedWithin(5_000)).isTrue();
    JsonNode decision = settled(gateway, id);
    assertThat(decision.get("usage").toString()).isEqualTo("{\"input_tokens\":5,\"cached_input_tokens\":0,"
        + "\"output_tokens\":8,\"reasoning_tokens\":0,\"estimated\":true}");
    assertThat(decision.get("cost_usd").decimalValue()).isEqualByComparingTo("0.000013");
    assertThat(gateway.get("/metrics").body()).contains("pointsman_in_flight 0.0");
  }

  @Test
  void aClientThatStopsReadingCancelsTheUpstream() throws Exception {
    String much = chunk("x".repeat(100_000));
    small.always((_, line) -> {
      line.startEvents();
      while (true) {
        line.event(much);
      }
    });
    try (TestGateway other = TestGateway.inOrder(hasty(model("small", small, 1)));
        RawClient client = RawClient.to(other).chat(asking("auto"))) {
      String id = client.head().id();
      assertThat(small.peerClosedWithin(10_000)).isTrue();
      assertThat(settled(other, id).get("attempts").get(0).get("status").asString()).isEqualTo("client_gone");
    }
  }

  @Test
  void aClientThatGoesBeforeAWholeAnswerCancelsTheUpstream() throws Exception {
    gateway.chat(ask("small", "so that the next call meets a kept connection"));
    CountDownLatch called = new CountDownLatch(1);
    small.always((_, line) -> {
      called.countDown();
      line.stall();
    });
    try (RawClient _ = RawClient.to(gateway).chat(ask("auto", "hi"))) {
      assertThat(called.await(10, SECONDS)).isTrue();
    }
    assertThat(small.peerClosedWithin(5_000)).isTrue();
    assertThat(Eventually.holds(() -> gateway.get("/metrics").body().contains("pointsman_in_flight 0.0"))).isTrue();
    assertThat(gateway.get("/metrics").body()).contains("outcome=\"client_gone\"");
    assertThat(large.received()).isEmpty();
  }

  @Test
  void aClientThatGoesWithAPipelinedRequestBehindCancelsTheUpstreamToo() throws Exception {
    small.once(streaming("first")).always((_, line) -> line.stall());
    try (RawClient client = RawClient.to(gateway)) {
      client.chat(asking("auto")).chat(ask("auto", "second"));
      client.head();
      assertThat(client.rest()).contains("[DONE]");
      assertThat(Eventually.holds(() -> small.received().size() == 2)).isTrue();
    }
    assertThat(small.peerClosedWithin(5_000)).isTrue();
  }

  @Test
  void anUpstreamThatStallsBeforeItsFirstEventIsFollowedByTheNext() {
    List<FakeUpstream.Script> stalls = List.of((_, line) -> line.stall(), (_, line) -> {
      line.startEvents();
      line.stall();
    }, (_, line) -> {
      line.startEvents();
      line.part("data: {\"id\"");
      line.stall();
    });
    for (FakeUpstream.Script stall : stalls) {
      small.always(stall);
      try (TestGateway hasty = TestGateway.inOrder(hasty(model("small", small, 1)), model("large", large, 100))) {
        Read read = stream(hasty);
        assertThat(read.body()).contains("from large").endsWith("data: [DONE]\n\n");
        JsonNode decision = hasty.decision(read.id());
        assertThat(decision.get("attempts").get(0).get("status").asString()).isEqualTo("timeout");
        assertThat(decision.get("served").asString()).isEqualTo("large");
        assertThat(decision.get("chosen").asString()).isEqualTo("small");
      }
    }
  }

  @Test
  void aFailureBeforeTheFirstEventIsFollowedByTheNext() {
    List<FakeUpstream.Script> failures = List.of(
        (_, line) -> line.json(500, "{}"), (_, line) -> line.hangUp(),
        (_, line) -> {
          line.startEvents();
          line.event("{\"error\":{\"message\":\"overloaded\",\"code\":529}}");
          line.endEvents();
        }, (_, line) -> {
          line.startEvents();
          line.part("event: error\ndata: {\"error\":\"overloaded\"}\n\n");
          line.endEvents();
        }, (_, line) -> {
          line.startEvents();
          line.endEvents();
        }, (_, line) -> {
          line.startEvents();
          line.event("<html>");
          line.endEvents();
        }, (_, line) -> {
          line.startEvents();
          line.hangUp();
        }, (_, line) -> line.json(200, "{\"error\":{\"message\":\"no stream, an error\"}}"),
        (_, line) -> line.json(200, "<html><body>Bad gateway</body></html>"),
        (_, line) -> line.json(200, ""),
        (_, line) -> line.json(200, FakeUpstream.completion("not a stream")),
        (_, line) -> line.json(204, ""));
    for (FakeUpstream.Script failure : failures) {
      small.once(failure);
      Read read = stream(gateway);
      assertThat(read.body()).contains("from large").endsWith("data: [DONE]\n\n");
      assertThat(gateway.decision(read.id()).get("attempts")).hasSize(2);
      small.once(streaming("back to health"));
      try (RawClient client = RawClient.to(gateway).chat(asking("small"))) {
        assertThat(client.answer().body()).contains("back to health");
      }
    }
  }

  /// A way to fail behind the first event.
  ///
  /// @param code of the error that the client reads
  /// @param status of the attempt that is written down
  record LateFailure(String what, Ending ending, String code, String status) {
    interface Ending {
      void of(FakeUpstream.Line line) throws IOException;
    }

    @Override
    public String toString() {
      return what;
    }
  }

  static List<LateFailure> lateFailures() {
    return List.of(new LateFailure("stalls", FakeUpstream.Line::stall, "upstream_timeout", "timeout"),
        new LateFailure("stalls within an event", line -> {
          line.part("data: {\"id\"");
          line.stall();
        }, "upstream_timeout", "timeout"),
        new LateFailure("breaks off", FakeUpstream.Line::hangUp, "upstream_failed", "cut"),
        new LateFailure("closes without an end of the body", FakeUpstream.Line::close, "upstream_failed", "cut"),
        new LateFailure("ends without a finish_reason", FakeUpstream.Line::endEvents, "upstream_failed", "cut"),
        new LateFailure("ends within an event", line -> {
          line.part("data: {\"id\"");
          line.endEvents();
        }, "upstream_failed", "garbage"),
        new LateFailure("sends half a chunk of JSON", line -> line.event("{\"id\":\"up-2\""), "upstream_failed",
            "garbage"),
        new LateFailure("sends HTML", line -> line.part("<html>\n\n"), "upstream_failed", "garbage"),
        new LateFailure("sends an array", line -> line.event("[]"), "upstream_failed", "garbage"),
        new LateFailure("sends an error", line -> line.event("{\"error\":{\"message\":\"out of\\nquota\"}}"),
            "upstream_failed", "garbage"),
        new LateFailure("sends an error as a text", line -> line.event("{\"error\":\"out of quota\"}"),
            "upstream_failed", "garbage"),
        new LateFailure("breaks the transfer encoding", line -> line.raw("zz\r\nnonsense\r\n"), "upstream_failed",
            "garbage"));
  }

  @ParameterizedTest
  @MethodSource("lateFailures")
  void aFailureBehindTheFirstEventEndsTheStreamWithAnErrorAndWithoutDone(LateFailure failure) {
    small.always((_, line) -> {
      line.startEvents();
      line.event(chunk("one two three"));
      failure.ending.of(line);
    });
    boolean waits = failure.status.equals("timeout");
    try (TestGateway other = TestGateway.inOrder(waits ? hasty(model("small", small, 1)) : model("small", small, 1));
        RawClient client = RawClient.to(other).chat(asking("auto"))) {
      Read read = new Read(client.head(), client.rest());
      assertThat(client.isClosed()).isTrue();
      assertThat(read.payloads()).hasSize(2);
      JsonNode error = json(read.payloads().get(1)).get("error");
      assertThat(error.get("code").asString()).isEqualTo(failure.code);
      assertThat(error.get("source").asString()).isEqualTo("provider");
      assertThat(error.get("message").asString()).isNotBlank().doesNotContain("\n", "Exception");
      assertThat(read.body()).doesNotContain("[DONE]").endsWith("}}\n\n");
      JsonNode decision = other.decision(read.id());
      assertThat(decision.get("attempts").get(0).get("status").asString()).isEqualTo(failure.status);
      assertThat(decision.get("usage").get("estimated").asBoolean()).isTrue();
      assertThat(decision.get("usage").get("output_tokens").asLong()).isEqualTo(4);
      assertThat(decision.get("served").asString()).isEqualTo("small");
      assertThat(other.get("/metrics").body()).contains("pointsman_in_flight 0.0");
    }
  }

  @Test
  void aStreamThatClosesWithoutDoneBehindItsFinishReasonIsWell() {
    List<LateFailure.Ending> endings = List.of(FakeUpstream.Line::endEvents, FakeUpstream.Line::close);
    for (LateFailure.Ending ending : endings) {
      small.once((_, line) -> {
        line.startEvents();
        line.event(chunk("all"));
        line.event(finish());
        line.event(usage());
        ending.of(line);
      });
      Read read = stream(gateway);
      assertThat(read.payloads()).hasSize(2).noneMatch(p -> p.contains("error"));
      JsonNode decision = gateway.decision(read.id());
      assertThat(decision.get("attempts").get(0).get("status").asString()).isEqualTo("ok");
      assertThat(decision.get("usage").get("estimated").asBoolean()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStreamOfTwoChoicesIsWholeOnceBothHaveEnded(boolean both) {
    small.always((_, line) -> {
      line.startEvents();
      line.event(chunk("one"));
      line.event(chunk("two").replace("\"index\":0", "\"index\":1"));
      line.event(finish());
      if (both) {
        line.event(finish().replace("\"index\":0", "\"index\":1"));
      }
      line.close();
    });
    Read read = stream(gateway, "\"n\":2");
    assertThat(read.payloads()).hasSize(4);
    assertThat(read.payloads().getLast().contains("upstream_failed")).isEqualTo(!both);
    assertThat(gateway.decision(read.id()).get("attempts").get(0).get("status").asString())
        .isEqualTo(both ? "ok" : "cut");
  }

  @Test
  void whatFollowsDoneIsNotWaitedFor() {
    small.always((_, line) -> {
      line.startEvents();
      line.event(chunk("all"));
      line.event("[DONE]");
      line.stall();
    });
    assertThat(stream(gateway).body()).endsWith("data: [DONE]\n\n");
  }

  @Test
  void fiveHundredAndTwelveStreamsAtOnceSeeAllTheirChunks() throws Exception {
    int streams = 512;
    int chunks = 20;
    CyclicBarrier pace = new CyclicBarrier(streams); // each chunk of all streams before the next of any
    small.always((request, line) -> {
      line.startEvents();
      for (int i = 0; i < chunks; i++) {
        line.event(chunk(request.headers().get("x-number") + " at " + i));
        pass(pace);
      }
      line.event(finish());
      line.event("[DONE]");
      line.endEvents();
    });
    List<Future<Read>> reads = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < streams; i++) {
        String number = "X-Number: " + i;
        reads.add(clients.submit(() -> {
          try (RawClient client = RawClient.to(gateway).chat(asking("auto"), number)) {
            return new Read(client.head(), client.rest());
          }
        }));
      }
    }
    for (int i = 0; i < streams; i++) {
      int number = i;
      Read read = reads.get(i).get();
      List<String> expected = new ArrayList<>(IntStream.range(0, chunks)
          .mapToObj(c -> seen(chunk(number + " at " + c), read.id())).toList());
      expected.addAll(List.of(seen(finish(), read.id()), "[DONE]"));
      assertThat(read.payloads()).isEqualTo(expected);
    }
  }

  @Test
  void connectionsToTheUpstreamAreUsedAgain() {
    small.always(streaming("a", "b"));
    for (int i = 0; i < 20; i++) {
      assertThat(stream(gateway).body()).contains("[DONE]");
    }
    small.always((_, line) -> line.json(200, FakeUpstream.completion("whole")));
    for (int i = 0; i < 20; i++) {
      assertThat(gateway.chat(ask("auto", "hi")).statusCode()).isEqualTo(200);
    }
    assertThat(small.connections()).isLessThan(5); // one, or a few if the machine was slow to see a stream's end
  }
}
