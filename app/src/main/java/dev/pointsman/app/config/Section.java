package dev.pointsman.app.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// A mapping of a YAML file: reads its keys, each with type and range, and remembers which there are, so that one that
/// nothing reads is an error.
final class Section {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)(}?)");
  private static final int LONGEST_SHOWN = 200;
  private static final int LONGEST_NUMBER = 40;
  /// Zeros on either side of the point: what writes out a number with more of them takes its time.
  private static final int MOST_ZEROS = 400;
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private final String file;
  private final String path;
  private final JsonNode node;
  private final Map<String, String> environment;
  private final Set<String> known = new LinkedHashSet<>();

  /// A section.
  ///
  /// @param path where it stands, empty at the top
  Section(String file, String path, JsonNode node, Map<String, String> environment) {
    this.file = file;
    this.path = path;
    this.node = node;
    this.environment = environment;
    if (!node.isObject()) {
      throw error("", "must be a mapping of keys to values, not " + shown(node));
    }
  }

  Optional<String> text(String key) {
    return value(key).map(v -> {
      if (v.isContainer()) {
        throw error(key, "must be a text, not " + shown(v));
      }
      String text = substituted(key, v.asString());
      if (text.isBlank()) {
        throw error(key, "is empty");
      }
      return text;
    });
  }

  /// A key's text for an error: as it is written, since what a variable stands for may be a secret.
  String written(String key) {
    return value(key).map(Section::shortened).orElse("");
  }

  /// The same of one of a list.
  String written(String key, int item) {
    return value(key).map(list -> shortened(list.path(item))).orElse("");
  }

  private static String shortened(JsonNode text) {
    String written = text.asString("");
    return written.length() <= LONGEST_SHOWN ? written : written.substring(0, LONGEST_SHOWN) + "...";
  }

  String requiredText(String key) {
    return text(key).orElseThrow(() -> error(key, "is missing"));
  }

  Optional<BigDecimal> decimal(String key) {
    return text(key).map(text -> {
      try {
        BigDecimal number = text.length() > LONGEST_NUMBER ? null : new BigDecimal(text);
        if (number != null && Math.abs((long) number.scale()) <= MOST_ZEROS) {
          return number;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw error(key, "must be a number, not '" + written(key) + "'");
    });
  }

  /// A whole number in `[least, most]`.
  Optional<Long> whole(String key, long least, long most) {
    return decimal(key).map(number -> {
      try {
        long whole = number.longValueExact();
        if (whole >= least && whole <= most) {
          return whole;
        }
      } catch (ArithmeticException e) {
        // said below
      }
      throw error(key, "must be a whole number in [" + least + ", " + most + "], not " + written(key));
    });
  }

  /// A number in `[0, 1]`.
  Optional<Double> share(String key) {
    return decimal(key).map(number -> {
      if (number.signum() < 0 || number.compareTo(BigDecimal.ONE) > 0) {
        throw error(key, "must lie in [0, 1], not " + written(key));
      }
      return number.doubleValue();
    });
  }

  Optional<Boolean> flag(String key) {
    return text(key).map(text -> switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw error(key, "must be true or false, not '" + written(key) + "'");
    });
  }

  /// A duration above zero.
  ///
  /// @param mostDays of the longest that is taken
  Optional<Duration> duration(String key, long mostDays) {
    return text(key).map(text -> {
      Matcher matcher = DURATION.matcher(text);
      if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
        throw error(key, "must be a duration above zero such as 500ms, 30s, 5m, 2h or 7d, not '" + written(key) + "'");
      }
      long amount = Long.parseLong(matcher.group(1));
      Duration duration = switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        default -> Duration.ofDays(amount);
      };
      if (duration.compareTo(Duration.ofDays(mostDays)) > 0) {
        throw error(key, "must be at most " + mostDays + "d, not " + written(key));
      }
      return duration;
    });
  }

  Optional<Section> section(String key) {
    return value(key).map(v -> new Section(file, place(key), v, environment));
  }

  /// Whether a key holds a mapping.
  boolean isSection(String key) {
    return value(key).map(JsonNode::isObject).orElse(false);
  }

  /// Whether a key holds a list with nothing in it.
  boolean isEmptyList(String key) {
    return value(key).map(v -> v.isArray() && v.isEmpty()).orElse(false);
  }

  Optional<List<Section>> sections(String key) {
    return list(key).map(nodes -> {
      List<Section> sections = new ArrayList<>();
      for (int i = 0; i < nodes.size(); i++) {
        sections.add(new Section(file, place(key) + "[" + i + "]", nodes.get(i), environment));
      }
      return sections;
    });
  }

  Optional<List<String>> texts(String key) {
    return list(key).map(nodes -> {
      List<String> texts = new ArrayList<>();
      for (JsonNode item : nodes) {
        if (item.isContainer() || item.isNull() || item.asString().isBlank()) {
          throw error(key, "must be a list of texts, not " + shown(item));
        }
        texts.add(substituted(key, item.asString()));
      }
      return texts;
    });
  }

  /// The keys that are there.
  List<String> names() {
    return List.copyOf(node.propertyNames());
  }

  private Optional<JsonNode> list(String key) {
    Optional<JsonNode> list = value(key);
    list.ifPresent(v -> {
      if (!v.isArray()) {
        throw error(key, "must be a list, not " + shown(v));
      }
      if (v.isEmpty()) {
        throw error(key, "is an empty list");
      }
    });
    return list;
  }

  /// Refuses a key that belongs to what does not exist yet.
  void refuse(String key, String reason) {
    known.add(key);
    if (node.has(key)) {
      throw error(key, reason);
    }
    known.remove(key);
  }

  /// Refuses keys that nothing has read.
  void refuseOthers() {
    node.propertyNames().forEach(key -> {
      if (!known.contains(key)) {
        throw error(key, "is unknown; there are " + String.join(", ", known));
      }
    });
  }

  /// An error at a key of this section; with an empty key at the section itself.
  ConfigException error(String key, String problem) {
    String place = place(key);
    return new ConfigException(file + ": " + (place.isEmpty() ? "the file" : place) + " " + problem);
  }

  private Optional<JsonNode> value(String key) {
    known.add(key);
    return Optional.ofNullable(node.get(key)).map(v -> {
      if (v.isNull()) {
        throw error(key, "is empty");
      }
      return v;
    });
  }

  private String place(String key) {
    return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
  }

  /// Refuses variables of the environment in every text but those of some keys.
  void refuseVariables(Set<String> allowed, String reason) {
    node.properties().stream().filter(member -> !allowed.contains(member.getKey()))
        .forEach(member -> refuseVariables(member.getKey(), member.getValue(), reason));
  }

  private void refuseVariables(String key, JsonNode value, String reason) {
    if (value.isString() && value.asString().contains("${")) {
      throw error(key, reason);
    }
    value.forEach(inner -> refuseVariables(key, inner, reason));
  }

  private String substituted(String key, String text) {
    return VARIABLE.matcher(text).replaceAll(match -> {
      String name = match.group(1);
      if (match.group(2).isEmpty()) {
        throw error(key, "opens a variable with ${ and does not close it with }");
      }
      String value = environment.get(name);
      if (value == null || value.isEmpty()) {
        throw error(key, "names the environment variable " + name + ", which is not set");
      }
      return Matcher.quoteReplacement(value);
    });
  }

  private static String shown(JsonNode value) {
    if (value.isObject()) {
      return "a mapping";
    }
    if (value.isArray()) {
      return "a list";
    }
    return value.isNull() || value.isMissingNode() ? "nothing" : "'" + shortened(value) + "'";
  }
}
