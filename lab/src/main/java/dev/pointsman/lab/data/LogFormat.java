package dev.pointsman.lab.data;

import dev.pointsman.lab.data.LogRow.Reason;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import dev.pointsman.routing.Usage;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How a decision's line is read. Mutable, since all rows of a router must have features of one encoder.
final class LogFormat {
  private static final String STATUS = "\"ok\", \"failed\", \"client_gone\", \"refused\" or null";
  /// What stands for a policy where a model that joined was quizzed.
  private static final String QUIZ = "quiz";
  private static final String SHARE = "a number in [0, 1]";
  /// How far probabilities may be from a sum of 1, being written in decimals.
  private static final double ROUNDING = 1e-6;
  /// A log says what was chosen, not what would have been thought of it.
  private static final Estimate UNSAID = new Estimate(0.5, 0);

  private final Map<String, Encoding> encodings = new HashMap<>();

  /// Of a router's features.
  ///
  /// @param encoder the fingerprint of what made them
  /// @param length how many they are
  /// @param line where they were first met
  private record Encoding(String encoder, int length, long line) {}

  LogRow parse(Place place, String text) {
    JsonLine line = JsonLine.parseExact(place, text);
    long number = whole(line, "number", line.required("number", "a whole number from 1 on"), 1, Long.MAX_VALUE);
    Optional<String> router = optionalText(line, "router");
    Optional<Reason> reason = router.isEmpty() ? Optional.of(Reason.DIRECT) : reason(line);
    if (reason.isPresent()) {
      return new LogRow.Other(number, router, reason.get());
    }
    LogRow.Answered answered = answered(line, number, router);
    return optionalText(line, "policy").filter(QUIZ::equals).isPresent() ? new LogRow.Quizzed(answered) : answered;
  }

  private static Optional<Reason> reason(JsonLine line) {
    if (!line.object().has("status")) {
      throw line.broken("status", "missing", STATUS);
    }
    return switch (optionalText(line, "status").orElse("open")) {
      case "ok" -> Optional.empty();
      case "open" -> Optional.of(Reason.OPEN);
      case "failed" -> Optional.of(Reason.FAILED);
      case "client_gone" -> Optional.of(Reason.CLIENT_GONE);
      case "refused" -> Optional.of(Reason.REFUSED);
      default -> throw line.broken("status", JsonLine.kind(line.required("status", STATUS)), STATUS);
    };
  }

  private LogRow.Answered answered(JsonLine line, long number, Optional<String> router) {
    FeatureVector features = features(line);
    checkEncoding(line, router.orElseThrow(), features);
    Money scale = money(line, "cost_scale_usd");
    if (scale.nanoUsd() == 0) {
      throw line.broken("cost_scale_usd", "0", "US dollars above 0");
    }
    Context context = new Context(features, new Preference(share(line, "cost_weight"), scale),
        share(line, "max_exploration")).tagged(tags(line));
    SequencedMap<Arm, Appraisal> candidates = candidates(line);
    Decision decision = decision(line, candidates);
    Arm served = candidate(line, "served_arm", candidates).candidate().arm();
    OptionalDouble quality = line.field("quality") == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(share(line, "quality"));
    return new LogRow.Answered(number, router, context, decision, line.text("encoder"), served, quality, usage(line),
        money(line, "cost_usd"));
  }

  private static FeatureVector features(JsonLine line) {
    JsonNode list = line.list("features");
    float[] values = new float[list.size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode value = list.get(i);
      values[i] = value.isNumber() ? value.decimalValue().floatValue() : Float.NaN;
      if (!(Math.abs(values[i]) <= FeatureVector.MOST)) {
        throw line.broken("features[" + i + "]", JsonLine.kind(value), "a number in [-10000, 10000]");
      }
    }
    return FeatureVector.of(values);
  }

  /// The tags, as far as they are said.
  private static Map<String, String> tags(JsonLine line) {
    JsonNode object = line.field("tags");
    Map<String, String> tags = new LinkedHashMap<>();
    if (object == null) {
      return tags;
    }
    if (!object.isObject()) {
      throw line.broken("tags", JsonLine.kind(object), "an object of texts");
    }
    object.forEachEntry((name, value) -> {
      if (!value.isString()) {
        throw line.broken("tags." + name, JsonLine.kind(value), "text");
      }
      tags.put(name, value.stringValue());
    });
    return tags;
  }

