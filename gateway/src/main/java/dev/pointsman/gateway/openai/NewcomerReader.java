package dev.pointsman.gateway.openai;

import dev.pointsman.gateway.CommandGrader;
import dev.pointsman.gateway.Grader;
import dev.pointsman.gateway.ModelFormat;
import dev.pointsman.gateway.Newcomer;
import dev.pointsman.gateway.Newcomer.Selection;
import dev.pointsman.gateway.Newcomer.Trial;
import dev.pointsman.gateway.Newcomers;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.routing.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads what `POST /v1/admin/models` is sent.
///
/// @param models reads the model
/// @param graders the operator's programs, by name
/// @param newcomers which routers there are, and who may judge
record NewcomerReader(ModelFormat models, Map<String, CommandGrader> graders, Newcomers newcomers) {
  private static final List<String> KNOWN = List.of("model", "routers", "quiz", "limit_usd");
  private static final List<String> QUIZ = List.of("prompts", "grader", "ask", "selection", "max_tokens");
  private static final List<String> GRADERS = List.of("exact", "json_schema", "command", "judge");
  private static final List<String> ITEM = List.of("prompt", "expected");
  private static final int MOST_ITEMS = 2000;
  private static final int ASKED = 20;
  private static final long TOKENS = 1024;
  private static final long MOST_TOKENS = 1 << 20;
  private static final int MOST_ZEROS = 400;
  private static final BigDecimal LEAST_USD = new BigDecimal("0.000000001");
  private static final BigDecimal MOST_USD = new BigDecimal("1000000");

  /// The newcomer.
  ///
  /// @throws ApiException 400, if it is none
  Newcomer read(byte[] bytes) {
    try {
      return newcomer(parsed(bytes));
    } catch (NumberFormatException e) { // what is written like a number is read as one only here
      throw wrong("the body holds a number whose exponent is beyond any that can be read", null);
    }
  }

  private Newcomer newcomer(JsonObject body) {
    refuseOthers(body.names(), KNOWN, "");
    JsonNode words = Fields.object(body, "model")
        .orElseThrow(() -> wrong("model is missing; give it as in the configuration", "model"));
    String written = text(body, "model");
    Model model = model(written);
    String key = words.path("api_key").asString("");
    Optional<Trial> quiz = Fields.object(body, "quiz").map(this::quiz);
    Optional<Money> limit = limit(body);
    if (quiz.isEmpty() && limit.isPresent()) {
      throw wrong("limit_usd is for a quiz; give one, or leave it out", "limit_usd");
    }
    if (quiz.isPresent() && limit.isEmpty()) {
      throw wrong("limit_usd is missing; say what the quiz may cost at most", "limit_usd");
    }
    return new Newcomer(model, routers(body), quiz, limit, key.isEmpty() || key.matches("\\$\\{[^}]+}"),
        written);
  }

  /// A member's value as it is written: read as a tree and written anew, 4.10 might be 4.1.
  private static String text(JsonObject body, String member) {
    return new String(Objects.requireNonNull(body.raw(member)), StandardCharsets.UTF_8);
  }

  private static JsonObject parsed(byte[] bytes) {
    try {
      return JsonObject.parseExactly(bytes);
    } catch (MalformedJson e) {
      throw wrong(e.reason(), null);
    }
  }

  private static ApiException wrong(String message, @Nullable String param) {
    return ApiException.badRequest(message, param);
  }

  private static void refuseOthers(Iterable<String> names, List<String> known, String place) {
    for (String name : names) {
      if (!known.contains(name)) {
        throw wrong(place + name + " is unknown; there are " + String.join(", ", known), place + name);
      }
    }
  }

