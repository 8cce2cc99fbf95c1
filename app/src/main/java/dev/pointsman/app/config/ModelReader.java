package dev.pointsman.app.config;

import dev.pointsman.gateway.ShippedModels;
import dev.pointsman.gateway.provider.Capability;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.provider.Price;
import dev.pointsman.gateway.provider.Secret;
import dev.pointsman.gateway.provider.Timeouts;
import dev.pointsman.identity.KnownModel;
import dev.pointsman.identity.KnownModels;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Pricing;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Reads one model of a configuration.
final class ModelReader {
  private static final BigDecimal HIGHEST_PRICE = new BigDecimal("1000000");
  private static final int HIGHEST_PORT = 65_535;
  private static final String CALL = "/chat/completions";
  private static final long MOST_TOKENS = 1L << 32;
  private static final int NEAREST = 3;

  private ModelReader() {}

  /// Reads it.
  ///
  /// @param notices told, a line each, what is no error but is to be known
  static Model read(Section section, Consumer<String> notices) {
    String name = section.requiredText("name");
    if (!ConfigReader.isName(name)) {
      throw section.error("name",
          "must be letters, digits and ._:/@+- (at most 128), not '" + section.written("name") + "'");
    }
    String provider = section.text("provider").orElse("openai");
    if (!provider.equals("openai")) {
      throw section.error("provider", "must be openai, which is any OpenAI-compatible server, not '"
          + section.written("provider") + "'");
    }
    Model model = new Model(name, provider, url(section), section.text("api_key").map(key -> secret(section, key)),
        section.text("model").orElse(name), price(section), tokens(section, "context_window"),
        tokens(section, "max_output_tokens"), capabilities(section),
        section.section("timeouts").map(ModelReader::timeouts).orElse(Timeouts.DEFAULT),
        section.text("identity").flatMap(known -> identity(section, known, notices)));
    section.refuseOthers();
    return model;
  }

  /// The known model of that name; none for a public model of which nothing is known yet.
  private static Optional<KnownModel> identity(Section section, String name, Consumer<String> notices) {
    KnownModels known = ShippedModels.all();
    Optional<KnownModel> found = known.find(name);
    if (found.isEmpty() && !PublicModels.offers(name)) {
      throw section.error("identity", "is unknown: " + section.written("identity") + "; the nearest known are "
          + String.join(", ", known.nearest(name, NEAREST)) + ", or leave it out");
    }
    if (found.isEmpty()) {
      notices
          .accept(section.error("identity",
              "is " + section.written("identity") + ", of which nothing is known yet: the model starts as one "
                  + "without identity")
              .getMessage());
    }
    return found;
  }

  /// A key, which a header can hold.
  private static Secret secret(Section section, String key) {
    if (!Secret.isSendable(key)) {
      throw section.error("api_key", "holds a character that no header can, such as a line break at its end; give"
          + " printable ASCII alone, on one line");
    }
    return new Secret(key);
  }

  private static URI url(Section section) {
    String text = section.requiredText("base_url");
    if (text.matches(".*" + CALL + "/*")) {
      throw section.error("base_url", "ends in " + CALL + ", which every call adds to it; leave that out of '"
          + section.written("base_url") + "'");
    }
    try {
      URI url = new URI(text.replaceAll("/+$", ""));
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      boolean bare = url.getQuery() == null && url.getFragment() == null && url.getUserInfo() == null;
      if (web && bare && url.getHost() != null && url.getPort() != 0 && url.getPort() <= HIGHEST_PORT) {
        return url;
      }
    } catch (URISyntaxException e) {
      // said below
    }
    throw section.error("base_url", "must be a URL such as https://api.openai.com/v1, not '"
        + section.written("base_url") + "'");
  }

  private static Price price(Section section) {
    if (!section.isSection("price")) {
      String price = section.text("price").orElseThrow(() -> section.error("price", "of model "
          + section.written("name")
          + " is missing; give {input: USD, output: USD} per million tokens, or reported if the upstream tells"
          + " usage.cost"));
      if (price.equals("reported")) {
        return new Price.Reported();
      }
      throw section.error("price", "must be {input: USD, output: USD} per million tokens or reported, not '"
          + section.written("price") + "'");
    }
    Section price = section.section("price").orElseThrow();
    Money input = perMillion(price, "input");
    Money cached = price.decimal("cached_input").isPresent() ? perMillion(price, "cached_input") : input;
    Money output = perMillion(price, "output");
    price.refuseOthers();
    return new Price.Listed(new Pricing(input, cached, output));
  }

  private static Money perMillion(Section price, String key) {
    BigDecimal usd = price.decimal(key)
        .orElseThrow(() -> price.error(key, "is missing; give USD per million tokens"));
    if (usd.signum() < 0 || usd.compareTo(HIGHEST_PRICE) > 0) {
      throw price.error(key, "must lie in [0, 1000000] USD per million tokens, not " + price.written(key));
    }
    try {
      return Money.ofUsd(usd);
    } catch (ArithmeticException e) {
      throw price.error(key, "has more than nine decimals: " + price.written(key));
    }
  }

  private static OptionalLong tokens(Section section, String key) {
    return section.whole(key, 1, MOST_TOKENS).map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  private static Set<Capability> capabilities(Section section) {
    if (section.isEmptyList("capabilities")) {
      return EnumSet.noneOf(Capability.class);
    }
    return section.texts("capabilities").map(names -> {
      Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
      for (int i = 0; i < names.size(); i++) {
        capabilities.add(capability(section, names.get(i), i));
      }
      return capabilities;
    }).orElseGet(() -> EnumSet.allOf(Capability.class));
  }

  private static Capability capability(Section section, String name, int place) {
    return Arrays.stream(Capability.values()).filter(c -> c.label().equals(name)).findFirst()
        .orElseThrow(() -> section.error("capabilities", "holds an unknown one: "
            + section.written("capabilities", place) + "; there are " + labels()));
  }

  private static String labels() {
    return List.of(Capability.values()).stream().map(Capability::label).collect(Collectors.joining(", "));
  }

  private static Timeouts timeouts(Section section) {
    Timeouts timeouts = new Timeouts(limit(section, "connect").orElse(Timeouts.DEFAULT.connect()),
        limit(section, "first_byte").orElse(Timeouts.DEFAULT.firstByte()),
        limit(section, "idle").orElse(Timeouts.DEFAULT.idle()));
    section.refuseOthers();
    return timeouts;
  }

  private static Optional<Duration> limit(Section section, String key) {
    return section.duration(key, ConfigReader.LONGEST_WAIT_DAYS);
  }
}
