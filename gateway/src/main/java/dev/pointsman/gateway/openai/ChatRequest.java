package dev.pointsman.gateway.openai;

import dev.pointsman.encoder.Turn;
import dev.pointsman.gateway.Exchange;
import dev.pointsman.gateway.Needs;
import dev.pointsman.gateway.Options;
import dev.pointsman.gateway.http.Request;
import dev.pointsman.gateway.provider.Capability;
import dev.pointsman.gateway.provider.Model;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// A chat completion request: what it asks, and its bytes as they came.
final class ChatRequest implements Exchange {
  private static final byte[] NO_OPTIONS = "{}".getBytes(StandardCharsets.US_ASCII);
  private static final int PICTURE_TOKENS = 800;
  private static final int TURN_TOKENS = 4;
  private static final long MOST_TOKENS = 1L << 32;
  /// Headers that are about the client's connection, besides those that `connection` names, or about its standing with the
  /// gateway. An organization and a project say whose account a key is of, so they stay with the key; SDKs set them from
  /// the environment, unasked.
  private static final Set<String> NOT_FORWARDED = Set.of("authorization", "api-key", "x-api-key", "cookie", "host",
      "connection", "keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding",
      "upgrade", "content-length", "content-type", "content-encoding", "accept", "accept-encoding", "expect",
      "openai-organization", "openai-project", "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto",
      "x-forwarded-port", "x-real-ip");

  private final JsonObject body;
  private final String target;
  private final String prompt;
  private final Needs needs;
  private final Options options;
  private final boolean stream;
  private final StreamOptions streamOptions;
  private final SequencedMap<String, String> headers;

  /// What a client wants besides the answer's events.
  ///
  /// @param withUsage the same, asking for usage too
  private record StreamOptions(boolean usage, String withUsage) {}

  private ChatRequest(JsonObject body, Request request) {
    this.body = body;
    this.target = Fields.string(body, "model").filter(m -> !m.isBlank())
        .orElseThrow(() -> ApiException.badRequest("model is missing; name a router or a model", "model"));
    this.stream = Fields.flag(body, "stream");
    this.streamOptions = streamOptions(body);
    List<Turn> turns = new ArrayList<>();
    this.needs = needs(messages(body), turns);
    this.prompt = Turn.representative(turns);
    this.options = PointsmanOptions.read(body, request);
    this.headers = forwarded(request);
  }

  /// Reads a request.
  ///
  /// @throws ApiException 400, if it is none
  static ChatRequest read(Request request) {
    request.header("content-encoding").filter(e -> !e.equals("identity")).ifPresent(e -> {
      throw ApiException.badRequest("a body in content-encoding " + e + " is not read; send it plain", null);
    });
    try {
      return new ChatRequest(JsonObject.parse(request.body().read()), request);
    } catch (MalformedJson e) {
      throw ApiException.badRequest(e.reason(), null);
    }
  }

  private static StreamOptions streamOptions(JsonObject body) {
    byte[] raw = Fields.object(body, "stream_options").isPresent()
        ? Objects.requireNonNull(body.raw("stream_options"))
        : NO_OPTIONS;
    try {
      JsonObject options = JsonObject.parse(raw);
      boolean usage = options.value("include_usage").filter(v -> !v.isNull()).map(v -> {
        if (!v.isBoolean()) {
          throw ApiException.badRequest("stream_options.include_usage must be true or false, not " + Fields.kind(v),
              "stream_options.include_usage");
        }
        return v.asBoolean();
      }).orElse(false);
      return new StreamOptions(usage,
          new String(options.rewriting().set("include_usage", "true").bytes(), StandardCharsets.UTF_8));
    } catch (MalformedJson e) {
      throw ApiException.badRequest("stream_options: " + e.reason(), "stream_options");
    }
  }

  private static JsonNode messages(JsonObject body) {
    JsonNode messages = Fields.array(body, "messages")
        .orElseThrow(() -> ApiException.badRequest("messages is missing; send an array of turns", "messages"));
    if (messages.isEmpty()) {
      throw ApiException.badRequest("messages is empty; send at least one turn", "messages");
    }
    return messages;
  }

