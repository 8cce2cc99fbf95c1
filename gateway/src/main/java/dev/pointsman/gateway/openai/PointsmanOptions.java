package dev.pointsman.gateway.openai;

import dev.pointsman.gateway.Options;
import dev.pointsman.gateway.http.Request;
import dev.pointsman.routing.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the body's `pointsman` object and the `x-pointsman-` headers; the body wins.
final class PointsmanOptions {
  static final String MEMBER = "pointsman";
  static final String HEADER_PREFIX = "x-pointsman-";
  private static final List<String> KNOWN = List.of("cost_weight", "max_cost_usd", "explore", "session", "tags");
  private static final int LONGEST_TEXT = 512;
  private static final int LONGEST_NUMBER = 40;
  private static final int MOST_DIGITS = 400;
  private static final int MOST_TAGS = 64;
  private static final BigDecimal MOST_USD = new BigDecimal("1000000000");

  private final @Nullable JsonNode object;
  private final Request request;

  private PointsmanOptions(@Nullable JsonNode object, Request request) {
    this.object = object;
    this.request = request;
  }

  static Options read(JsonObject body, Request request) {
    Optional<JsonNode> object = Fields.object(body, MEMBER);
    object.ifPresent(o -> o.propertyNames().forEach(name -> {
      if (!KNOWN.contains(name)) {
        throw ApiException.badRequest("pointsman." + name + " is unknown; there are " + String.join(", ", KNOWN),
            MEMBER + "." + name);
      }
    }));
    PointsmanOptions options = new PointsmanOptions(object.orElse(null), request);
    return new Options(options.costWeight(), options.maxCost(), options.explore(), options.session(), options.tags());
  }

  private OptionalDouble costWeight() {
    Optional<BigDecimal> weight = number("cost_weight", "cost-weight", BigDecimal.ONE);
    return weight.isPresent() ? OptionalDouble.of(weight.get().doubleValue()) : OptionalDouble.empty();
  }

  private Optional<Money> maxCost() {
    return number("max_cost_usd", "max-cost-usd", MOST_USD)
        .map(usd -> Money.ofUsd(usd.setScale(9, RoundingMode.FLOOR)));
  }

  private boolean explore() {
    Optional<JsonNode> explore = member("explore");
    if (explore.isPresent()) {
      if (!explore.get().isBoolean()) {
        throw wrong("explore", "true or false", Fields.kind(explore.get()));
      }
      return explore.get().asBoolean();
    }
    return header("explore").map(text -> switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong("explore", "true or false", "'" + text + "'");
    }).orElse(true);
  }

  private Optional<String> session() {
    Optional<JsonNode> session = member("session");
    if (session.isPresent() && !session.get().isString()) {
      throw wrong("session", "a string", Fields.kind(session.get()));
    }
    Optional<String> text = session.map(JsonNode::asString).or(() -> header("session"));
    text.ifPresent(t -> checkLength("session", t));
    return text;
  }

  private SequencedMap<String, String> tags() {
    SequencedMap<String, String> tags = new LinkedHashMap<>();
    member("tags").ifPresent(node -> {
      if (!node.isObject() || node.size() > MOST_TAGS) {
        throw wrong("tags", "an object of at most " + MOST_TAGS + " strings", Fields.kind(node));
      }
      node.properties().forEach(tag -> {
        if (!tag.getValue().isString()) {
          throw wrong("tags." + tag.getKey(), "a string", Fields.kind(tag.getValue()));
        }
        checkLength("tags", tag.getKey());
        checkLength("tags." + tag.getKey(), tag.getValue().asString());
        tags.put(tag.getKey(), tag.getValue().asString());
      });
    });
    return tags;
  }

  private Optional<BigDecimal> number(String name, String header, BigDecimal most) {
    Optional<JsonNode> member = member(name);
    Optional<BigDecimal> inBody = member.flatMap(JsonNode::decimalValueOpt);
    if (member.isPresent() && inBody.isEmpty()) {
      throw wrong(name, "a number in [0, " + most + "]", Fields.kind(member.get()));
    }
    Optional<BigDecimal> value = inBody.or(() -> header(header).map(t -> parsed(name, t)));
    value.ifPresent(v -> {
      if (v.signum() < 0 || v.compareTo(most) > 0) {
        throw wrong(name, "a number in [0, " + most + "]", v.toString());
      }
    });
    return value;
  }

  private BigDecimal parsed(String name, String text) {
    try {
      if (text.length() > LONGEST_NUMBER) {
        throw new NumberFormatException();
      }
      BigDecimal number = new BigDecimal(text.strip());
      if (Math.abs(number.scale()) > MOST_DIGITS) { // rounding it would take its time
        throw new NumberFormatException();
      }
      return number;
    } catch (NumberFormatException e) {
      String shown = text.length() <= LONGEST_NUMBER ? text : text.substring(0, LONGEST_NUMBER) + "...";
      throw wrong(name, "a number", "'" + shown + "'");
    }
  }

  private Optional<JsonNode> member(String name) {
    return object == null ? Optional.empty() : Optional.ofNullable(object.get(name)).filter(v -> !v.isNull());
  }

  private Optional<String> header(String name) {
    return request.header(HEADER_PREFIX + name);
  }

  private static void checkLength(String name, String text) {
    if (text.length() > LONGEST_TEXT) {
      throw wrong(name, "at most " + LONGEST_TEXT + " characters long", text.length() + " characters");
    }
  }

  private static ApiException wrong(String name, String expected, String given) {
    return ApiException.badRequest("pointsman." + name + " must be " + expected + ", not " + given,
        MEMBER + "." + name);
  }
}
