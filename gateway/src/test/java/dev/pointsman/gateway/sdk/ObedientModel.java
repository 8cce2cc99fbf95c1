package dev.pointsman.gateway.sdk;

import dev.pointsman.gateway.FakeUpstream;
import dev.pointsman.gateway.FakeUpstream.Line;
import dev.pointsman.gateway.FakeUpstream.Received;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An upstream's model that does what the last user turn asks of it in brackets, whole or streamed, and spells it as
/// OpenAI does:
///
/// | asked | does |
/// |---|---|
/// | `[echo]` | says the whole request as it arrived |
/// | `[schema]` | says a JSON object with a `city` and its `degrees` |
/// | `[tool]` | calls the request's first tool for the city of Berlin, unless the last turn is a tool's |
/// | `[status N]` | refuses with that HTTP status |
/// | `[busy]` | is at its rate limit the first time that it hears this |
/// | `[cut]` | breaks off behind a stream's first chunk |
/// | `[stall]` | says nothing more behind a stream's first chunk |
/// | `[hold]` | says nothing more behind a stream's first chunk until another request asks for `[release]` |
///
/// Asked for none of these it repeats what it was told.
final class ObedientModel implements FakeUpstream.Script {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final Pattern STATUS = Pattern.compile("\\[status (\\d{3})]");
  private static final String REQUEST_ID = "x-request-id: req-of-upstream";
  private static final int LETTERS_A_CHUNK = 5;

  private final Semaphore released = new Semaphore(0);
  private final Set<String> heard = ConcurrentHashMap.newKeySet();

  @Override
  public void answer(Received received, Line line) throws IOException, InterruptedException {
    Wish wish = Wish.of(received.body());
    Matcher refusal = STATUS.matcher(wish.text);
    if (refusal.find()) {
      line.json(Integer.parseInt(refusal.group(1)), refusal(), "retry-after: 7", REQUEST_ID);
      return;
    }
    if (wish.asksFor("[busy]") && heard.add(wish.text)) {
      line.json(429, refusal(), "retry-after: 0", REQUEST_ID);
      return;
    }
    if (wish.asksFor("[release]")) {
      released.release();
    }
    if (wish.request.path("stream").asBoolean(false)) {
      stream(wish, line);
    } else {
      line.json(200, whole(wish), REQUEST_ID);
    }
  }

  /// A request and what it wants.
  ///
  /// @param text of the last user turn
  private record Wish(JsonNode request, String body, String text) {
    static Wish of(String body) {
      JsonNode request = MAPPER.readTree(body);
      String text = "";
      for (JsonNode message : request.path("messages")) {
        if (message.path("role").asString("").equals("user")) {
          JsonNode content = message.path("content");
          text = content.isString() ? content.asString() : content.path(0).path("text").asString("");
        }
      }
      return new Wish(request, body, text);
    }

    boolean asksFor(String marker) {
      return text.contains(marker);
    }

    boolean wantsUsage() {
      return request.path("stream_options").path("include_usage").asBoolean(false);
    }

    JsonNode lastTurn() {
      return request.path("messages").path(request.path("messages").size() - 1);
    }

    boolean isToolsTurn() {
      return lastTurn().path("role").asString("").equals("tool");
    }

    boolean callsTool() {
      return asksFor("[tool]") && !isToolsTurn();
    }

    /// The words of the answer, or the arguments where it is a tool call.
    String answer() {
      if (isToolsTurn()) {
        return "The tool says: " + lastTurn().path("content").asString("");
      }
      if (callsTool()) {
        return "{\"city\":\"Berlin\"}";
      }
      if (asksFor("[echo]")) {
        return body;
      }
      return asksFor("[schema]") ? "{\"city\":\"Berlin\",\"degrees\":21}" : "You said: " + text;
    }

    ObjectNode head(String object) {
      return MAPPER.createObjectNode().put("id", "up-1").put("object", object).put("created", 1_700_000_000)
          .put("model", request.path("model").asString("")).put("service_tier", "default").put("x_unknown", "kept");
    }

