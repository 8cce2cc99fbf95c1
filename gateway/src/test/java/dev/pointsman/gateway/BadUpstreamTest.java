package dev.pointsman.gateway;

import static dev.pointsman.gateway.FakeUpstream.chunk;
import static dev.pointsman.gateway.FakeUpstream.completion;
import static dev.pointsman.gateway.FakeUpstream.streaming;
import static dev.pointsman.gateway.TestGateway.API_KEY;
import static dev.pointsman.gateway.TestGateway.ask;
import static dev.pointsman.gateway.TestGateway.hasty;
import static dev.pointsman.gateway.TestGateway.json;
import static dev.pointsman.gateway.TestGateway.model;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.gateway.provider.Capability;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.logging.Level;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Whatever an upstream does, the client gets an answer from the next one or one clear line, soon, and the gateway
/// serves on.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadUpstreamTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final FakeUpstream bad = FakeUpstream.start();
  private final FakeUpstream good = FakeUpstream.start();
  private final TestGateway alone = TestGateway.inOrder(model("bad", bad, 1));
  private final TestGateway both = TestGateway.inOrder(model("bad", bad, 1), model("good", good, 100));
  private final TestGateway aloneInHaste = TestGateway.inOrder(hasty(model("bad", bad, 1)));
  private final TestGateway bothInHaste = TestGateway.inOrder(hasty(model("bad", bad, 1)), model("good", good, 100));
  private final LogLines log = LogLines.from(Level.INFO);

  @BeforeAll
  void warmUp() {
    for (TestGateway gateway : List.of(alone, both, aloneInHaste, bothInHaste)) {
      gateway.chat(ask("auto", "hi"));
    }
  }

  @BeforeEach
  void forget() {
    log.forget();
    good.always((request, line) -> {
      if (request.body().contains("\"stream\":true")) {
        streaming("from good").answer(request, line);
      } else {
        line.json(200, completion("from good"));
      }
    });
  }

  @AfterAll
  void stop() {
    List.of(alone, both, aloneInHaste, bothInHaste).forEach(TestGateway::close);
    bad.close();
    good.close();
    log.close();
  }

  /// What an upstream does, and what is made of it.
  ///
  /// @param status that the client sees if there is no other model
  /// @param code of the error that it sees
  /// @param label of the attempt that is written down
  record Case(String name, FakeUpstream.Script script, int status, String code, String label) {
    boolean isRefusal() {
      return status < 500 && status != 429;
    }

    boolean waits() {
      return label.equals("timeout");
    }

    /// What is asked besides; whole answers only where it takes its time.
    List<String> asks() {
      return waits() ? List.of("\"seed\":1") : List.of("\"seed\":1", "\"stream\":true");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Case garbage(String name, FakeUpstream.Script script) {
    return new Case(name, script, 502, "upstream_failed", "garbage");
  }

  /// A success that is none.
  private static Case body(String name, String body) {
    return garbage(name, (_, line) -> line.json(200, body));
  }

  private static Case cut(String name, FakeUpstream.Script script) {
    return new Case(name, script, 502, "upstream_failed", "cut");
  }

  private static Case stalled(String name, FakeUpstream.Script script) {
    return new Case(name, script, 504, "upstream_timeout", "timeout");
  }

  private static Case status(int answered, int seen, String code) {
    return new Case("status " + answered,
        (_, line) -> line.json(answered, "{\"error\":{\"message\":\"said upstream\",\"x\":1}}", "Retry-After: 7",
            "Location: http://127.0.0.1:1/elsewhere"),
        seen, code, "http_" + answered);
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int status : List.of(300, 301, 302, 303, 304, 305, 307, 308, 401, 403, 408, 409, 500, 501, 502, 503, 504, 507,
        511, 520, 529, 599, 600, 999)) {
      cases.add(status(status, 502, "upstream_failed"));
    }
    for (int status : List.of(400, 402, 404, 405, 406, 410, 411, 413, 415, 418, 422, 424, 431, 451, 499)) {
      cases.add(status(status, status, ""));
    }
    cases.add(status(429, 429, "rate_limit_exceeded"));
    cases.addAll(noHttp());
    cases.addAll(brokenConnections());
    cases.addAll(noCompletion());
    return cases;
  }

  private static List<Case> noHttp() {
    String ok = "HTTP/1.1 200 OK\r\n";
    return List.of(garbage("another protocol", (_, line) -> line.raw("SSH-2.0-OpenSSH_9.6\r\n")),
        garbage("HTTP/2", (_, line) -> line.raw("HTTP/2 200 OK\r\n\r\n")),
        garbage("a status that is no number", (_, line) -> line.raw("HTTP/1.1 abc OK\r\n\r\n")),
        garbage("no status", (_, line) -> line.raw("HTTP/1.1\r\n\r\n")),
        garbage("status 99", (_, line) -> line.raw("HTTP/1.1 99 X\r\nContent-Length: 0\r\n\r\n")),
        garbage("status 101", (_, line) -> line.raw("HTTP/1.1 101 X\r\nUpgrade: h2c\r\n\r\n")),
        garbage("lone line feeds", (_, line) -> line.raw("HTTP/1.1 200 OK\nContent-Length: 0\n\n")),
        garbage("a status line of 100 KB", (_, line) -> line.raw("HTTP/1.1 200 " + "x".repeat(100_000) + "\r\n\r\n")),
        garbage("a header of 100 KB", (_, line) -> line.raw(ok + "X: " + "x".repeat(100_000) + "\r\n\r\n")),
        garbage("10,000 headers", (_, line) -> line.raw(ok + "X: x\r\n".repeat(10_000) + "\r\n")),
        garbage("a header without a colon", (_, line) -> line.raw(ok + "nonsense\r\n\r\n")),
        garbage("a length that is no number", (_, line) -> line.raw(ok + "Content-Length: ten\r\n\r\n{}")),
        garbage("a negative length", (_, line) -> line.raw(ok + "Content-Length: -5\r\n\r\n{}")),
        garbage("chunks without sizes", (_, line) -> {
          line.startEvents();
          line.raw("zz\r\nxx\r\n");
        }), garbage("a chunk of negative size", (_, line) -> {
          line.startEvents();
          line.raw("-5\r\nxx\r\n");
        }), garbage("a chunk of endless size", (_, line) -> {
          line.startEvents();
          line.raw("f".repeat(300) + "\r\nxx\r\n");
        }), garbage("a chunk longer than its size", (_, line) -> {
          line.startEvents();
          line.raw("5\r\n: hello\r\n\r\n");
        }), garbage("a chunk's size with an endless extension", (_, line) -> {
          line.startEvents();
          line.raw("5;" + "x".repeat(100_000));
        }), garbage("random bytes", (_, line) -> line.raw(new byte[] {0, -1, 13, 10, 13, 10})));
  }

  private static List<Case> brokenConnections() {
    String announced = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"id\":";
    return List.of(cut("closes instead of answering", (_, line) -> line.close()),
        cut("breaks off instead of answering", (_, line) -> line.hangUp()),
        cut("closes within its status", (_, line) -> {
          line.raw("HTTP/1.1 2");
          line.close();
        }), cut("closes within its headers", (_, line) -> {
          line.raw("HTTP/1.1 200 OK\r\nContent-Len");
          line.close();
        }), cut("closes behind an interim answer", (_, line) -> {
          line.raw("HTTP/1.1 100 Continue\r\n\r\n");
          line.close();
        }), cut("closes within an interim answer", (_, line) -> {
          line.raw("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n");
          line.close();
        }), cut("closes within its body", (_, line) -> {
          line.raw(announced);
          line.close();
        }), cut("breaks off within its body", (_, line) -> {
          line.raw(announced);
          line.hangUp();
        }), cut("closes within a chunk", (_, line) -> {
          line.startEvents();
          line.raw("10\r\n{\"id\"");
          line.close();
        }), cut("announces two gigabytes and closes", (_, line) -> {
          line.startEvents();
          line.raw("7fffffff\r\n{\"id\"");
          line.close();
        }), stalled("says nothing", (_, line) -> line.stall()), stalled("stalls within its status", (_, line) -> {
          line.raw("HTTP/1.1 2");
          line.stall();
        }), stalled("stalls within its headers", (_, line) -> {
          line.raw("HTTP/1.1 200 OK\r\nContent-Len");
          line.stall();
        }), stalled("stalls behind its headers", (_, line) -> {
          line.startEvents();
          line.stall();
        }), stalled("stalls within its body", (_, line) -> {
          line.raw(announced);
          line.stall();
        }), stalled("stalls within an error", (_, line) -> {
          line.raw(announced.replace("200", "400"));
          line.stall();
        }), stalled("stalls within a body without a length", (_, line) -> {
          line.raw("HTTP/1.1 200 OK\r\n\r\n{\"id\"");
          line.stall();
        }), stalled("makes interim answers without end", (_, line) -> {
          while (!line.peerClosesWithin(50)) {
            line.raw("HTTP/1.1 102 Processing\r\n\r\n");
          }
        }), stalled("dribbles its headers", (_, line) -> {
          line.raw("HTTP/1.1 200 OK\r\n");
          while (!line.peerClosesWithin(50)) {
            line.raw("X-A: b\r\n");
          }
        }));
  }

  private static List<Case> noCompletion() {
    return List.of(body("no body", ""), body("text", "hello"), body("HTML", "<html>\n<body>Bad\ngateway</body></html>"),
        body("an array", "[" + completion("x") + "]"), body("a string", "\"hello\""), body("null", "null"),
        body("cut off JSON", "{\"id\":\"x\",\"choices\":["), body("two objects", completion("a") + completion("b")),
        body("a byte order mark", "\ufeff" + completion("a")), body("a zero byte", completion("a\u0000")),
        body("a member twice", "{\"choices\":[],\"choices\":[]}"), body("NaN", "{\"choices\":[],\"x\":NaN}"),
        body("a number of 10,000 digits", "{\"choices\":[],\"x\":" + "1".repeat(10_000) + "}"),
        body("arrays 100,000 deep", "{\"choices\":" + "[".repeat(100_000)), body("no choices", "{\"id\":\"x\"}"),
        body("choices null", "{\"choices\":null}"), body("choices an object", "{\"choices\":{}}"),
        body("choices a string", "{\"choices\":\"hi\"}"),
        body("an error", "{\"error\":{\"message\":\"overloaded\\nfor\\r\\nnow\",\"type\":\"x\"}}"),
        body("an error as a string", "{\"error\":\"overloaded\"}"), body("an error without words", "{\"error\":{}}"),
        body("an error with an odd message", "{\"error\":{\"message\":{\"a\":[1]}}}"),
        body("an error beside choices", "{\"choices\":[],\"error\":{\"message\":\"content filter\"}}"),
        garbage("invalid UTF-8", (_, line) -> raw(line, "", completion("\u00ff").getBytes(ISO_8859_1))),
        garbage("UTF-16", (_, line) -> raw(line, "", completion("a").getBytes(UTF_16))),
        garbage("gzip", (_, line) -> raw(line, "Content-Encoding: gzip\r\n", gzip(completion("a")))),
        garbage("a length too short", (_, line) -> line.raw("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n"
            + completion("longer than twenty bytes"))),
        garbage("status 204", (_, line) -> line.raw("HTTP/1.1 204 No Content\r\n\r\n")),
        garbage("status 205", (_, line) -> line.json(205, "")));
  }

  private static void raw(FakeUpstream.Line line, String headers, byte[] body) throws IOException {
    line.raw("HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + body.length + "\r\n\r\n");
    line.raw(body);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void thereAreManyCases() {
    assertThat(cases()).hasSizeGreaterThan(90).map(Case::name).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aLoneBadUpstreamMakesOneClearLineSoon(Case one) {
    TestGateway gateway = one.waits() ? aloneInHaste : alone;
    for (String more : one.asks()) {
      bad.always(one.script);
      long start = System.nanoTime();
      HttpResponse<String> response = gateway.chat(ask("auto", "hi", more));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
      checkError(one, response);
      JsonNode decision = gateway.decision(response.headers().firstValue("x-pointsman-decision-id").orElseThrow());
      assertThat(decision.get("attempts")).hasSize(1);
      assertThat(decision.get("served").isNull()).isTrue();
      assertThat(decision.get("cost_usd").decimalValue()).isEqualByComparingTo("0");
      if (!more.contains("stream")) {
        assertThat(decision.get("attempts").get(0).get("status").asString()).isEqualTo(one.label);
      }
      bad.always((_, line) -> line.json(200, completion("well again")));
      HttpResponse<String> next = gateway.chat(ask("auto", "hi"));
      assertThat(next.body()).contains("well again");
    }
    assertThat(gateway.get("/metrics").body()).contains("pointsman_in_flight 0.0").doesNotContain(API_KEY);
    assertThat(log.warnings()).isEmpty();
    assertThat(log.all()).noneMatch(l -> l.contains(API_KEY));
  }

  private static void checkError(Case one, HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(one.status);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(response.body()).doesNotContain("\n", "Exception", "\tat ", "dev.pointsman", "java.", "helidon",
        "jackson",
        API_KEY);
    JsonNode error = json(response.body()).get("error");
    assertThat(error.get("source").asString()).isEqualTo("provider");
    assertThat(error.get("message").asString()).isNotBlank().doesNotContain("\n", "\r").hasSizeLessThan(2100);
    if (one.isRefusal()) {
      assertThat(error.get("message").asString()).isEqualTo("said upstream");
      assertThat(error.get("x").asInt()).isEqualTo(1);
    } else {
      assertThat(error.get("code").asString()).isEqualTo(one.code);
      assertThat(error.get("message").asString()).contains("bad");
    }
    assertThat(response.headers().firstValue("retry-after").isPresent()).isEqualTo(one.status == 429);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theNextModelAnswersUnlessTheRequestItselfWasRefused(Case one) {
    TestGateway gateway = one.waits() ? bothInHaste : both;
    for (String more : one.asks()) {
      bad.always(one.script);
      int calls = good.received().size();
      HttpResponse<String> response = gateway.chat(ask("auto", "hi", more));
      JsonNode decision = gateway.decision(response.headers().firstValue("x-pointsman-decision-id").orElseThrow());
      if (one.isRefusal()) {
        checkError(one, response);
        assertThat(good.received()).hasSize(calls);
      } else {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("from good");
        assertThat(decision.get("attempts")).hasSize(2);
        assertThat(decision.get("served").asString()).isEqualTo("good");
      }
      assertThat(decision.get("chosen").asString()).isEqualTo("bad");
      bad.always((_, line) -> line.json(200, completion("well again")));
      assertThat(gateway.chat(ask("bad", "hi")).body()).contains("well again");
    }
  }

  /// Odd answers that are answers.
  static List<String> oddUsages() {
    return List.of("", "\"usage\":null,", "\"usage\":[],", "\"usage\":{},", "\"usage\":\"much\",",
        "\"usage\":{\"prompt_tokens\":-1,\"completion_tokens\":5},",
        "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":99999999999999999999},",
        "\"usage\":{\"prompt_tokens\":1e400,\"completion_tokens\":5},",
        "\"usage\":{\"prompt_tokens\":9223372036854775807,\"completion_tokens\":9223372036854775807},",
        "\"usage\":{\"prompt_tokens\":\"ten\",\"completion_tokens\":true},",
        "\"usage\":{\"prompt_tokens\":{},\"completion_tokens\":[]},");
  }

  @ParameterizedTest
  @MethodSource("oddUsages")
  void usageThatMakesNoSenseIsCountedByUs(String usage) {
    bad.always((_, line) -> line.json(200,
        "{" + usage + "\"choices\":[{\"message\":{\"content\":\"twelve bytes\"}}]}"));
    JsonNode decision = alone.decision(json(alone.chat(ask("auto", "hi")).body()).get("id").asString());
    assertThat(decision.get("usage").toString()).isEqualTo("{\"input_tokens\":5,\"cached_input_tokens\":0,"
        + "\"output_tokens\":3,\"reasoning_tokens\":0,\"estimated\":true}");
    assertThat(decision.get("cost_usd").decimalValue()).isEqualByComparingTo("0.000008");
  }

  @Test
  void moreCachedThanReadIsCutToSize() {
    bad.always((_, line) -> line.json(200,
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":\"100\",\"completion_tokens\":5.0,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":999},\"completion_tokens_details\":{\"reasoning_tokens\":-3},"
            + "\"cost\":1e400}}"));
    JsonNode decision = alone.decision(json(alone.chat(ask("auto", "hi")).body()).get("id").asString());
    assertThat(decision.get("usage").toString()).isEqualTo("{\"input_tokens\":100,\"cached_input_tokens\":100,"
        + "\"output_tokens\":5,\"reasoning_tokens\":0,\"estimated\":false}");
  }

  @Test
  void anAnswerThatEndsWithItsConnectionIsAnAnswer() {
    for (String version : List.of("HTTP/1.0", "HTTP/1.1")) {
      bad.always((_, line) -> {
        line.raw(version + " 200 OK\r\nContent-Type: application/json\r\n\r\n" + completion("without a length"));
        line.close();
      });
      assertThat(alone.chat(ask("auto", "hi")).body()).contains("without a length");
      bad.always((_, line) -> {
        line.raw(version + " 200 OK\r\n\r\ndata: " + chunk("without chunks") + "\n\ndata: [DONE]\n\n");
        line.close();
      });
      assertThat(alone.chat(ask("auto", "hi", "\"stream\":true")).body()).contains("without chunks", "[DONE]");
    }
  }

  @Test
  void whatIsLeftOfOneAnswerNeverReachesTheNextClient() {
    bad.always((_, line) -> {
      line.raw("HTTP/1.1 200 OK\r\n\r\ndata: " + chunk("secret") + "\n\ndata: [DONE]\n\n");
      for (int i = 0; i < 100; i++) {
        line.raw("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret");
      }
      line.stall();
    });
    for (int i = 0; i < 5; i++) {
      assertThat(alone.chat(ask("auto", "hi", "\"stream\":true")).body()).contains("[DONE]").doesNotContain("HTTP");
    }
    bad.always((_, line) -> {
      byte[] body = completion("mine").getBytes(UTF_8);
      line.raw("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n" + completion("mine")
          + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret");
    });
    for (int i = 0; i < 20; i++) {
      assertThat(alone.chat(ask("auto", "hi")).body()).contains("mine").doesNotContain("secret");
    }
  }

  @Test
  void aPlaceWhereNobodyAnswersIsOneClearLine() throws IOException {
    ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    int port = closed.getLocalPort();
    closed.close();
    check("http://127.0.0.1:" + port + "/v1", "connection", 502);
    check("http://no-such-host.invalid/v1", "connection", 502);
    check("https://127.0.0.1:" + bad.baseUrl().getPort() + "/v1", "", 502);
    try (ServerSocket closing = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> closeAll(closing));
      check("http://127.0.0.1:" + closing.getLocalPort() + "/v1", "cut", 502);
    }
  }

  private static void closeAll(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket accepted = server.accept()) {
        accepted.setSoLinger(true, 0);
      } catch (IOException e) {
        return;
      }
    }
  }

  @Test
  void aServerThatTakesNoConnectionIsATimeout() throws IOException {
    List<Socket> waiting = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      while (connects(full.getLocalPort(), waiting)) {
        assertThat(waiting).hasSizeLessThan(1000);
      }
      check("http://127.0.0.1:" + full.getLocalPort() + "/v1", "timeout", 504);
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  private static boolean connects(int port, List<Socket> waiting) throws IOException {
    Socket socket = new Socket();
    waiting.add(socket);
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private void check(String url, String label, int status) {
    var nowhere = hasty(model("bad", URI.create(url), 1, OptionalLong.empty(), Set.of(Capability.values())));
    try (TestGateway gateway = TestGateway.inOrder(nowhere);
        TestGateway rescued = TestGateway.inOrder(nowhere, model("good", good, 100))) {
      long start = System.nanoTime();
      HttpResponse<String> response = gateway.chat(ask("auto", "hi"));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
      String code = status == 504 ? "upstream_timeout" : "upstream_failed";
      checkError(new Case(url, (_, _) -> {}, status, code, label), response);
      if (!label.isEmpty()) {
        String id = response.headers().firstValue("x-pointsman-decision-id").orElseThrow();
        assertThat(gateway.decision(id).get("attempts").get(0).get("status").asString()).isEqualTo(label);
      }
      assertThat(rescued.chat(ask("auto", "hi")).body()).contains("from good");
    }
    assertThat(log.warnings()).isEmpty();
  }

  @Test
  void whatAllHaveInCommonDecidesTheStatus() {
    record Both(FakeUpstream.Script first, FakeUpstream.Script second, int status, String code) {}
    FakeUpstream.Script limited = (_, line) -> line.json(429, "{}", "Retry-After: 7");
    FakeUpstream.Script failing = (_, line) -> line.json(503, "{}");
    FakeUpstream.Script silent = (_, line) -> line.stall();
    FakeUpstream.Script locked = (_, line) -> line.json(401, "{}");
    FakeUpstream.Script refusing = (_, line) -> line.json(422, "{\"detail\":\"no\"}");
    List<Both> table = List.of(new Both(limited, limited, 429, "rate_limit_exceeded"),
        new Both(limited, failing, 502, "upstream_failed"), new Both(failing, limited, 502, "upstream_failed"),
        new Both(silent, silent, 504, "upstream_timeout"), new Both(silent, failing, 502, "upstream_failed"),
        new Both(limited, silent, 502, "upstream_failed"), new Both(locked, locked, 502, "upstream_failed"),
        new Both(failing, refusing, 422, ""));
    for (Both one : table) {
      try (TestGateway gateway = TestGateway.inOrder(hasty(model("bad", bad, 1)), hasty(model("good", good, 100)))) {
        bad.always(one.first);
        good.always(one.second);
        HttpResponse<String> response = gateway.chat(ask("auto", "hi"));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(one.status);
        JsonNode error = json(response.body()).get("error");
        assertThat(error.get("code").asString("")).isEqualTo(one.code);
        assertThat(error.get("source").asString()).isEqualTo("provider");
        assertThat(response.headers().firstValue("retry-after").orElse("")).isEqualTo(one.status == 429 ? "7" : "");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"error\":{\"message\":\"too long\",\"code\":\"context_length_exceeded\",\"param\":null}}",
      "{\"error\":\"too long\"}", "{\"detail\":\"too long\"}", "too long", "<html>\n<body>too long</body></html>"})
  void aRefusalIsPassedOnWithItsWords(String said) {
    bad.always((_, line) -> line.json(413, said));
    HttpResponse<String> response = alone.chat(ask("auto", "hi"));
    assertThat(response.statusCode()).isEqualTo(413);
    JsonNode error = json(response.body()).get("error");
    assertThat(error.get("message").asString()).contains("too long").doesNotContain("\n");
    assertThat(error.get("source").asString()).isEqualTo("provider");
    assertThat(error.get("code").asString("")).isEqualTo(said.contains("code") ? "context_length_exceeded" : "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"error\":{}}", "{\"error\":{\"message\":null,\"type\":\"odd\"}}"})
  void aRefusalWithoutWordsSaysWhoRefused(String said) {
    bad.always((_, line) -> line.json(400, said));
    JsonNode error = json(alone.chat(ask("auto", "hi")).body()).get("error");
    assertThat(error.get("message").asString("")).startsWith("bad refused the request");
  }

  @Test
  void theKeyNeverComesBackEvenIfTheUpstreamRepeatsIt() {
    String echo = "wrong key " + API_KEY + "!";
    List<FakeUpstream.Script> echoes = List.of((_, line) -> line.json(401, echo), (_, line) -> line.json(400, echo),
        (_, line) -> line.json(400, "{\"error\":{\"message\":\"" + echo + "\",\"key\":\"" + API_KEY + "\"}}"),
        (_, line) -> line.json(200, "{\"error\":{\"message\":\"" + echo + "\"}}"), (_, line) -> line.raw(echo + "\r\n"),
        (_, line) -> line.raw("HTTP/1.1 " + API_KEY + " OK\r\n\r\n"), (_, line) -> line.json(200, echo),
        (_, line) -> {
          line.startEvents();
          line.event(chunk("fine"));
          line.event("{\"error\":{\"message\":\"" + echo + "\"}}");
          line.endEvents();
        }, (_, line) -> {
          line.startEvents();
          line.event(chunk("fine"));
          line.part(echo + "\n\n");
          line.endEvents();
        });
    try (LogLines everything = LogLines.from(Level.ALL)) {
      for (FakeUpstream.Script script : echoes) {
        for (String more : List.of("\"seed\":1", "\"stream\":true")) {
          bad.always(script);
          HttpResponse<String> response = alone.chat(ask("auto", "hi", more));
          assertThat(response.body() + response.headers().map()).doesNotContain(API_KEY);
          response.headers().firstValue("x-pointsman-decision-id")
              .ifPresent(id -> assertThat(alone.decision(id).toString()).doesNotContain(API_KEY));
        }
      }
      assertThat(everything.all()).isNotEmpty().noneMatch(l -> l.contains(API_KEY));
    }
    assertThat(alone.get("/metrics").body()).doesNotContain(API_KEY);
  }

  @Test
  void manyFailuresLeaveNoConnectionBehind() {
    FakeUpstream other = FakeUpstream.start();
    try (TestGateway gateway = TestGateway.inOrder(hasty(model("bad", other, 1)))) {
      for (Case one : cases()) {
        if (!one.waits()) {
          other.always(one.script);
          gateway.chat(ask("auto", "hi"));
        }
      }
      other.always((_, line) -> line.json(200, completion("well")));
      assertThat(gateway.chat(ask("auto", "hi")).statusCode()).isEqualTo(200);
      assertThat(Eventually.holds(() -> other.openConnections() <= 1)).as(other.openConnections() + " open").isTrue();
    } finally {
      other.close();
    }
  }
}
