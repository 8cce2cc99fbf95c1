package dev.pointsman.fleet;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// A gateway of which a test says every answer, and that remembers what it was asked.
final class FakeGateway implements AutoCloseable {
  /// A response: its headers are `x-pointsman-explored` and, if not blank, `x-pointsman-cost-usd`.
  record Script(int status, String body, boolean explored, String costUsd) {
    static Script plain(String model) {
      return new Script(200, "{\"id\":\"ID\",\"model\":\"" + model + "\",\"choices\":[]}", false, "");
    }

    static Script streamed(String model) {
      String chunk = "data: {\"id\":\"ID\",\"model\":\"" + model + "\",\"choices\":[]}\n\n";
      return new Script(200, chunk + chunk + "data: [DONE]\n\n", false, "");
    }

    Script exploring() {
      return new Script(status, body, true, costUsd);
    }

    Script costing(String usd) {
      return new Script(status, body, explored, usd);
    }
  }

  private final Queue<JsonNode> requests = new ConcurrentLinkedQueue<>();
  private final Queue<JsonNode> feedback = new ConcurrentLinkedQueue<>();
  private final AtomicLong ids = new AtomicLong();
  private final Function<JsonNode, Script> script;
  private final int feedbackStatus;
  private final WebServer server;

  FakeGateway(int feedbackStatus, Function<JsonNode, Script> script) {
    this.feedbackStatus = feedbackStatus;
    this.script = script;
    this.server = WebServer.builder().host("127.0.0.1").port(0).shutdownHook(false).routing(HttpRouting.builder()
        .post("/v1/chat/completions", this::chat).post("/v1/feedback", this::rate)).build().start();
  }

  /// Answers with the script, plain or streamed as the request asks.
  static FakeGateway answering(String model) {
    return new FakeGateway(200, request -> request.path("stream").asBoolean(false)
        ? Script.streamed(model)
        : Script.plain(model));
  }

  private void chat(ServerRequest request, ServerResponse response) {
    JsonNode body = body(request);
    requests.add(body);
    Script answer = script.apply(body);
    response.status(answer.status()).header("x-pointsman-explored", Boolean.toString(answer.explored()));
    if (!answer.costUsd().isEmpty()) {
      response.header("x-pointsman-cost-usd", answer.costUsd());
    }
    response.send(answer.body().replace("ID", "id-" + ids.incrementAndGet()).getBytes(StandardCharsets.UTF_8));
  }

  private void rate(ServerRequest request, ServerResponse response) {
    feedback.add(body(request));
    response.status(feedbackStatus).send("{\"error\":{\"code\":\"not_found\",\"message\":\"no such id\"}}");
  }

  private static JsonNode body(ServerRequest request) {
    return Json.MAPPER.readTree(request.content().as(byte[].class));
  }

  URI baseUrl() {
    return URI.create("http://127.0.0.1:" + server.port() + "/v1");
  }

  Queue<JsonNode> requests() {
    return requests;
  }

  Queue<JsonNode> feedback() {
    return feedback;
  }

  @Override
  public void close() {
    server.stop();
  }
}
