package dev.pointsman.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.pointsman.gateway.Router;
import dev.pointsman.gateway.provider.Capability;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.provider.Price;
import dev.pointsman.gateway.provider.Secret;
import dev.pointsman.gateway.provider.Timeouts;
import dev.pointsman.routing.Money;
import dev.pointsman.identity.KnownModel;
import dev.pointsman.routing.Pricing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A configuration is checked whole at start, and what is wrong with it is said in one line with its place.
class ConfigReaderTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("SMALL_KEY", "sk-secret", "PORT", "9090", "EMPTY", "");
  private static final String MODEL = "{name: small, base_url: 'http://127.0.0.1:9001/v1', price: {input: 1, output: 2}}";

  private static Config parse(String yaml) {
    return new ConfigReader(ENVIRONMENT).parse("c.yaml", yaml);
  }

  @Test
  void aPublicModelOfWhichNothingIsKnownYetStartsWithoutIdentityAndThatIsTold() {
    List<String> told = new ArrayList<>();
    Config config = new ConfigReader(ENVIRONMENT, told::add).parse("c.yaml",
        "models: [{name: small, base_url: 'http://127.0.0.1:9001/v1', price: {input: 1, output: 2}, identity: gpt-4.1-mini}]");
    assertThat(config.models().getFirst().identity()).isEmpty();
    assertThat(told)
        .containsExactly("c.yaml: models[0].identity is gpt-4.1-mini, of which nothing is known yet: the model"
            + " starts as one without identity");
  }

  @Test
  void theReferenceConfigurationIsRead() {
    Config config = parse(
        """
            server: {host: 127.0.0.1, port: 8080, max_body_mib: 16}
            store: memory
            log: {prompts: false, retention: 365d}
            models:
              - name: small
                provider: openai
                base_url: "http://127.0.0.1:9001/v1"
                api_key: "${SMALL_KEY}"
                model: small-1
                price: {input: 0.10, output: 0.40}
                context_window: 128000
                max_output_tokens: 8192
                capabilities: [tools, vision]
                identity: meta-llama/Llama-3.1-8B-Instruct
                timeouts: {connect: 5s, first_byte: 60s, idle: 30s}
              - {name: large, provider: openai, base_url: "http://127.0.0.1:9002/v1/", model: large-1, price: {input: 2.00, output: 8.00}}
            routers:
              - {name: auto, policy: frontier, models: [small, large], cost_weight: 0.3, max_exploration: 0.1}
            """);
    var small = config.models().getFirst();
    assertThat(small.upstreamModel()).isEqualTo("small-1");
    assertThat(small.apiKey().map(Secret::reveal)).contains("sk-secret");
    assertThat(small.price()).isEqualTo(new Price.Listed(Pricing.perMillion("0.10", "0.40")));
    assertThat(small.capabilities()).isEqualTo(Set.of(Capability.TOOLS, Capability.VISION));
    assertThat(small.timeouts()).isEqualTo(Timeouts.DEFAULT);
    assertThat(small.identity().map(KnownModel::name)).contains("llama-3.1-8b-instruct");
    assertThat(config.models().getLast().baseUrl()).hasToString("http://127.0.0.1:9002/v1");
    assertThat(config.models().getLast().capabilities()).containsExactlyInAnyOrder(Capability.values());
    var router = config.routers().getFirst();
    assertThat(router.maxExploration()).isEqualTo(0.1);
    assertThat(router.models()).isEqualTo(config.models());
    assertThat(router.known().orElseThrow().prior().size()).isEqualTo(1);
    assertThat(config.log().retention()).isEqualTo(Duration.ofDays(365));
  }

  @Test
  void aModelCanDoAllThatIsNotSaidAndNothingIfThatIsSaid() {
    assertThat(parse(model("context_window: 8192")).models().getFirst().capabilities())
        .containsExactlyInAnyOrder(Capability.values());
    assertThat(parse(model("capabilities: []")).models().getFirst().capabilities()).isEmpty();
  }

  @Test
  void aRouterOverAllModelsExistsUnlessConfigured() {
    Config config = parse("models: [" + MODEL + "]");
    assertThat(config.routers()).hasSize(1);
    assertThat(config.routers().getFirst().name()).isEqualTo("auto");
    assertThat(config.routers().getFirst().policy()).isEqualTo("frontier");
    assertThat(config.server()).isEqualTo(Config.Server.DEFAULT);
  }

  @Test
  void variablesOfTheEnvironmentStandAnywhereInATextAndSecretsDoNotPrint() {
    Config config = parse("server: {port: '${PORT}'}\nmodels: [{name: m, base_url: 'http://h:${PORT}/v1', api_key: "
        + "'pre-${SMALL_KEY}', price: reported}]");
    assertThat(config.server().port()).isEqualTo(9090);
    assertThat(config.models().getFirst().baseUrl()).hasToString("http://h:9090/v1");
    assertThat(config.models().getFirst().apiKey().orElseThrow().reveal()).isEqualTo("pre-sk-secret");
    assertThat(config.toString()).doesNotContain("sk-secret");
  }

  @Test
  void aBudgetPerQueryIsHeldOverAWindowAndLeavesTheDialAtQuality() {
    var router = parse(router("policy: pilot, budget_per_query: 0.0005")).routers().getFirst();
    assertThat(router.ration()).contains(new Router.Ration(new Money(500_000), OptionalInt.of(100)));
    assertThat(router.costWeight()).isZero();
    var other = parse(router("policy: pilot, budget_per_query: 0.0005, budget_window: 20, cost_weight: 0.1")).routers()
        .getFirst();
    assertThat(other.ration().orElseThrow().window()).hasValue(20);
    assertThat(other.costWeight()).isEqualTo(0.1);
  }

  @Test
  void aBudgetPerQueryOfTheHousePolicyIsHeldOverTheWholeStream() {
    var router = parse(router("policy: frontier, budget_per_query: 0.0005")).routers().getFirst();
    assertThat(router.ration()).contains(new Router.Ration(new Money(500_000), OptionalInt.empty()));
    assertThat(router.costWeight()).isZero();
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        arguments("", "the file is empty"),
        arguments("# nothing\n", "the file is empty"),
        arguments("[]", "must be a mapping"),
        arguments("hello", "must be a mapping"),
        arguments("models: [", "c.yaml:1: not valid YAML"),
        arguments("models:\n\t- x", "not valid YAML"),
        arguments("models: ['a', &b]", "models[0] must be a mapping"),
        arguments("models: [" + MODEL + "]\nmodels: [" + MODEL + "]", "not valid YAML"),
        arguments("models:\n- {name: m, base_url: &u 'http://h/v1', price: reported}\n- {name: n, base_url: *u}",
            "c.yaml:3: *u is an alias, which is not read"),
        arguments("models: [" + MODEL + "]\nserver:\n  <<: *common", "c.yaml:3: *common is an alias"),
        arguments("server: {}", "models is missing"),
        arguments("models:", "models is empty"),
        arguments("models: []", "models is an empty list"),
        arguments("models: {a: b}", "models must be a list, not a mapping"),
        arguments("models: [x]", "models[0] must be a mapping of keys to values, not 'x'"),
        arguments(all("colour: blue"),
            "colour is unknown; there are server, encoder, store, log, models, routers, seed"),
        arguments(all("keys: [a]"), "keys does not exist in this version"),
        arguments(all("budgets: []"), "budgets does not exist in this version"),
        arguments(all("encoder: bert"), "encoder is unknown: bert; there are minilm, none"),
        arguments(all("store: 7"), "store must be"),
        arguments(all("store: oracle:db"), "store must be"),
        arguments(all("seed: -1"), "seed must be a whole number in [0,"),
        arguments(all("seed: x"), "seed must be a number, not 'x'"),
        arguments(all("server: 8080"), "server must be a mapping"),
        arguments(all("server: {prot: 1}"), "server.prot is unknown; there are host, port, max_body_mib, body_timeout"),
        arguments(all("server: {port: high}"), "server.port must be a number, not 'high'"),
        arguments(all("server: {port: 65536}"), "server.port must be a whole number in [0, 65535], not 65536"),
        arguments(all("server: {port: 80.5}"), "server.port must be a whole number"),
        arguments(all("server: {port: [1]}"), "server.port must be a text, not a list"),
        arguments(all("server: {port: '${NO_PORT}'}"),
            "server.port names the environment variable NO_PORT, which is not set"),
        arguments(all("server: {port: '${EMPTY}'}"), "names the environment variable EMPTY, which is not set"),
        arguments(all("server: {host: 0.0.0.0}"), "server.host must be a loopback address"),
        arguments(all("server: {host: 'no such host.invalid'}"), "server.host is unknown"),
        arguments(all("server: {max_body_mib: 0}"), "server.max_body_mib must be a whole number in [1, 1024], not 0"),
        arguments(all("server: {body_timeout: 5}"), "server.body_timeout must be a duration"),
        arguments(all("server: {body_timeout: 8d}"), "server.body_timeout must be at most 7d, not 8d"),
        arguments(all("log: {prompts: maybe}"), "log.prompts must be true or false, not 'maybe'"),
        arguments(all("log: {retention: forever}"), "log.retention must be a duration above zero such as"),
        arguments(all("log: {retention: 0d}"), "log.retention must be a duration above zero"),
        arguments(all("log: {retention: 999999999d}"), "log.retention must be at most 36500d, not 999999999d"),
        arguments(all("log: {level: debug}"), "log.level is unknown; there are prompts, retention"),
        arguments(model("name: ''"), "models[0].name is empty"),
        arguments(model("name:"), "models[0].name is empty"),
        arguments("models: [{base_url: 'http://h/v1', price: reported}]", "models[0].name is missing"),
        arguments(model("name: 'two words'"), "models[0].name must be letters, digits and"),
        arguments(model("name: " + "x".repeat(129)), "at most 128"),
        arguments(model("provider: cohere"), "models[0].provider must be openai"),
        arguments("models: [{name: m, price: reported}]", "models[0].base_url is missing"),
        arguments(model("base_url: localhost"), "models[0].base_url must be a URL such as"),
        arguments(model("base_url: 'ftp://h/v1'"), "models[0].base_url must be a URL such as"),
        arguments(model("base_url: 'http://u:p@h/v1'"), "models[0].base_url must be a URL such as"),
        arguments(model("base_url: 'http://h /v1'"), "models[0].base_url must be a URL such as"),
        arguments(model("base_url: 'http://h:0/v1'"), "models[0].base_url must be a URL such as"),
        arguments(model("base_url: 'http://h:65536/v1'"), "models[0].base_url must be a URL such as"),
        arguments(model("base_url: 'http://h/v1#here'"), "models[0].base_url must be a URL such as"),
        arguments(model("base_url: 'http://h/v1/chat/completions/'"),
            "models[0].base_url ends in /chat/completions, which every call adds to it; leave that out of 'http://h/v1"),
        arguments(model("api_key: '${NO_KEY}'"),
            "models[0].api_key names the environment variable NO_KEY, which is not set"),
        arguments(model("api_key: '${SMALL_KEY'"),
            "models[0].api_key opens a variable with ${ and does not close it with }"),
        arguments("models: [{name: m, base_url: 'http://h/v1'}]", "models[0].price of model m is missing"),
        arguments(model("price: free"), "models[0].price must be {input: USD, output: USD}"),
        arguments(model("price: {input: 1}"), "models[0].price.output is missing"),
        arguments(model("price: {output: 1}"), "models[0].price.input is missing"),
        arguments(model("price: {input: -1, output: 1}"), "models[0].price.input must lie in [0, 1000000]"),
        arguments(model("price: {input: 1, output: 2000000}"), "models[0].price.output must lie in"),
        arguments(model("price: {input: 1e-12, output: 1}"), "models[0].price.input has more than nine decimals"),
        arguments(model("price: {input: .nan, output: 1}"), "models[0].price.input must be a number"),
        arguments(model("price: {input: 1, output: 1, unit: eur}"), "models[0].price.unit is unknown"),
        arguments(model("context_window: 0"), "models[0].context_window must be a whole number in [1,"),
        arguments(model("max_output_tokens: many"), "models[0].max_output_tokens must be a number"),
        arguments(model("capabilities: [sight]"), "holds an unknown one: sight; there are tools, vision, json_schema"),
        arguments(model("capabilities: tools"), "models[0].capabilities must be a list, not 'tools'"),
        arguments(model("timeouts: {connect: 0s}"), "models[0].timeouts.connect must be a duration above zero"),
        arguments(model("timeouts: {first_byte: 30d}"), "models[0].timeouts.first_byte must be at most 7d, not 30d"),
        arguments(model("timeouts: {idle: 999999999h}"), "models[0].timeouts.idle must be at most 7d"),
        arguments(model("timeouts: {total: 5s}"), "models[0].timeouts.total is unknown"),
        arguments(model("identity: gpt-4.1-milli"),
            "models[0].identity is unknown: gpt-4.1-milli; the nearest known are gpt-4-1106-preview, "),
        arguments(model("weight: 3"), "models[0].weight is unknown"),
        arguments("models: [" + MODEL + ", " + MODEL + "]", "models[1].name stands there twice: small"),
        arguments(
            "models: [" + MODEL + ", {name: b, model: small, base_url: 'http://127.0.0.1:9001/v1', price: reported}]",
            "models[1].model is the same upstream as another model's"),
        arguments(router("name: ''"), "routers[0].name is empty"),
        arguments(all("routers: [{policy: frontier}]"), "routers[0].name is missing"),
        arguments(router("name: small"), "routers[0].name is a model's name too: small"),
        arguments(all("routers: [{name: a}, {name: a}]"), "routers[1].name stands there twice: a"),
        arguments(router("policy: best"), "routers[0].policy is unknown: best; there are frontier"),
        arguments(router("models: [medium]"), "routers[0].models names an unknown model: medium; there are small"),
        arguments(router("models: [small, small]"), "routers[0].models names a model twice: small"),
        arguments(router("models: small"), "routers[0].models must be a list"),
        arguments(router("cost_weight: 1.5"), "routers[0].cost_weight must lie in [0, 1], not 1.5"),
        arguments(router("cost_weight: cheap"), "routers[0].cost_weight must be a number, not 'cheap'"),
        arguments(router("max_exploration: -0.1"), "routers[0].max_exploration must lie in [0, 1]"),
        arguments(router("policy: barp, budget_per_query: 0.001"),
            "routers[0].budget_per_query is held by a price of money, which does not move the choices of barp; those that it "
                + "moves: frontier"),
        arguments(router("policy: frontier, budget_per_query: 0.001, budget_window: 100"),
            "routers[0].budget_window is for the policies pilot and pilot-paper; the pace of frontier is held over the "
                + "whole stream"),
        arguments(router("policy: pilot, budget_per_query: 0"),
            "routers[0].budget_per_query must lie in (0, 1000] USD"),
        arguments(router("policy: pilot, budget_per_query: lots"), "routers[0].budget_per_query must be a number"),
        arguments(router("policy: pilot, budget_window: 50"),
            "routers[0].budget_window says over how many requests budget_per_query is held, which is missing"),
        arguments(router("policy: pilot, budget_per_query: 1, budget_window: 0"),
            "routers[0].budget_window must be a whole number in [1, 100000], not 0"),
        arguments(router("checkpoint: no-such.bin"),
            "routers[0].checkpoint names a file that does not exist: no-such.bin"),
        arguments(router("checkpoint: pom.xml"),
            "routers[0].checkpoint names a file that can't be used: pom.xml: it is no checkpoint, or a part of one"),
        arguments(router("checkpoint: src"), "routers[0].checkpoint names a file that can't be read: src"),
        arguments(all("store: 'sqlite:'"), "store must be sqlite:FILE or memory, not 'sqlite:'"),
        arguments(all("store: 'postgresql://db'"), "store must be sqlite:FILE or memory, not 'postgresql://db'"),
        arguments(router("fallback: small"), "routers[0].fallback is unknown; there are name, policy, models"));
  }

  /// Every place of a configuration whose text an error shows.
  static Stream<String> showing() {
    String key = "'${SMALL_KEY} '"; // the blank at its end makes it wrong as a name too
    return Stream.concat(
        Stream.of("encoder", "store", "seed").map(name -> all(name + ": " + key)),
        Stream.concat(
            Stream.of("server: {host: %s}", "server: {port: %s}", "server: {body_timeout: %s}", "log: {prompts: %s}",
                "routers: [{name: %s}]", "routers: [{name: a, policy: %s}]", "routers: [{name: a, models: [%s]}]",
                "routers: [{name: a, cost_weight: %s}]", "routers: [{name: a, checkpoint: %s}]",
                "routers: [{name: a, budget_per_query: %s}]").map(line -> all(line.formatted(key))),
            Stream.of("name: %s", "provider: %s", "base_url: %s", "price: %s", "price: {input: %s, output: 1}",
                "context_window: %s", "capabilities: [%s]", "identity: %s", "timeouts: {idle: %s}")
                .map(line -> model(line.formatted(key)))));
  }

  @ParameterizedTest
  @MethodSource("showing")
  void anErrorShowsAVariableAndNotWhatItStandsFor(String yaml) {
    assertThatThrownBy(() -> parse(yaml)).isInstanceOf(ConfigException.class).message().contains("${SMALL_KEY}")
        .doesNotContain("sk-secret");
  }

  @Test
  void anUpstreamThatStandsThereTwiceIsNamedByItsModelAndNotByItsAddress() {
    assertThatThrownBy(
        () -> parse("models:\n- {name: a, model: m, base_url: 'http://${SMALL_KEY}/v1', price: reported}\n"
            + "- {name: b, model: m, base_url: 'http://${SMALL_KEY}/v1', price: reported}"))
        .message()
        .isEqualTo("c.yaml: models[1].model is the same upstream as another model's: a; take one of them out");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "1e-999999999", "-1e999999999", "1e401"})
  void aNumberWithMoreZerosThanAnyoneCanReadIsNoneAndIsShownAsItIsWritten(String number) {
    for (String yaml : List.of(all("seed: " + number), model("price: {input: " + number + ", output: 1}"),
        router("cost_weight: " + number), router("policy: pilot, budget_per_query: " + number))) {
      assertThatThrownBy(() -> parse(yaml)).message().containsIgnoringCase("must be a number, not '")
          .hasSizeLessThan(200);
    }
    assertThatThrownBy(() -> joining("\"price\": {\"input\": " + number + ", \"output\": 1}")).message()
        .containsIgnoringCase("price.input must be a number, not '").hasSizeLessThan(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"sk-secret\\n\"", "\"sk-secret\\r\"", "\"sk-\\u00e4secret\"", "\"${BROKEN_KEY}\""})
  void aKeyThatNoHeaderCanHoldIsRefusedAndNotShown(String key) {
    assertThatThrownBy(() -> joining("\"api_key\": " + key)).isInstanceOf(IllegalArgumentException.class).message()
        .startsWith("model: api_key holds a character that no header can").doesNotContain("secret");
  }

  private static Model joining(String members) {
    return new ConfigReader(Map.of("SMALL_KEY", "sk-secret", "BROKEN_KEY", "sk-secret\n"))
        .model("{\"name\": \"new\", \"base_url\": \"http://h/v1\", "
            + (members.contains("\"price\"") ? "" : "\"price\": \"reported\", ") + members + "}");
  }

  @Test
  void theKeyOfAModelThatJoinsMayNameAVariable() {
    assertThat(joining("\"api_key\": \"${SMALL_KEY}\"").apiKey().map(Secret::reveal)).contains("sk-secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"model\": \"${SMALL_KEY}\"", "\"price\": {\"input\": \"${SMALL_KEY}\", \"output\": 1}",
      "\"capabilities\": [\"tools\", \"${SMALL_KEY}\"]", "\"identity\": \"x${SMALL_KEY\"",
      "\"timeouts\": {\"idle\": \"${NOT_SET}\"}"})
  void whatElseAClientSaysOfAModelNamesNoVariable(String member) {
    assertThatThrownBy(() -> joining(member)).isInstanceOf(IllegalArgumentException.class).message()
        .contains(" holds ${, which reads the environment in api_key alone; write out what it stands for")
        .doesNotContain("sk-secret").doesNotContain("NOT_SET");
  }

  @Test
  void whatAClientGivesIsReadAsTheJsonThatItIs() {
    assertThat(joining("\"model\": \"a\u007fb\"").upstreamModel()).isEqualTo("a\u007fb");
    assertThat(joining("\"model\": 4.10").upstreamModel()).isEqualTo("4.10");
    assertThatThrownBy(() -> joining("\"model\": \"a\", \"model\": \"b\"")).message()
        .startsWith("model: not valid JSON: ").contains("model");
  }

  private static String all(String more) {
    return "models: [" + MODEL + "]\n" + more;
  }

  private static String model(String member) {
    String key = member.substring(0, member.indexOf(':'));
    String others = Stream.of("name: m", "base_url: 'http://h/v1'", "price: reported")
        .filter(m -> !m.startsWith(key + ":")).reduce("", (a, b) -> a + "\n  " + b);
    return "models:\n-" + others.substring(2) + "\n  " + member;
  }

  private static String router(String member) {
    return all("routers: [{" + (member.startsWith("name") ? "" : "name: auto, ") + member + "}]");
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenConfigurationIsRefusedInOneLineWithItsPlace(String yaml, String expected) {
    assertThatThrownBy(() -> parse(yaml)).isInstanceOf(ConfigException.class).message().startsWith("c.yaml")
        .contains(expected).doesNotContain("\n").doesNotContain("sk-secret").hasSizeLessThan(400);
  }

  @Test
  void aNumberThatIsANameStaysAsItIsWritten() {
    var model = parse(model("model: 4.10")).models().getFirst();
    assertThat(model.upstreamModel()).isEqualTo("4.10");
    var priced = parse(model("price: {input: 0.10, output: 0.400}")).models().getFirst();
    assertThat(priced.price()).isEqualTo(new Price.Listed(Pricing.perMillion("0.10", "0.40")));
  }

  @Test
  void aFileThatIsNoTextIsSaidToBeNone(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("c.yaml"), new byte[] {(byte) 0xFF, (byte) 0xFE});
    assertThatThrownBy(() -> new ConfigReader(ENVIRONMENT).read(file)).isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("c.yaml can't be read: it is no text in UTF-8");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> new ConfigReader(ENVIRONMENT).read(Path.of("no", "such.yaml")))
        .isInstanceOf(ConfigException.class).hasMessageContaining("does not exist");
  }
}