  private Needs needs(JsonNode messages, List<Turn> turns) {
    Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
    long bytes = 0;
    long tokens = (long) TURN_TOKENS * messages.size();
    for (int i = 0; i < messages.size(); i++) {
      JsonNode message = messages.get(i);
      String place = "messages[" + i + "]";
      StringBuilder text = new StringBuilder();
      int pictures = readMessage(message, place, text);
      if (pictures > 0) {
        capabilities.add(Capability.VISION);
        tokens += (long) PICTURE_TOKENS * pictures;
      }
      bytes += text.toString().getBytes(StandardCharsets.UTF_8).length;
      turns.add(new Turn(message.get("role").asString(), text.toString()));
    }
    for (String name : List.of("tools", "functions")) {
      if (Fields.array(body, name).filter(t -> !t.isEmpty()).isPresent()) {
        capabilities.add(Capability.TOOLS);
        bytes += Objects.requireNonNull(body.raw(name)).length;
      }
    }
    if (Fields.object(body, "response_format").filter(f -> f.path("type").asString("").equals("json_schema"))
        .isPresent()) {
      capabilities.add(Capability.JSON_SCHEMA);
    }
    OptionalLong most = Fields.count(body, "max_completion_tokens", MOST_TOKENS);
    OptionalLong legacy = Fields.count(body, "max_tokens", MOST_TOKENS);
    return new Needs(capabilities, tokens + (bytes + 3) / 4, most.isPresent() ? most : legacy,
        (int) Fields.count(body, "n", 128).orElse(1));
  }

  /// Adds a message's text.
  ///
  /// @return the number of its pictures
  private static int readMessage(JsonNode message, String place, StringBuilder text) {
    if (!message.isObject()) {
      throw ApiException.badRequest(place + " must be an object, not " + Fields.kind(message), place);
    }
    JsonNode role = message.path("role");
    if (!role.isString() || role.asString().isBlank()) {
      throw ApiException.badRequest(place + ".role must be a string such as user", place + ".role");
    }
    JsonNode content = message.path("content");
    if (content.isString()) {
      text.append(content.asString());
      return 0;
    }
    if (content.isNull() || content.isMissingNode()) {
      return 0;
    }
    if (!content.isArray()) {
      throw ApiException.badRequest(place + ".content must be a string or an array of parts, not "
          + Fields.kind(content), place + ".content");
    }
    int pictures = 0;
    for (int i = 0; i < content.size(); i++) {
      JsonNode part = content.get(i);
      JsonNode words = part.path("text");
      if (!part.path("type").isString() || !(words.isString() || words.isNull() || words.isMissingNode())) {
        throw ApiException.badRequest(place + ".content[" + i + "] must be an object with a type, its text a string",
            place + ".content[" + i + "]");
      }
      pictures += part.path("type").asString().equals("image_url") ? 1 : 0;
      if (words.isString()) {
        text.append(text.isEmpty() ? "" : "\n").append(words.asString());
      }
    }
    return pictures;
  }

  private static SequencedMap<String, String> forwarded(Request request) {
    SequencedMap<String, String> forwarded = new LinkedHashMap<>();
    Set<String> ofTheConnection = Arrays.stream(request.header("connection").orElse("").split(","))
        .map(name -> name.strip().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    request.headers().forEach((name, value) -> {
      if (!NOT_FORWARDED.contains(name) && !ofTheConnection.contains(name)
          && !name.startsWith(PointsmanOptions.HEADER_PREFIX)) {
        forwarded.put(name, value);
      }
    });
    return forwarded;
  }

  @Override
  public byte[] request(Model model) {
    JsonObject.Rewriting rewriting = body.rewriting().set("model", JsonObject.quoted(model.upstreamModel()))
        .remove(PointsmanOptions.MEMBER);
    if (stream && !streamOptions.usage) {
      rewriting.set("stream_options", streamOptions.withUsage);
    }
    return rewriting.bytes();
  }

  @Override
  public Rewritten answer(byte[] answer, String id, Model model) throws BadAnswer {
    return ChatAnswer.rewrite(answer, id, model.name(), needs.inputTokens());
  }

  @Override
  public Events events(String id, Model model) {
    return new ChatEvents(id, model.name(), needs.inputTokens(), streamOptions.usage);
  }

  @Override
  public String target() {
    return target;
  }

  @Override
  public String prompt() {
    return prompt;
  }

  @Override
  public Needs needs() {
    return needs;
  }

  @Override
  public Options options() {
    return options;
  }

  @Override
  public boolean stream() {
    return stream;
  }

  @Override
  public SequencedMap<String, String> headers() {
    return headers;
  }
}
