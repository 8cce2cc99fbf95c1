package dev.pointsman.gateway.openai;

import dev.pointsman.gateway.Exchange;
import dev.pointsman.gateway.Exchange.BadAnswer;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Rewrites the events of one stream: in every chunk `id` and `model` get other values, the usage chunk is dropped where
/// the client did not ask for it, and every other byte stays.
final class ChatEvents implements Exchange.Events {
  private static final byte[] DATA = bytes("data:");
  private static final byte[] DONE = bytes("[DONE]");
  /// How the other lines of an event start.
  private static final List<byte[]> OTHERS = List.of(bytes(":"), bytes("event:"), bytes("id:"), bytes("retry:"));
  private static final int SHOWN = 100;

  private final String id;
  private final String model;
  private final boolean wantsUsage;
  private final Tally tally;
  private final Set<Integer> begun = new HashSet<>();
  private final Set<Integer> ended = new HashSet<>();
  private boolean complete;

  ChatEvents(String id, String model, long inputTokens, boolean wantsUsage) {
    this.id = id;
    this.model = model;
    this.wantsUsage = wantsUsage;
    this.tally = new Tally(inputTokens);
  }

  @Override
  public Optional<byte[]> rewrite(byte[] event) throws BadAnswer {
    ByteArrayOutputStream out = new ByteArrayOutputStream(event.length + 32);
    boolean hidden = false;
    int start = 0;
    while (start < event.length) {
      int end = lineEnd(event, start);
      int content = contentEnd(event, start, end);
      if (startsWith(event, start, content, DATA)) {
        int payload = payloadStart(event, start + DATA.length, content);
        Optional<byte[]> rewritten = payload(Arrays.copyOfRange(event, payload, content));
        hidden |= rewritten.isEmpty();
        out.write(event, start, payload - start);
        out.writeBytes(rewritten.orElse(new byte[0]));
        out.write(event, content, end - content);
      } else {
        checkOther(event, start, content);
        out.write(event, start, end - start);
      }
      start = end;
    }
    return hidden ? Optional.empty() : Optional.of(out.toByteArray());
  }

  private static void checkOther(byte[] event, int start, int content) throws BadAnswer {
    if (content > start && OTHERS.stream().noneMatch(o -> startsWith(event, start, content, o))) {
      String line = new String(event, start, Math.min(SHOWN, content - start), StandardCharsets.UTF_8);
      throw new BadAnswer("something came that is no event of a stream: " + line);
    }
  }

  private Optional<byte[]> payload(byte[] payload) throws BadAnswer {
    if (payload.length == 0) {
      return Optional.of(payload);
    }
    if (Arrays.equals(payload, DONE)) {
      complete = true;
      return Optional.of(payload);
    }
    JsonObject chunk = ChatAnswer.parse(payload);
    ChatAnswer.refuseErrors(chunk);
    Optional<JsonNode> usage = chunk.value("usage").filter(JsonNode::isObject);
    usage.ifPresent(tally::usage);
    JsonNode choices = chunk.value("choices").orElse(MissingNode.getInstance());
    for (JsonNode choice : choices) {
      tally.text(choice.path("delta"));
      int index = choice.path("index").asInt(0);
      begun.add(index);
      if (choice.path("finish_reason").isString()) {
        ended.add(index);
      }
    }
    boolean onlyUsage = usage.isPresent() && choices.isEmpty();
    return onlyUsage && !wantsUsage ? Optional.empty() : Optional.of(ChatAnswer.identified(chunk, id, model));
  }

  private static int lineEnd(byte[] bytes, int start) {
    int end = start;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    return Math.min(bytes.length, end + 1);
  }

  /// Where a line's text ends, white space behind it left out.
  private static int contentEnd(byte[] bytes, int start, int end) {
    int content = end;
    while (content > start && isSpace(bytes[content - 1])) {
      content--;
    }
    return content;
  }

  private static int payloadStart(byte[] bytes, int start, int end) {
    int payload = start;
    while (payload < end && isSpace(bytes[payload])) {
      payload++;
    }
    return payload;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  private static byte[] bytes(String ascii) {
    return ascii.getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean startsWith(byte[] bytes, int start, int end, byte[] prefix) {
    return end - start >= prefix.length
        && Arrays.equals(bytes, start, start + prefix.length, prefix, 0, prefix.length);
  }

  @Override
  public boolean complete() {
    return complete;
  }

  @Override
  public boolean finished() {
    return complete || (!begun.isEmpty() && ended.containsAll(begun));
  }

  @Override
  public Usage usage() {
    return tally.usage();
  }

  @Override
  public Optional<Money> reportedCost() {
    return tally.reportedCost();
  }

  @Override
  public byte[] failure(String message, String code) {
    OpenAiError error = code.equals(OpenAiError.NOT_RECORDED)
        ? OpenAiError.notRecorded(message)
        : OpenAiError.provider(502, "server_error", code, message);
    String body = new String(error.json(), StandardCharsets.UTF_8);
    return ("data: " + body + "\n\n").getBytes(StandardCharsets.UTF_8);
  }
}
