package dev.pointsman.gateway.openai;

import dev.pointsman.gateway.Dispatched;
import dev.pointsman.gateway.Dispatcher;
import dev.pointsman.gateway.Rejection;
import dev.pointsman.gateway.http.Handler;
import dev.pointsman.gateway.http.Request;
import dev.pointsman.gateway.http.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Predicate;

/// `POST /v1/chat/completions`.
final class ChatHandler implements Handler {
  private static final String DECISION_ID = "x-pointsman-decision-id";

  private final Dispatcher dispatcher;

  ChatHandler(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  @Override
  public Response handle(Request request) {
    return switch (dispatcher.dispatch(ChatRequest.read(request), request.client()::onGone)) {
      case Dispatched.Refused refused -> refused(refused);
      case Dispatched.Answered answered -> {
        SequencedMap<String, String> headers = headers(answered.served());
        headers.put("x-pointsman-cost-usd", answered.cost().exactUsd().stripTrailingZeros().toPlainString());
        yield Response.json(200, answered.body()).with(headers);
      }
      case Dispatched.Streaming streaming -> new Response.Events(200, headers(streaming.served()),
          sink -> streaming.pump().run(told(sink)));
    };
  }

  private static Response refused(Dispatched.Refused refused) {
    OpenAiError error = OpenAiError.of(refused.rejection());
    Response response = refused.rejection() instanceof Rejection.UpstreamRefused upstream
        ? Response.json(error.status(), error.json(upstream.body())).with(passed(upstream.headers()))
        : error.response();
    return refused.id().map(id -> response.with(Map.of(DECISION_ID, id))).orElse(response);
  }

  private static SequencedMap<String, String> headers(Dispatched.Served served) {
    SequencedMap<String, String> headers = passed(served.headers());
    headers.put(DECISION_ID, served.id());
    headers.put("x-pointsman-model", served.model());
    headers.put("x-pointsman-policy", served.policy());
    headers.put("x-pointsman-explored", Boolean.toString(served.explored()));
    return headers;
  }

  /// Those of an upstream's headers that clients look at.
  private static SequencedMap<String, String> passed(SequencedMap<String, String> upstream) {
    SequencedMap<String, String> passed = new LinkedHashMap<>();
    upstream.forEach((name, value) -> {
      if (name.startsWith("openai-") || name.startsWith("x-ratelimit-") || name.equals("x-request-id")) {
        passed.put(name, value);
      }
    });
    return passed;
  }

  private static Predicate<byte[]> told(Response.EventSink sink) {
    return event -> {
      try {
        sink.send(event);
        return true;
      } catch (Response.ClientGone e) {
        return false;
      }
    };
  }
}
