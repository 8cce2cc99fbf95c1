package dev.pointsman.fleet;

import dev.pointsman.routing.Money;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Asks a gateway and rates its answers, blocking. The JDK's client sets TCP_NODELAY by itself. Thread-safe.
final class GatewayClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT)
      .build();
  private final URI baseUrl;
  private final String model;
  private final OptionalDouble costWeight;
  private final Duration patience;

  /// @param patience how long an answer may take to its end
  GatewayClient(URI baseUrl, String model, OptionalDouble costWeight, Duration patience) {
    this.baseUrl = baseUrl;
    this.model = model;
    this.costWeight = costWeight;
    this.patience = patience;
  }

  /// Sends a prompt and waits for the answer's end.
  Reply ask(String prompt, boolean streaming) throws InterruptedException {
    try {
      HttpResponse<String> response = post("/chat/completions", request(prompt, streaming));
      return response.statusCode() == 200 ? answer(response, streaming) : new Reply.Failure(refusal(response));
    } catch (ExecutionException | TimeoutException e) {
      return new Reply.Failure(reason(e));
    } catch (JacksonException | ArithmeticException | NumberFormatException e) {
      return new Reply.Failure("the answer is malformed: " + e.getMessage());
    }
  }

  /// Rates an answer; a reason if the rating was not taken.
  Optional<String> rate(String id, double score) throws InterruptedException {
    try {
      HttpResponse<String> response = post("/feedback", Json.object().put("id", id).put("value", score));
      return response.statusCode() == 200 ? Optional.empty() : Optional.of(refusal(response));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.of(reason(e));
    }
  }

  private ObjectNode request(String prompt, boolean streaming) {
    ObjectNode body = Json.object().put("model", model);
    body.putArray("messages").addObject().put("role", "user").put("content", prompt);
    if (streaming) {
      body.put("stream", true);
    }
    costWeight.ifPresent(weight -> body.putObject("pointsman").put("cost_weight", weight));
    return body;
  }

  private HttpResponse<String> post(String path, ObjectNode body)
      throws InterruptedException, ExecutionException, TimeoutException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + path)).header("content-type", "application/json")
        .POST(BodyPublishers.ofByteArray(Json.bytes(body))).build();
    CompletableFuture<HttpResponse<String>> response = http.sendAsync(request, BodyHandlers.ofString());
    try {
      return response.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      response.cancel(true);
    }
  }

  private static Reply answer(HttpResponse<String> response, boolean streaming) {
    return streaming ? streamed(response) : answer(Json.MAPPER.readTree(response.body()), response.headers());
  }

  private static Reply streamed(HttpResponse<String> response) {
    List<String> data = response.body().lines().filter(line -> line.startsWith("data: "))
        .map(line -> line.substring("data: ".length())).toList();
    if (data.isEmpty() || !data.getLast().equals("[DONE]")) {
      JsonNode last = data.isEmpty() ? Json.object() : Json.MAPPER.readTree(data.getLast());
      return new Reply.Failure("the stream ended without [DONE]" + last.at("/error/message").stringValueOpt()
          .map(message -> ": " + message).orElse(""));
    }
    return answer(Json.MAPPER.readTree(data.getFirst()), response.headers());
  }

  private static Reply answer(JsonNode object, HttpHeaders headers) {
    Optional<String> id = object.path("id").stringValueOpt();
    Optional<String> served = object.path("model").stringValueOpt();
    if (id.isEmpty() || served.isEmpty()) {
      return new Reply.Failure("the answer has no id or no model");
    }
    boolean explored = headers.firstValue("x-pointsman-explored").map("true"::equals).orElse(false);
    Optional<Money> cost = headers.firstValue("x-pointsman-cost-usd").map(BigDecimal::new).map(Money::ofUsd);
    return new Reply.Answer(id.get(), served.get(), explored, cost);
  }

  private static String refusal(HttpResponse<String> response) {
    try {
      JsonNode error = Json.MAPPER.readTree(response.body()).path("error");
      return response.statusCode() + " " + error.path("code").asString("") + ": " + error.path("message").asString("");
    } catch (JacksonException e) {
      return response.statusCode() + " with a body that is not JSON";
    }
  }

  private String reason(Exception e) {
    if (e instanceof TimeoutException) {
      return "no answer within " + patience.toSeconds() + " s";
    }
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return "no connection to " + baseUrl + ": " + cause;
  }

  @Override
  public void close() {
    http.close();
  }
}