  private void checkEncoding(JsonLine line, String router, FeatureVector features) {
    String encoder = line.text("encoder");
    Encoding first = encodings.computeIfAbsent(router,
        _ -> new Encoding(encoder, features.length(), line.place().line()));
    if (!first.encoder.equals(encoder)) {
      throw line.broken("encoder", "'" + encoder + "'", "'" + first.encoder + "' as on line " + first.line
          + ", because features of two encoders can't be compared; export the rows of one");
    }
    if (first.length != features.length()) {
      throw line.place().broken(
          "features has " + features.length() + " values; expected " + first.length + " as on line " + first.line);
    }
  }

  private static SequencedMap<Arm, Appraisal> candidates(JsonLine line) {
    SequencedMap<Arm, Appraisal> candidates = new LinkedHashMap<>();
    double sum = 0;
    for (JsonLine entry : line.objects("candidates")) {
      Arm arm = new Arm(entry.text("arm"));
      double propensity = share(entry, "propensity");
      sum += propensity;
      Candidate candidate = new Candidate(arm, money(entry, "listed_cost_usd"), money(entry, "expected_cost_usd"));
      if (candidates.put(arm, new Appraisal(candidate, UNSAID, 0, propensity)) != null) {
        throw entry.broken("arm", "'" + arm + "' again", "distinct arms");
      }
    }
    if (candidates.isEmpty()) {
      throw line.broken("candidates", "empty", "at least one candidate");
    }
    if (Math.abs(sum - 1) > ROUNDING) {
      throw line.place().broken("the propensities of the candidates sum to " + sum + "; expected 1");
    }
    return candidates;
  }

  private static Decision decision(JsonLine line, SequencedMap<Arm, Appraisal> candidates) {
    Appraisal chosen = candidate(line, "chosen_arm", candidates);
    double propensity = share(line, "propensity");
    if (propensity == 0) {
      throw line.broken("propensity", "0", "the probability of what was chosen, above 0");
    }
    if (Math.abs(propensity - chosen.propensity()) > ROUNDING) {
      throw line.broken("propensity", Double.toString(propensity),
          "that of the chosen candidate, " + chosen.propensity());
    }
    return new Decision(chosen.candidate(), propensity, List.copyOf(candidates.values()));
  }

  private static Appraisal candidate(JsonLine line, String field, SequencedMap<Arm, Appraisal> candidates) {
    Appraisal candidate = ((Map<Arm, Appraisal>) candidates).get(new Arm(line.text(field)));
    if (candidate == null) {
      throw line.broken(field, "'" + line.text(field) + "'", "the arm of one of the candidates");
    }
    return candidate;
  }

  /// Tokens, as far as they are said.
  private static Usage usage(JsonLine line) {
    JsonNode usage = line.field("usage");
    if (usage == null) {
      return Usage.of(0, 0);
    }
    if (!usage.isObject()) {
      throw line.broken("usage", JsonLine.kind(usage), "an object of token counts");
    }
    return Usage.of(tokens(line, usage, "input_tokens"), tokens(line, usage, "output_tokens"));
  }

  private static long tokens(JsonLine line, JsonNode usage, String field) {
    JsonNode tokens = usage.get(field);
    return tokens == null || tokens.isNull() ? 0 : whole(line, "usage." + field, tokens, 0, Usage.MOST_TOKENS);
  }

  private static long whole(JsonLine line, String name, JsonNode node, long least, long most) {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < least || node.longValue() > most) {
      throw line.broken(name, JsonLine.kind(node), "a whole number in [" + least + ", " + most + "]");
    }
    return node.longValue();
  }

  private static double share(JsonLine line, String field) {
    JsonNode node = line.required(field, SHARE);
    double value = node.isNumber() ? node.decimalValue().doubleValue() : Double.NaN;
    if (!(value >= 0 && value <= 1)) {
      throw line.broken(field, JsonLine.kind(node), SHARE);
    }
    return value;
  }

  private static Money money(JsonLine line, String field) {
    JsonNode node = line.required(field, "US dollars");
    @Nullable
    Money amount = null;
    try {
      amount = node.isNumber() ? Money.ofUsd(node.decimalValue()) : null;
    } catch (ArithmeticException _) {
      // said below, like any other number that is no amount
    }
    if (amount == null || amount.nanoUsd() < 0) {
      throw line.broken(field, JsonLine.kind(node), "US dollars, at least 0 and in whole billionths");
    }
    return amount;
  }

  private static Optional<String> optionalText(JsonLine line, String field) {
    return line.field(field) == null ? Optional.empty() : Optional.of(line.text(field));
  }
}
