package dev.pointsman.app.config;

import dev.pointsman.gateway.CommandGrader;
import dev.pointsman.gateway.Router;
import dev.pointsman.gateway.ShippedModels;
import dev.pointsman.gateway.http.HttpLimits;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.policy.Checkpoint;
import dev.pointsman.policy.PolicySpec;
import dev.pointsman.routing.Money;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Reads a configuration file: `${NAME}` reads the environment, unknown keys are errors that list the known ones.
public final class ConfigReader {
  /// Over how many requests a budget per query is held where nobody says otherwise.
  private static final long DEFAULT_WINDOW = 100;
  /// The longest wait that is taken: timers count its milliseconds in 31 bits.
  static final long LONGEST_WAIT_DAYS = 7;
  private static final long LONGEST_RETENTION_DAYS = 36_500;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}");
  private static final String SQLITE = "sqlite:";
  /// Numbers stay as they are written, since some are names: 4.10 is no 4.1.
  private static final YAMLMapper YAML = YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();
  private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();

  private final Map<String, String> environment;
  private final Consumer<String> notices;

  /// A reader.
  ///
  /// @param environment what `${NAME}` stands for
  public ConfigReader(Map<String, String> environment) {
    this(environment, _ -> {});
  }

  /// A reader that tells more than errors.
  ///
  /// @param notices told, a line each, what is no error but is to be known
  public ConfigReader(Map<String, String> environment, Consumer<String> notices) {
    this.environment = environment;
    this.notices = notices;
  }

  /// Reads a file.
  ///
  /// @throws ConfigException naming file, place and way out, if it can't be used
  public Config read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + " does not exist; name a configuration file with --config");
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + " can't be read: it is no text in UTF-8");
    } catch (IOException e) {
      throw new ConfigException(file + " can't be read: " + e.getMessage());
    }
  }

  /// Reads a configuration's text.
  ///
  /// @param name what to call it in errors
  public Config parse(String name, String yaml) {
    Section root = new Section(name, "", tree(name, yaml), environment);
    for (String later : List.of("keys", "budgets")) {
      root.refuse(later, "does not exist in this version; take it out (the gateway then listens on loopback only)");
    }
    Config.Server server = root.section("server").map(this::server).orElse(Config.Server.DEFAULT);
    String encoder = root.text("encoder").map(e -> encoder(root, e)).orElse(Config.ENCODERS.getFirst());
    Config.Store store = root.text("store").map(s -> store(root, s)).orElse(Config.Store.DEFAULT);
    Config.Log log = root.section("log").map(ConfigReader::log).orElse(Config.Log.DEFAULT);
    SequencedMap<String, Model> models = models(root);
    List<Router.Spec> routers = routers(root, models);
    long seed = root.whole("seed", 0, Long.MAX_VALUE).orElse(0L);
    Map<String, CommandGrader> graders = root.section("graders").map(ConfigReader::graders).orElse(Map.of());
    root.refuseOthers();
    return new Config(server, encoder, store, log, List.copyOf(models.values()), routers, seed, graders);
  }

  private static Map<String, CommandGrader> graders(Section section) {
    Map<String, CommandGrader> graders = new LinkedHashMap<>();
    for (String name : section.names()) {
      graders.put(name, new CommandGrader(section.texts(name).orElseThrow(
          () -> section.error(name, "must be a list: the program and its arguments")), CommandGrader.LIMIT));
    }
    return graders;
  }

  /// Reads a single model that a client gives, as it stands in a configuration. Only its key may name a variable of the
  /// environment, since a client is told what it gave in the other places.
  ///
  /// @param json an object
  /// @throws IllegalArgumentException with one line on what is wrong, if it is none
  public Model model(String json) {
    try {
      Section section = new Section("model", "", JSON.readTree(json), environment);
      section.refuseVariables(Set.of("api_key"),
          "holds ${, which reads the environment in api_key alone; write out what it stands for");
      return ModelReader.read(section, notices);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("model: not valid JSON: " + firstLine(e), e);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// Whether a model or a router may be called so.
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  private static JsonNode tree(String name, String yaml) {
    try {
      refuseAliases(name, yaml);
      JsonNode tree = YAML.readTree(yaml);
      if (tree.isMissingNode() || tree.isNull()) {
        throw new ConfigException(name + ": the file is empty; it needs at least models");
      }
      return tree;
    } catch (JacksonException e) {
      String where = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      throw new ConfigException(name + where + ": not valid YAML: " + firstLine(e));
    }
  }

  private static String firstLine(JacksonException e) {
    return Optional.ofNullable(e.getOriginalMessage()).orElse("unreadable").lines().findFirst().orElse("");
  }

  /// Refuses what the tree would hold as a text: the alias's own name.
  private static void refuseAliases(String name, String yaml) {
    try (YAMLParser parser = (YAMLParser) YAML.createParser(yaml)) {
      while (parser.nextToken() != null) {
        if (parser.isCurrentAlias()) {
          throw new ConfigException(name + ":" + parser.currentTokenLocation().getLineNr() + ": *" + parser.getString()
              + " is an alias, which is not read; write out what it stands for");
        }
      }
    }
  }

  private Config.Server server(Section section) {
    String host = section.text("host").orElse(Config.Server.DEFAULT.host());
    int port = section.whole("port", 0, 65535).orElse((long) Config.Server.DEFAULT.port()).intValue();
    long mib = section.whole("max_body_mib", 1, 1024).orElse(16L);
    Duration bodyTime = section.duration("body_timeout", LONGEST_WAIT_DAYS).orElse(HttpLimits.DEFAULT.bodyTime());
    section.refuseOthers();
    try {
      if (!InetAddress.getByName(host).isLoopbackAddress()) {
        throw section.error("host",
            "must be a loopback address such as 127.0.0.1 while there are no keys, not "
                + section.written("host"));
      }
    } catch (UnknownHostException e) {
      throw section.error("host", "is unknown: " + section.written("host"));
    }
    return new Config.Server(host, port, new HttpLimits(mib << 20, bodyTime, HttpLimits.DEFAULT.keepAlive()));
  }

  private static String encoder(Section root, String encoder) {
    if (!Config.ENCODERS.contains(encoder)) {
      throw root.error("encoder",
          "is unknown: " + root.written("encoder") + "; there are " + String.join(", ", Config.ENCODERS));
    }
    return encoder;
  }

  private static Config.Store store(Section root, String store) {
    if (store.equals("memory")) {
      return new Config.MemoryStore();
    }
    if (!store.startsWith(SQLITE) || store.length() == SQLITE.length()) {
      throw root.error("store", "must be sqlite:FILE or memory, not '" + root.written("store") + "'");
    }
    try {
      return new Config.SqliteStore(Path.of(store.substring(SQLITE.length())));
    } catch (InvalidPathException e) {
      throw root.error("store", "names no file: " + e.getReason());
    }
  }

  private static Config.Log log(Section section) {
    boolean prompts = section.flag("prompts").orElse(Config.Log.DEFAULT.prompts());
    Duration retention = section.duration("retention", LONGEST_RETENTION_DAYS).orElse(Config.Log.DEFAULT.retention());
    section.refuseOthers();
    return new Config.Log(prompts, retention);
  }

  private SequencedMap<String, Model> models(Section root) {
    SequencedMap<String, Model> models = new LinkedHashMap<>();
    Map<String, String> arms = new HashMap<>();
    for (Section section : root.sections("models").orElseThrow(() -> root.error("models", "is missing"))) {
      Model model = ModelReader.read(section, notices);
      if (models.put(model.name(), model) != null) {
        throw section.error("name", "stands there twice: " + section.written("name"));
      }
      String other = arms.put(model.arm().id(), section.written("name"));
      if (other != null) {
        throw section.error("model", "is the same upstream as another model's: " + other + "; take one of them out");
      }
    }
    return models;
  }

  private static List<Router.Spec> routers(Section root, SequencedMap<String, Model> models) {
    List<Router.Spec> routers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Section section : root.sections("routers").orElse(List.of())) {
      Router.Spec router = router(section, models);
      if (!names.add(router.name())) {
        throw section.error("name", "stands there twice: " + section.written("name"));
      }
      if (models.containsKey(router.name())) {
        throw section.error("name", "is a model's name too: " + section.written("name"));
      }
      routers.add(router);
    }
    if (!names.contains(Config.DEFAULT_ROUTER) && !models.containsKey(Config.DEFAULT_ROUTER)) {
      List<Model> all = List.copyOf(models.values());
      routers.addFirst(Config.auto(all, known(Config.DEFAULT_POLICY, all)));
    }
    return routers;
  }

  private static Router.Spec router(Section section, SequencedMap<String, Model> models) {
    String name = section.requiredText("name");
    if (!isName(name)) {
      throw section.error("name",
          "must be letters, digits and ._:/@+- (at most 128), not '" + section.written("name") + "'");
    }
    String policy = section.text("policy").orElse(Config.DEFAULT_POLICY);
    if (PolicySpec.named(policy).isEmpty()) {
      throw section.error("policy", "is unknown: " + section.written("policy") + "; there are "
          + String.join(", ", PolicySpec.names()));
    }
    List<Model> among = section.texts("models").map(list -> chosen(section, list, models))
        .orElseGet(() -> List.copyOf(models.values()));
    Optional<Router.Ration> ration = ration(section, policy);
    double costWeight = section.share("cost_weight").orElse(ration.isPresent() ? 0 : Config.DEFAULT_COST_WEIGHT);
    double exploration = section.share("max_exploration")
        .orElse(PolicySpec.named(policy).orElseThrow().maxExploration());
    Optional<Checkpoint> start = section.text("checkpoint").map(file -> checkpoint(section, file));
    section.refuseOthers();
    return new Router.Spec(name, policy, among, costWeight, exploration, start, ration,
        start.isPresent() ? Optional.empty() : known(policy, among));
  }

  /// What identities say of a router's models, where its policy starts from that.
  private static Optional<Router.Known> known(String policy, List<Model> models) {
    return PolicySpec.named(policy).filter(PolicySpec::startsFromIdentities).isPresent()
        && models.stream().anyMatch(model -> model.identity().isPresent())
            ? Router.Known.of(models, ShippedModels.all())
            : Optional.empty();
  }

  private static Optional<Router.Ration> ration(Section section, String policy) {
    Optional<BigDecimal> usd = section.decimal("budget_per_query");
    Optional<Long> window = section.whole("budget_window", 1, 100_000);
    PolicySpec spec = PolicySpec.named(policy).orElseThrow();
    if (usd.isEmpty()) {
      window.ifPresent(_ -> {
        throw section.error("budget_window", "says over how many requests budget_per_query is held, which is missing");
      });
      return Optional.empty();
    }
    if (!spec.weighsCost()) {
      throw section.error("budget_per_query",
          "is held by a price of money, which does not move the choices of " + policy
              + "; those that it moves: " + String.join(", ", PolicySpec.names().stream()
                  .filter(name -> PolicySpec.named(name).filter(PolicySpec::weighsCost).isPresent()).toList()));
    }
    boolean windows = spec instanceof PolicySpec.PilotSpec;
    if (!windows) {
      window.ifPresent(_ -> {
        throw section.error("budget_window", "is for the policies pilot and pilot-paper; the pace of " + policy
            + " is held over the whole stream");
      });
    }
    if (usd.get().signum() <= 0 || usd.get().compareTo(BigDecimal.valueOf(1000)) > 0) {
      throw section.error("budget_per_query", "must lie in (0, 1000] USD, not " + section.written("budget_per_query"));
    }
    return Optional.of(new Router.Ration(Money.roundedUp(usd.get().doubleValue()),
        windows ? OptionalInt.of(window.orElse(DEFAULT_WINDOW).intValue()) : OptionalInt.empty()));
  }

  private static Checkpoint checkpoint(Section section, String file) {
    try {
      return Checkpoint.parse(Files.readAllBytes(Path.of(file)));
    } catch (NoSuchFileException e) {
      throw section.error("checkpoint", "names a file that does not exist: " + section.written("checkpoint"));
    } catch (IOException | InvalidPathException e) {
      throw section.error("checkpoint", "names a file that can't be read: " + section.written("checkpoint"));
    } catch (Checkpoint.Unusable e) {
      throw section.error("checkpoint",
          "names a file that can't be used: " + section.written("checkpoint") + ": " + e.getMessage());
    }
  }

  private static List<Model> chosen(Section section, List<String> names, SequencedMap<String, Model> models) {
    List<Model> chosen = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Model model = models.get(names.get(i));
      if (model == null) {
        throw section.error("models", "names an unknown model: " + section.written("models", i) + "; there are "
            + String.join(", ", models.keySet()));
      }
      if (chosen.contains(model)) {
        throw section.error("models", "names a model twice: " + section.written("models", i));
      }
      chosen.add(model);
    }
    return chosen;
  }
}
