package dev.pointsman.gateway;

import static dev.pointsman.gateway.FakeUpstream.streaming;
import static dev.pointsman.gateway.RawClient.request;
import static dev.pointsman.gateway.TestGateway.ask;
import static dev.pointsman.gateway.TestGateway.json;
import static dev.pointsman.gateway.TestGateway.model;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.gateway.http.HttpLimits;
import dev.pointsman.gateway.provider.Model;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Whatever a client sends, it gets one clear line in OpenAI's form, and the gateway serves on.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String FEEDBACK = "/v1/feedback";
  private static final HttpLimits LIMITS = new HttpLimits(64 << 10, Duration.ofMillis(300), Duration.ofSeconds(30));

  private final FakeUpstream upstream = FakeUpstream.start();
  private final TestGateway gateway = TestGateway.limited(new HttpLimits(8 << 20, Duration.ofSeconds(10),
      Duration.ofSeconds(30)), plain("plain"), plain("simple"));
  private final TestGateway strict = TestGateway.limited(LIMITS, model("small", upstream, 1));
  private final LogLines log = LogLines.from(Level.INFO);

  private Model plain(String name) {
    return model(name, upstream.baseUrl(), 1, OptionalLong.of(100_000), Set.of());
  }

  @BeforeAll
  void warmUp() {
    checkServes(gateway);
    checkServes(strict);
  }

  @BeforeEach
  void forgetTheLog() {
    log.forget();
  }

  @AfterAll
  void stop() {
    gateway.close();
    strict.close();
    upstream.close();
    log.close();
  }

  /// A bad request and what is to be said of it.
  ///
  /// @param toStrict whether it goes to the gateway with short limits
  /// @param code the error's code, if it has one of its own
  /// @param param the field at fault, if one is
  /// @param says a piece of the message
  record Case(String name, Consumer<RawClient> sending, boolean toStrict, int status, @Nullable String code,
      @Nullable String param, String says) {
    Case status(int expected) {
      return new Case(name, sending, toStrict, expected, code, param, says);
    }

    Case code(String expected) {
      return new Case(name, sending, toStrict, status, expected, param, says);
    }

    Case param(String expected) {
      return new Case(name, sending, toStrict, status, code, expected, says);
    }

    Case says(String expected) {
      return new Case(name, sending, toStrict, status, code, param, expected);
    }

    Case hurried() {
      return new Case(name, sending, true, status, code, param, says);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Case raw(String name, int status, Consumer<RawClient> sending) {
    return new Case(name, sending, false, status, null, null, "");
  }

  private static Case raw(String name, int status, String text) {
    return raw(name, status, client -> client.send(text));
  }

  private static Case lines(String name, int status, String... lines) {
    return raw(name, status, String.join("\r\n", lines) + "\r\n\r\n");
  }

  private static Case bytes(String name, byte[] body, String says) {
    return raw(name, 400, client -> client.send(request("POST", CHAT, body))).says(says);
  }

  private static Case body(String name, String body, String says) {
    return bytes(name, body.getBytes(UTF_8), says);
  }

  /// A chat request with one more member.
  private static Case member(String member, @Nullable String param) {
    Case wrong = body(member.length() < 100 ? member : member.substring(0, 100), ask("auto", "hi", member), "");
    return param == null ? wrong : wrong.param(param);
  }

  private static Case messages(String messages, String param) {
    return body("messages " + messages, "{\"model\":\"auto\",\"messages\":" + messages + "}", "").param(param);
  }

  private static Case header(String name, String header, String param) {
    return raw(name, 400, client -> client.chat(ask("auto", "hi"), header)).param(param);
  }

  private static Case feedback(String body, int status, @Nullable String param) {
    Case feedback = raw("feedback " + body.substring(0, Math.min(80, body.length())), status,
        client -> client.send(request("POST", FEEDBACK,
            body.getBytes(UTF_8))));
    return param == null ? feedback : feedback.param(param);
  }

  private static Case call(String method, String path, int status) {
    return raw(method + " " + path, status, client -> client.send(request(method, path, new byte[0])));
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    cases.addAll(noJson());
    cases.addAll(wrongFields());
    cases.addAll(wrongOptions());
    cases.addAll(wrongFeedback());
    cases.addAll(wrongPlaces());
    cases.addAll(wrongBodies());
    cases.addAll(wrongHttp());
    cases.addAll(impossibleWishes());
    return cases;
  }

  private static List<Case> noJson() {
    return List.of(body("no body", "", "empty"), body("only space", " \n\t", "JSON"),
        body("an array", "[{\"model\":\"auto\"}]", "object"), body("a string", "\"model\"", "object"),
        body("a number", "7", "object"), body("null", "null", "object"), body("plain text", "hello", "JSON"),
        body("a form", "model=auto&messages=hi", "JSON"), body("cut off", "{\"model\":\"auto\",\"mess", "JSON"),
        body("single quotes", "{'model':'auto'}", "JSON"), body("names without quotes", "{model:\"auto\"}", "JSON"),
        body("a comma too many", "{\"model\":\"auto\",}", "JSON"), body("a comment", "{/*x*/}", "JSON"),
        body("a colon missing", "{\"model\" \"auto\"}", "JSON"), body("NaN", "{\"temperature\":NaN}", "JSON"),
        body("infinity", "{\"temperature\":-Infinity}", "JSON"), body("a leading zero", "{\"n\":01}", "JSON"),
        body("a raw line break in a string", "{\"model\":\"a\nb\"}", "JSON"),
        body("an unknown escape", "{\"model\":\"\\x\"}", "JSON"),
        body("garbage behind it", ask("auto", "hi") + " x", "JSON"),
        body("a second object behind it", ask("auto", "hi") + "{}", "follows"),
        body("a member twice", ask("auto", "hi", "\"model\":\"other\""), "twice"),
        body("a member twice, spelled otherwise", ask("auto", "hi", "\"mo\\u0064el\":\"other\""), "twice"),
        bytes("invalid UTF-8", "{\"model\":\"\u00ff\"}".getBytes(ISO_8859_1), "UTF-8"),
        bytes("overlong UTF-8", "{\"model\":\"\u00c0\u00af\"}".getBytes(ISO_8859_1), "UTF-8"),
        bytes("a surrogate in UTF-8", "{\"model\":\"\u00ed\u00a0\u0080\"}".getBytes(ISO_8859_1), "UTF-8"),
        bytes("UTF-16", ask("auto", "hi").getBytes(UTF_16), "UTF-8"),
        bytes("UTF-16 without a mark", ask("auto", "hi").getBytes(UTF_16LE), "UTF-8"),
        body("a byte order mark", "\ufeff" + ask("auto", "hi"), "byte order mark"),
        body("a zero byte", "{\"model\":\"a\u0000\"}", "zero byte"),
        body("a zero byte behind it", ask("auto", "hi") + "\u0000", "zero byte"),
        body("arrays 100,000 deep", ask("auto", "hi", "\"x\":" + "[".repeat(100_000) + "]".repeat(100_000)), "depth"),
        body("objects 100,000 deep", "{\"a\":".repeat(100_000), "depth"),
        body("a number of 10,000 digits", ask("auto", "hi", "\"seed\":" + "9".repeat(10_000)), "length"),
        body("a name of 300 KB", ask("auto", "hi", "\"" + "k".repeat(300 << 10) + "\":1"), "length"));
  }

  private static List<Case> wrongFields() {
    List<Case> cases = new ArrayList<>(List.of(
        body("model missing", "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}", "").param("model"),
        body("model null", "{\"model\":null,\"messages\":[]}", "").param("model"),
        body("model a number", "{\"model\":5,\"messages\":[]}", "").param("model"),
        body("model an array", "{\"model\":[\"auto\"],\"messages\":[]}", "").param("model"),
        body("model blank", "{\"model\":\" \",\"messages\":[]}", "").param("model"),
        body("messages missing", "{\"model\":\"auto\"}", "").param("messages"),
        messages("\"hi\"", "messages"), messages("{}", "messages"), messages("[]", "messages"),
        messages("null", "messages"), messages("[1]", "messages[0]"), messages("[null]", "messages[0]"),
        messages("[\"hi\"]", "messages[0]"), messages("[{\"content\":\"hi\"}]", "messages[0].role"),
        messages("[{\"role\":1,\"content\":\"hi\"}]", "messages[0].role"),
        messages("[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"user\",\"content\":1}]", "messages[1].content"),
        messages("[{\"role\":\"user\",\"content\":{\"text\":\"hi\"}}]", "messages[0].content"),
        messages("[{\"role\":\"user\",\"content\":[\"hi\"]}]", "messages[0].content[0]"),
        messages("[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]", "messages[0].content[0]"),
        messages("[{\"role\":\"user\",\"content\":[{\"type\":1}]}]", "messages[0].content[0]"),
        messages("[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":[]}]}]", "messages[0].content[0]")));
    for (String value : List.of("\"yes\"", "1", "[]", "{}")) {
      cases.add(member("\"stream\":" + value, "stream"));
    }
    for (String value : List.of("true", "\"x\"", "[1]")) {
      cases.add(member("\"stream\":true,\"stream_options\":" + value, "stream_options"));
    }
    cases.add(member("\"stream\":true,\"stream_options\":{\"include_usage\":\"yes\"}", "stream_options.include_usage"));
    cases.add(member("\"stream\":true,\"stream_options\":{\"a\":1,\"a\":2}", "stream_options"));
    for (String field : List.of("n", "max_tokens", "max_completion_tokens")) {
      for (String value : List.of("0", "-1", "1.5", "\"5\"", "true", "[1]", "1e400", "99999999999999999999")) {
        cases.add(member("\"" + field + "\":" + value, field));
      }
    }
    cases.add(member("\"n\":129", "n"));
    for (String field : List.of("tools", "functions")) {
      cases.add(member("\"" + field + "\":{}", field));
      cases.add(member("\"" + field + "\":\"x\"", field));
    }
    cases.add(member("\"response_format\":\"json\"", "response_format"));
    cases.add(member("\"response_format\":[]", "response_format"));
    return cases;
  }

  private static List<Case> wrongOptions() {
    List<Case> cases = new ArrayList<>();
    for (String value : List.of("\"x\"", "[]", "true", "1")) {
      cases.add(member("\"pointsman\":" + value, "pointsman"));
    }
    for (String value : List.of("1.01", "-0.01", "1e400", "-1e400", "\"0.5\"", "\"NaN\"", "true", "[0]")) {
      cases.add(member("\"pointsman\":{\"cost_weight\":" + value + "}", "pointsman.cost_weight"));
    }
    for (String value : List.of("1.01", "-0.01", "1e400", "1e999999999", "NaN", "Infinity", "0x1p-1", "half", "",
        "0.5 0.6", "9".repeat(10_000))) {
      cases.add(header("header cost weight " + value.substring(0, Math.min(20, value.length())),
          "x-pointsman-cost-weight: " + value, "pointsman.cost_weight"));
    }
    for (String value : List.of("-0.000001", "1e400", "\"1\"", "false")) {
      cases.add(member("\"pointsman\":{\"max_cost_usd\":" + value + "}", "pointsman.max_cost_usd"));
    }
    for (String value : List.of("-1", "1e999999999", "1e-999999999", "nan", "$1")) {
      cases.add(header("header max cost " + value, "x-pointsman-max-cost-usd: " + value, "pointsman.max_cost_usd"));
    }
    cases.addAll(List.of(member("\"pointsman\":{\"cost_wieght\":1}", "pointsman.cost_wieght").says("cost_weight"),
        member("\"pointsman\":{\"explore\":\"no\"}", "pointsman.explore"),
        member("\"pointsman\":{\"explore\":0}", "pointsman.explore"),
        header("header explore", "x-pointsman-explore: no", "pointsman.explore"),
        member("\"pointsman\":{\"session\":5}", "pointsman.session"),
        member("\"pointsman\":{\"session\":\"" + "s".repeat(600) + "\"}", "pointsman.session"),
        member("\"pointsman\":{\"tags\":[]}", "pointsman.tags"),
        member("\"pointsman\":{\"tags\":{\"a\":1}}", "pointsman.tags.a"),
        member("\"pointsman\":{\"tags\":{\"a\":null}}", "pointsman.tags.a")));
    return cases;
  }

  private static List<Case> wrongFeedback() {
    List<Case> cases = new ArrayList<>(List.of(feedback("", 400, null), feedback("[]", 400, null),
        feedback("{\"id\":\"x\",\"value\":1", 400, null), feedback("{\"value\":1}", 400, "id"),
        feedback("{\"id\":5,\"value\":1}", 400, "id"), feedback("{\"id\":\"\",\"value\":1}", 400, "id"),
        feedback("{\"id\":\"x\"}", 400, "value"), feedback("{\"id\":\"x\",\"value\":1,\"value\":0}", 400, null),
        feedback("{\"id\":\"x\",\"value\":1,\"rating\":5}", 400, "rating").says("feedback_id"),
        feedback("{\"id\":\"x\",\"value\":1,\"metric\":5}", 400, "metric"),
        feedback("{\"id\":\"x\",\"value\":1,\"source\":[]}", 400, "source"),
        feedback("{\"id\":\"x\",\"value\":1,\"feedback_id\":{}}", 400, "feedback_id"),
        feedback("{\"id\":\"x\",\"value\":1,\"metric\":\"" + "m".repeat(300) + "\"}", 400, "metric"),
        feedback("{\"id\":\"chatcmpl-unknown\",\"value\":1}", 404, null).code("decision_not_found"),
        feedback("{\"id\":\"\\ud800\",\"value\":1}", 404, null).code("decision_not_found")));
    for (String value : List.of("1.01", "-0.01", "2", "1e400", "\"1\"", "\"good\"", "null", "[1]", "{}")) {
      cases.add(feedback("{\"id\":\"x\",\"value\":" + value + "}", 400, "value"));
    }
    return cases;
  }

  private static List<Case> wrongPlaces() {
    List<Case> cases = new ArrayList<>();
    for (String path : List.of("/v1", "/v1/", "/v1/chat", "/v1/chat/completions/", "/v1/embeddings", "/v1/completions",
        "/v1/responses", "/v1/decisions", "/v1/decisions/", "/v1/%63hat", "/v2/models", "/")) {
      cases.add(call("POST", path, 404).says("POST /v1/chat/completions"));
    }
    cases.addAll(List.of(call("GET", "/v1/decisions/chatcmpl-unknown", 404).code("decision_not_found"),
        call("GET", "/v1/decisions/a/b", 404).code("decision_not_found"),
        call("GET", "/v1/decisions/%ff%00", 404), call("GET", "/v1/models/unknown", 404).code("model_not_found"),
        call("GET", CHAT, 405).says("POST"), call("PUT", CHAT, 405), call("DELETE", CHAT, 405),
        call("OPTIONS", CHAT, 405), call("PATCH", FEEDBACK, 405), call("GET", FEEDBACK, 405),
        call("POST", "/v1/models", 405).says("GET"), call("DELETE", "/v1/decisions/x", 405),
        call("POST", "/health/live", 405), call("POST", "/metrics", 405), call("BREW", "/v1/models", 405),
        body("unknown model", ask("gpt-99", "hi"), "auto, plain, simple").status(404).code("model_not_found")
            .param("model"),
        body("unknown model with half a character", ask("\\ud800", "hi"), "").status(404).code("model_not_found")
            .param("model"),
        body("unknown model of 100 KB", ask("m\uD83D\uDE00".repeat(30_000), "hi"), "").status(404)
            .code("model_not_found").param("model")));
    return cases;
  }

  private static List<Case> wrongBodies() {
    String slow = "slow";
    return List.of(
        raw("a body over the limit", 413, client -> client.send(request("POST", CHAT, new byte[(64 << 10) + 1])))
            .hurried().code("request_too_large").says("65536"),
        raw("a body far over the limit", 413, client -> client.send(request("POST", CHAT, new byte[4 << 20]))).hurried()
            .code("request_too_large"),
        raw("a body over the limit in chunks", 413, client -> {
          client.send(head("Transfer-Encoding: chunked"));
          for (int i = 0; i < 20; i++) {
            client.send("2000\r\n" + "x".repeat(0x2000) + "\r\n");
          }
        }).hurried().code("request_too_large").says("65536"),
        raw("a chunk that announces two gigabytes", 413, head("Transfer-Encoding: chunked") + "7fffffff\r\nxx")
            .hurried().code("request_too_large"),
        raw("ten gigabytes announced", 413, head("Content-Length: 9999999999") + "xx").hurried()
            .code("request_too_large"),
        raw("too long, asking first", 413, head("Content-Length: 70000", "Expect: 100-continue")).hurried()
            .code("request_too_large"),
        raw("a length beyond all numbers", 400, head("Content-Length: 99999999999999999999") + "x"),
        raw("a negative length", 400, head("Content-Length: -1") + "x"),
        raw("a length that is no number", 400, head("Content-Length: ten") + "x"),
        raw("two lengths", 400, head("Content-Length: 2", "Content-Length: 3") + "{}"),
        raw("length and chunks", 400, head("Content-Length: 2", "Transfer-Encoding: chunked") + "0\r\n\r\n"),
        raw("an unknown transfer encoding", 501, head("Transfer-Encoding: gzip, chunked") + "0\r\n\r\n"),
        raw(slow + ": silence within the body", 408, client -> client.send(head("Content-Length: 100") + "{\"mod"))
            .hurried().code("request_timeout").says("300 ms"),
        raw(slow + ": silence before the body", 408, head("Content-Length: 100")).hurried().code("request_timeout"),
        raw(slow + ": silence within a chunk", 408, head("Transfer-Encoding: chunked") + "10\r\n{\"mod").hurried()
            .code("request_timeout"),
        raw(slow + ": byte by byte", 408, client -> trickle(client, head("Content-Length: 10000"), "x")).hurried()
            .code("request_timeout"),
        raw(slow + ": chunk by chunk", 408,
            client -> trickle(client, head("Transfer-Encoding: chunked"), "1\r\nx\r\n"))
            .hurried().code("request_timeout"),
        raw(slow + ": byte by byte within a chunk", 408,
            client -> trickle(client, head("Transfer-Encoding: chunked") + "1000\r\n", "x"))
            .hurried().code("request_timeout"),
        raw("a body cut short", 400, client -> client.send(head("Content-Length: 100") + "{\"mod").endSending())
            .says("before it was complete"),
        raw("a chunk cut short", 400,
            client -> client.send(head("Transfer-Encoding: chunked") + "10\r\n{\"mod").endSending())
            .says("before it was complete"),
        raw("no chunk at the end", 400,
            client -> client.send(head("Transfer-Encoding: chunked") + "2\r\n{}\r\n").endSending())
            .says("before it was complete"),
        raw("a chunk without a size", 400, head("Transfer-Encoding: chunked") + "zz\r\nxx\r\n"),
        raw("a chunk of negative size", 400, head("Transfer-Encoding: chunked") + "-5\r\nxx\r\n"),
        raw("a chunk of endless size", 400, head("Transfer-Encoding: chunked") + "f".repeat(40) + "\r\nxx\r\n"),
        raw("a trailer that is none", 400, head("Transfer-Encoding: chunked") + "0\r\nnonsense\r\n\r\n"),
        raw("a zipped body", 400, client -> client.chat(ask("auto", "hi"), "Content-Encoding: gzip"))
            .says("ncoding"));
  }

  private static String head(String... headers) {
    return "POST " + CHAT + " HTTP/1.1\r\nHost: gateway\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
  }

  private static void trickle(RawClient client, String head, String drop) {
    client.send(head);
    while (!client.hearsWithin(30)) {
      client.send(drop);
    }
  }

  private static List<Case> wrongHttp() {
    String host = "Host: gateway";
    return List.of(lines("no request line", 400, "HELLO"), lines("no version", 400, "GET /v1/models", host),
        lines("two spaces", 400, "GET  /v1/models HTTP/1.1", host), lines("version 9", 400, "GET / HTTP/9.9", host),
        lines("a small http", 400, "GET / http/1.1", host), lines("no method", 405, " /v1/models HTTP/1.1", host),
        lines("HTTP/1.0", 505, "GET /v1/models HTTP/1.0", host).says("HTTP"),
        raw("lone line feeds", 400, client -> client.send("GET /v1/models HTTP/1.1\nHost: gateway\n\n")),
        raw("a TLS greeting", 400, client -> client.send("\u0016\u0003\u0001\u0002\n\u0001\r\n\r\n")),
        lines("no host", 400, "GET /v1/models HTTP/1.1"), lines("two hosts", 400, "GET / HTTP/1.1", host, host),
        lines("a host that is none", 400, "GET / HTTP/1.1", "Host: a b"),
        lines("a header without a colon", 400, "GET /v1/models HTTP/1.1", host, "nonsense"),
        lines("a header with a space in its name", 400, "GET /v1/models HTTP/1.1", host, "a b: c"),
        lines("a header with a zero byte", 400, "GET /v1/models HTTP/1.1", host, "a: b\u0000c"),
        lines("a header of 100 KB", 400, "GET /v1/models HTTP/1.1", host, "a: " + "b".repeat(100_000)),
        lines("10,000 headers", 400, "GET /v1/models HTTP/1.1", host, "a: b\r\n".repeat(10_000) + "c: d"),
        lines("a path of 100 KB", 414, "GET /" + "a".repeat(100_000) + " HTTP/1.1", host),
        lines("half a percent sign", 400, "GET /v1/models/%z HTTP/1.1", host),
        lines("a path with a zero byte", 400, "GET /v1/\u0000 HTTP/1.1", host),
        lines("a web page's own name for this machine", 403, "GET /v1/admin/models HTTP/1.1", "Host: 127.0.0.1.evil:80")
            .says("ask router.internal"));
  }

  private static List<Case> impossibleWishes() {
    String picture = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
        + "\"image_url\":{\"url\":\"data:image/png;base64,AA==\"}}]}]}";
    String tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";
    String schema = "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{}}";
    return List.of(
        body("vision", picture, "plain lacks vision; simple lacks vision").code("no_capable_model"),
        member(tools, null).says("plain lacks tools; simple lacks tools").code("no_capable_model"),
        member("\"functions\":[{\"name\":\"f\"}]", null).says("lacks tools").code("no_capable_model"),
        member(schema, null).says("lacks json_schema").code("no_capable_model"),
        body("a prompt of 500 KB", ask("auto", "x".repeat(500_000)), "context window of 100000")
            .code("no_capable_model"),
        body("an answer of 200,000 tokens", ask("auto", "hi", "\"max_tokens\":200000"), "context window of 100000")
            .code("no_capable_model"),
        body("no money", ask("auto", "hi", "\"pointsman\":{\"max_cost_usd\":0}"), "the cheapest candidate, plain")
            .code("max_cost_exceeded"),
        raw("no money by header", 400, client -> client.chat(ask("auto", "hi"), "x-pointsman-max-cost-usd: 1e-9"))
            .code("max_cost_exceeded"),
        body("the body's maximum wins over the header's", ask("plain", "hi",
            "\"pointsman\":{\"max_cost_usd\":0.000000001}"), "").code("max_cost_exceeded"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aBadRequestGetsOneClearLineAndTheGatewayServesOn(Case bad) {
    TestGateway asked = bad.toStrict ? strict : gateway;
    try (RawClient client = RawClient.to(asked)) {
      bad.sending.accept(client);
      RawClient.Whole answer = client.answer();
      assertThat(answer.status()).as(answer.body()).isEqualTo(bad.status);
      checkBody(bad, answer.body());
      if (bad.status == 405) {
        assertThat(answer.headers().get("allow")).isIn("GET", "POST");
      }
      if (!"close".equals(answer.headers().get("connection"))) {
        assertThat(client.chat(ask("auto", "hi")).answer().status()).as("on the same connection").isEqualTo(200);
      }
    }
    checkServes(asked);
  }

  /// In one piece, so that not even the gateway with short limits has to wait for it.
  private void checkServes(TestGateway asked) {
    try (RawClient client = RawClient.to(asked).chat(ask("auto", "hi"))) {
      assertThat(client.answer().status()).isEqualTo(200);
    }
    assertThat(log.warnings()).isEmpty();
  }

  private static void checkBody(Case bad, String body) {
    assertThat(body).doesNotContain("\n", "\r", "Exception", "\tat ", "dev.pointsman", "java.", "helidon", "jackson",
        "`", "server log");
    JsonNode root = json(body);
    assertThat(root.propertyNames()).containsExactly("error");
    JsonNode error = root.get("error");
    assertThat(error.propertyNames()).containsExactly("message", "type", "param", "code", "source");
    assertThat(error.get("source").asString()).isEqualTo("gateway");
    assertThat(error.get("type").isString()).isTrue();
    assertThat(error.get("message").asString()).isNotBlank().contains(bad.says).hasSizeLessThan(2100);
    if (bad.code != null) {
      assertThat(error.get("code").asString("")).isEqualTo(bad.code);
    }
    if (bad.param != null) {
      assertThat(error.get("param").asString("")).as(body).isEqualTo(bad.param);
    }
  }

  @Test
  void thereAreManyCases() {
    assertThat(cases()).hasSizeGreaterThan(200).map(Case::name).doesNotHaveDuplicates();
  }

  @Test
  void aClientThatStopsWithinItsHeadersIsSentAway() {
    for (String start : List.of("", "GET", "GET /v1/models HTTP/1.1\r\nHo")) {
      try (RawClient client = RawClient.to(strict).send(start)) {
        if (!start.isEmpty()) {
          assertThat(client.isClosed()).isTrue();
        }
      }
    }
    try (RawClient client = RawClient.to(strict)) {
      trickle(client, "GET /v1/models HTTP/1.1\r\nX: ", "x");
      assertThat(client.isClosed()).isTrue();
    }
    assertThat(log.warnings()).isEmpty();
  }

  @Test
  void clientsThatLeaveAtAnyPointLeaveNoTrace() {
    String whole = new String(request("POST", CHAT, ask("auto", "hi").getBytes(UTF_8)), UTF_8);
    for (int length : new int[] {0, 1, 20, 60, whole.length() - 10, whole.length() - 1}) {
      RawClient.to(strict).send(whole.substring(0, length)).close();
      RawClient.to(strict).send(whole.substring(0, length)).reset();
    }
    checkServes(strict);
  }

  @Test
  void aConnectionThatGivesUpOnABodyIsClosedOnceItsAnswerIsRead() {
    for (byte[] start : List.of(request("POST", CHAT, new byte[1 << 20]), head("Content-Length: 9").getBytes(UTF_8))) {
      try (RawClient client = RawClient.to(strict).send(start)) {
        assertThat(client.answer().headers()).containsEntry("connection", "close");
        assertThat(client.isClosed()).isTrue();
      }
    }
  }

  @Test
  void nothingBehindAnUnreadableBodyIsTakenForARequest() {
    String next = "GET /v1/models HTTP/1.1\r\nHost: gateway\r\n\r\n";
    try (RawClient client = RawClient.to(gateway)) {
      client.send(head("Transfer-Encoding: chunked") + "zz\r\n" + next + next);
      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(client.isClosed()).isTrue();
    }
    try (RawClient client = RawClient.to(gateway)) {
      client.send(next.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n") + next);
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(client.isClosed()).isTrue();
    }
    assertThat(log.warnings()).isEmpty();
  }

  @Test
  void aQuietConnectionIsClosedWithoutAWord() {
    HttpLimits impatient = new HttpLimits(1000, Duration.ofMillis(200), Duration.ofMillis(200));
    try (TestGateway other = TestGateway.limited(impatient, model("small", upstream, 1))) {
      try (RawClient client = RawClient.to(other)) {
        assertThat(client.isClosed()).isTrue();
      }
      try (RawClient client = RawClient.to(other).send(request("GET", "/v1/models", new byte[0]))) {
        assertThat(client.answer().status()).isEqualTo(200);
        assertThat(client.isClosed()).isTrue();
      }
      try (RawClient client = RawClient.to(other).chat(ask("auto", "watched for the client's leaving"))) {
        assertThat(client.answer().status()).isEqualTo(200);
        assertThat(client.isClosed()).isTrue();
      }
    }
    assertThat(log.warnings()).isEmpty();
  }

  @Test
  void manyRequestsTravelOnOneConnection() {
    try (RawClient client = RawClient.to(gateway)) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.chat(ask("auto", "hi")).answer().status()).isEqualTo(200);
        assertThat(client.chat("{").answer().status()).isEqualTo(400);
        assertThat(client.send(request("GET", "/v1/models", new byte[0])).answer().status()).isEqualTo(200);
      }
      client.chat(ask("auto", "one")).chat("{").chat(ask("auto", "two"));
      assertThat(List.of(client.answer().status(), client.answer().status(), client.answer().status()))
          .containsExactly(200, 400, 200);
    }
  }

  @Test
  void aClientThatWantsItsConnectionClosedGetsThat() {
    for (String more : List.of("", "\"stream\":true")) {
      upstream.once(more.isEmpty() ? (_, line) -> line.json(200, FakeUpstream.completion("hi")) : streaming("hi"));
      String body = more.isEmpty() ? ask("auto", "hi") : ask("auto", "hi", more);
      try (RawClient client = RawClient.to(gateway).chat(body, "Connection: close")) {
        assertThat(client.answer().headers()).containsEntry("connection", "close");
        assertThat(client.isClosed()).isTrue();
      }
    }
  }

  @Test
  void aClientMayAskBeforeItSendsItsBody() {
    String body = ask("auto", "hi");
    try (RawClient client = RawClient.to(gateway)) {
      client.send(head("Expect: 100-continue", "Content-Length: " + body.length()));
      assertThat(client.headAlone().status()).isEqualTo(100);
      assertThat(client.send(body).answer().status()).isEqualTo(200);
      assertThat(client.chat(body).answer().status()).isEqualTo(200);
    }
  }

  @Test
  void whoAsksForTheHeadGetsNoBody() {
    try (RawClient client = RawClient.to(gateway)) {
      for (String path : List.of("/v1/models", "/health/live", CHAT, "/v1/unknown")) {
        int status = client.send("HEAD " + path + " HTTP/1.1\r\nHost: gateway\r\n\r\n").headAlone().status();
        assertThat(status).isEqualTo(path.equals(CHAT) ? 405 : path.equals("/v1/unknown") ? 404 : 200);
      }
      assertThat(client.chat(ask("auto", "hi")).answer().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:8080", "127.0.0.1:80", "127.3.2.1", "[::1]", "[::1]:8080",
      "router.internal", "Router.Internal:443"})
  void newcomersAreToldUnderEachNameOfThisMachine(String host) {
    try (RawClient client = RawClient.to(gateway)) {
      String request = "GET /v1/admin/models HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
      assertThat(client.send(request).answer().status()).isEqualTo(200);
    }
  }
}