  private Model model(String words) {
    try {
      return models.read(words);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()), "model");
    }
  }

  private List<String> routers(JsonObject body) {
    List<String> there = newcomers.routers();
    Optional<JsonNode> asked = Fields.array(body, "routers");
    if (asked.isEmpty()) {
      return there;
    }
    List<String> routers = new ArrayList<>();
    for (JsonNode name : asked.get()) {
      if (!there.contains(name.asString(""))) {
        throw wrong("routers names " + name + "; there are " + String.join(", ", there), "routers");
      }
      routers.add(name.asString(""));
    }
    if (routers.isEmpty()) {
      throw wrong("routers is empty; name at least one of " + String.join(", ", there), "routers");
    }
    return routers.stream().distinct().toList();
  }

  private static Optional<Money> limit(JsonObject body) {
    return body.value("limit_usd").filter(value -> !value.isNull()).map(value -> {
      BigDecimal usd = value.decimalValueOpt().orElseThrow(
          () -> wrong("limit_usd must be a number of dollars, not " + Fields.kind(value), "limit_usd"));
      if (Math.abs((long) usd.scale()) > MOST_ZEROS || usd.compareTo(MOST_USD) > 0 || usd.compareTo(LEAST_USD) < 0) {
        throw wrong("limit_usd must lie in [0.000000001, 1000000], not " + usd, "limit_usd");
      }
      return Money.ofUsd(usd.setScale(9, RoundingMode.FLOOR));
    });
  }

  private Trial quiz(JsonNode quiz) {
    refuseOthers(quiz.propertyNames(), QUIZ, "quiz.");
    List<Grader.Item> items = items(quiz.path("prompts"));
    int ask = count(quiz, "ask", Math.min(ASKED, items.size()), items.size());
    String selection = quiz.path("selection").asString("adaptive");
    if (!List.of("adaptive", "in_order").contains(selection)) {
      throw wrong("quiz.selection is adaptive or in_order, not " + selection, "quiz.selection");
    }
    return new Trial(items, grader(quiz.path("grader"), items), ask,
        Selection.valueOf(selection.toUpperCase(Locale.ROOT)),
        count(quiz, "max_tokens", TOKENS, MOST_TOKENS));
  }

  private static int count(JsonNode quiz, String name, long otherwise, long most) {
    JsonNode value = quiz.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return (int) otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 1 || value.asLong() > most) {
      throw wrong("quiz." + name + " must lie in [1, " + most + "], not " + value, "quiz." + name);
    }
    return (int) value.asLong();
  }

  private static List<Grader.Item> items(JsonNode prompts) {
    if (!prompts.isArray() || prompts.isEmpty() || prompts.size() > MOST_ITEMS) {
      throw wrong("quiz.prompts must be an array of 1 to " + MOST_ITEMS + " prompts", "quiz.prompts");
    }
    List<Grader.Item> items = new ArrayList<>();
    for (JsonNode prompt : prompts) {
      boolean bare = prompt.isString();
      String text = bare ? prompt.asString() : prompt.path("prompt").asString("");
      JsonNode expected = prompt.path("expected");
      if (text.isBlank() || !(bare || prompt.isObject()) || !(expected.isMissingNode() || expected.isString())) {
        throw wrong("quiz.prompts[" + items.size()
            + "] must be a text, or {\"prompt\": text, \"expected\": text}, expected being optional", "quiz.prompts");
      }
      refuseOthers(prompt.propertyNames(), ITEM, "quiz.prompts[" + items.size() + "].");
      items.add(new Grader.Item(text, expected.isString() ? Optional.of(expected.asString()) : Optional.empty()));
    }
    return items;
  }

  private Grader grader(JsonNode grader, List<Grader.Item> items) {
    Set<String> kinds = grader.isObject() ? Set.copyOf(grader.propertyNames()) : Set.of();
    String kind = grader.isString() ? grader.asString() : kinds.stream().findFirst().orElse("");
    if (kinds.size() > 1 || !GRADERS.contains(kind) || (grader.isString() && !kind.equals("exact"))) {
      throw wrong("quiz.grader must be \"exact\", {\"json_schema\": schema}, {\"command\": name} or {\"judge\": model}",
          "quiz.grader");
    }
    JsonNode value = grader.path(kind);
    return switch (kind) {
      case "json_schema" -> schema(value);
      case "command" -> command(value, items);
      case "judge" -> newcomers.judge(value.asString("")).orElseThrow(
          () -> wrong("quiz.grader.judge names " + value + ", which is no model here; GET /v1/models lists them",
              "quiz.grader"));
      default -> exact(items);
    };
  }

  private Grader command(JsonNode name, List<Grader.Item> items) {
    CommandGrader command = Optional.ofNullable(graders.get(name.asString(""))).orElseThrow(
        () -> wrong("quiz.grader.command names " + name + "; the configuration's graders are "
            + (graders.isEmpty() ? "none" : graders.keySet().stream().sorted().collect(Collectors.joining(", "))),
            "quiz.grader"));
    for (int i = 0; i < items.size(); i++) {
      String place = "quiz.prompts[" + i + "]";
      refuseUnfit(place, items.get(i).prompt());
      items.get(i).expected().ifPresent(expected -> refuseUnfit(place + ".expected", expected));
    }
    return command;
  }

  private static void refuseUnfit(String place, String text) {
    CommandGrader.obstacle(text).ifPresent(obstacle -> {
      throw wrong(place + " " + obstacle, "quiz.prompts");
    });
  }

  private static Grader schema(JsonNode schema) {
    SchemaGrader.problem(schema).ifPresent(problem -> {
      throw wrong("quiz.grader.json_schema: " + problem, "quiz.grader");
    });
    return new SchemaGrader(schema);
  }

  private static Grader exact(List<Grader.Item> items) {
    int[] without = IntStream.range(0, items.size()).filter(i -> items.get(i).expected().isEmpty())
        .toArray();
    if (without.length > 0) {
      throw wrong("quiz.prompts[" + Arrays.stream(without).findFirst().orElse(0)
          + "] has no expected answer, which the grader exact compares with", "quiz.prompts");
    }
    return Grader.exact();
  }
}