    ObjectNode toolCall(String arguments) {
      ObjectNode call = MAPPER.createObjectNode().put("id", "call_1").put("type", "function");
      call.putObject("function").put("name", request.path("tools").path(0).path("function").path("name").asString(""))
          .put("arguments", arguments);
      return call;
    }
  }

  private static String refusal() {
    ObjectNode body = MAPPER.createObjectNode();
    body.putObject("error").put("message", "refused as asked").put("type", "invalid_request_error")
        .put("param", "messages").put("code", "as_asked");
    return body.toString();
  }

  private static String whole(Wish wish) {
    ObjectNode answer = wish.head("chat.completion");
    ObjectNode choice = answer.putArray("choices").addObject().put("index", 0)
        .put("finish_reason", wish.callsTool() ? "tool_calls" : "stop").putNull("logprobs");
    ObjectNode message = choice.putObject("message").put("role", "assistant").putNull("refusal");
    message.putArray("annotations");
    if (wish.callsTool()) {
      message.putNull("content").putArray("tool_calls").add(wish.toolCall(wish.answer()));
    } else {
      message.put("content", wish.answer());
    }
    return answer.set("usage", usage()).toString();
  }

  private static ObjectNode usage() {
    ObjectNode usage = MAPPER.createObjectNode().put("prompt_tokens", 10).put("completion_tokens", 5)
        .put("total_tokens", 15);
    usage.putObject("prompt_tokens_details").put("cached_tokens", 4);
    usage.putObject("completion_tokens_details").put("reasoning_tokens", 2);
    return usage;
  }

  private void stream(Wish wish, Line line) throws IOException, InterruptedException {
    line.startEvents();
    ObjectNode start = MAPPER.createObjectNode().put("role", "assistant");
    if (wish.callsTool()) {
      start.putNull("content").putArray("tool_calls").add(wish.toolCall("").put("index", 0));
    } else {
      start.put("content", "");
    }
    line.event(chunk(wish, start, null));
    if (wish.asksFor("[stall]")) {
      line.stall();
    } else if (wish.asksFor("[cut]") || (wish.asksFor("[hold]") && !released.tryAcquire(10, TimeUnit.SECONDS))) {
      line.hangUp();
    } else {
      finish(wish, line);
    }
  }

  private static void finish(Wish wish, Line line) throws IOException {
    for (String piece : pieces(wish.answer())) {
      ObjectNode delta = MAPPER.createObjectNode();
      if (wish.callsTool()) {
        delta.putArray("tool_calls").addObject().put("index", 0).putObject("function").put("arguments", piece);
      } else {
        delta.put("content", piece);
      }
      line.event(chunk(wish, delta, null));
    }
    line.event(chunk(wish, MAPPER.createObjectNode(), wish.callsTool() ? "tool_calls" : "stop"));
    if (wish.wantsUsage()) {
      ObjectNode last = wish.head("chat.completion.chunk");
      last.putArray("choices");
      line.event(last.set("usage", usage()).toString());
    }
    line.event("[DONE]");
    line.endEvents();
  }

  private static String chunk(Wish wish, ObjectNode delta, @Nullable String finishReason) {
    ObjectNode chunk = wish.head("chat.completion.chunk");
    chunk.putArray("choices").addObject().put("index", 0).putNull("logprobs").put("finish_reason", finishReason)
        .set("delta", delta);
    return wish.wantsUsage() ? chunk.putNull("usage").toString() : chunk.toString();
  }

  private static List<String> pieces(String text) {
    int[] letters = text.codePoints().toArray();
    return IntStream.iterate(0, at -> at < letters.length, at -> at + LETTERS_A_CHUNK)
        .mapToObj(at -> new String(letters, at, Math.min(LETTERS_A_CHUNK, letters.length - at))).toList();
  }
}
