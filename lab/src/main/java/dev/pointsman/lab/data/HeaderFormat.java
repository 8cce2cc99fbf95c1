package dev.pointsman.lab.data;

import dev.pointsman.routing.Money;
import dev.pointsman.routing.Pricing;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How a score table's first line is read.
final class HeaderFormat {
  private static final String FORMAT = "score-table";
  private static final int VERSION = 1;
  private static final BigDecimal DEAREST = new BigDecimal(1_000_000);
  private static final int FINEST_DECIMAL = 9;
  private static final String PRICE = "US dollars per million tokens in [0, 1000000], no finer than a billionth";

  private HeaderFormat() {}

  static ScoreHeader parse(Place place, String line) {
    JsonLine header = JsonLine.parseExact(place, line);
    check(header, FORMAT);
    return new ScoreHeader(header.text("name"), header.textOrEmpty("source"), header.textOrEmpty("license"),
        header.textOrEmpty("cost_basis"), models(header));
  }

  /// Refuses a header that does not announce the format at the version that is read here.
  static void check(JsonLine header, String expected) {
    JsonNode format = header.field("format");
    if (format == null) {
      throw header.place().broken("the header is missing; expected a first line with \"format\": \"" + expected + "\"");
    }
    if (!format.isString() || !format.stringValue().equals(expected)) {
      throw header.broken("format", JsonLine.kind(format), "\"" + expected + "\"");
    }
    JsonNode version = header.required("version", "version " + VERSION);
    if (!version.isIntegralNumber() || !version.canConvertToInt() || version.intValue() != VERSION) {
      throw header.place().broken("the file's version is " + JsonLine.kind(version)
          + ", which this release does not read; expected version " + VERSION);
    }
  }

  private static List<ScoredModel> models(JsonLine header) {
    List<JsonLine> entries = header.objects("models");
    if (entries.isEmpty()) {
      throw header.broken("models", "empty", "at least one model");
    }
    checkDistinct(entries);
    return entries.stream().map(entry -> new ScoredModel(entry.text("name"), pricing(entry))).toList();
  }

  private static void checkDistinct(List<JsonLine> entries) {
    Map<String, String> seen = new HashMap<>();
    for (JsonLine entry : entries) {
      String earlier = seen.putIfAbsent(entry.text("name"), entry.what());
      if (earlier != null) {
        throw entry.broken("name", "'" + entry.text("name") + "' like that of " + earlier, "distinct names");
      }
    }
  }

  private static Optional<Pricing> pricing(JsonLine model) {
    BigDecimal input = price(model, "input_usd_per_mtok");
    BigDecimal output = price(model, "output_usd_per_mtok");
    if (input == null && output == null) {
      return Optional.empty();
    }
    if (input == null || output == null) {
      throw model.broken(input == null ? "input_usd_per_mtok" : "output_usd_per_mtok", "missing",
          "both prices or neither");
    }
    return Optional.of(new Pricing(Money.ofUsd(input), Money.ofUsd(input), Money.ofUsd(output)));
  }

  private static @Nullable BigDecimal price(JsonLine model, String field) {
    JsonNode node = model.field(field);
    if (node == null) {
      return null;
    }
    if (!node.isNumber() || !isPrice(node.decimalValue())) {
      throw model.broken(field, JsonLine.kind(node), PRICE);
    }
    return node.decimalValue();
  }

  private static boolean isPrice(BigDecimal price) {
    return price.signum() >= 0 && price.compareTo(DEAREST) <= 0 && price.stripTrailingZeros().scale() <= FINEST_DECIMAL;
  }
}
