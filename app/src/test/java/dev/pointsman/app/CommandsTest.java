package dev.pointsman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.pointsman.gateway.provider.Model;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Commands as a user meets them: exit codes, one line for what is wrong, and what they print.
class CommandsTest {
  private static final String CONFIG = """
      store: memory
      models:
        - {name: small, base_url: "http://127.0.0.1:9/v1", price: {input: 0.1, output: 0.4}}
        - {name: large, base_url: "http://127.0.0.1:9/v1", price: {input: 2, output: 8}, capabilities: [tools]}
      routers:
        - {name: auto, cost_weight: 1}
        - {name: best, policy: linucb, cost_weight: 0}
      """;

  @Test
  void everyCommandHasHelp() {
    for (String command : List.of("demo", "serve", "route", "log", "checkpoint", "value", "split", "evaluate",
        "results",
        "projection")) {
      Cli help = Cli.run(command, "--help");
      assertThat(help.code()).isZero();
      assertThat(help.out()).contains("Usage: pointsman " + command);
    }
    assertThat(Cli.run("--help").out()).contains("demo", "serve", "route");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dance", "demo --seconds x", "demo --seconds 0", "demo --rate -1", "demo --rounds 0",
      "demo --port 70000", "demo --policy best", "demo --cost-weight 2", "demo --table no-such.jsonl.gz",
      "demo --colour",
      "serve --port high", "serve --config no-such.yaml", "route --prompt x", "route --config no-such.yaml",
      "route --config no-such.yaml --prompt x", "log --store no-such.db", "log --since yesterday --store x.db",
      "log --store sqlite:", "log --format xml", "log --limit 0", "log --config no-such.yaml",
      "checkpoint --config no-such.yaml --out x",
      "checkpoint --out x", "projection", "projection --out x --components 0",
      "split", "split --table none.jsonl.gz --parts 0.6,0.4 --out x", "split --table none --parts 0.6,0.6 --out x",
      "split --table none --parts many --out x"})
  void wrongUseIsOneLineAndEndsWithTwo(String line) {
    Cli wrong = Cli.run(line.isEmpty() ? new String[0] : line.split(" "));
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err().strip()).isNotEmpty().doesNotContain("\n").doesNotContain("Exception");
    assertThat(wrong.out()).isEmpty();
  }

  @Test
  void routeExplainsADecisionWithoutCallingAModel(@TempDir Path folder) throws IOException {
    Path config = Files.writeString(folder.resolve("c.yaml"), CONFIG);
    Cli explained = Cli.run("route", "--config", config.toString(), "--prompt", "What is 2 + 2?");
    assertThat(explained.err()).isEmpty();
    assertThat(explained.out()).contains("> small", "  large", "chosen: small by frontier at cost weight 1.0");
  }

  @Test
  void routeAsJsonHasTheApisFields(@TempDir Path folder) throws IOException {
    Path config = Files.writeString(folder.resolve("c.yaml"), CONFIG);
    Cli explained = Cli.run("route", "--config", config.toString(), "--prompt", "hi", "--router", "best",
        "--cost-weight", "0.5", "--json");
    JsonNode decision = JsonMapper.shared().readTree(explained.out());
    assertThat(decision.get("router").asString()).isEqualTo("best");
    assertThat(decision.get("policy").asString()).isEqualTo("linucb");
    assertThat(decision.get("cost_weight").asDouble()).isEqualTo(0.5);
    assertThat(decision.get("candidates")).hasSize(2);
    assertThat(decision.get("encoder").asString()).startsWith("minilm-64/");
  }

  @Test
  void routeSaysTheSameOfTheSamePromptButForTheTime(@TempDir Path folder) throws IOException {
    Path config = Files.writeString(folder.resolve("c.yaml"), CONFIG);
    List<String> said = Stream.of(1, 2).map(_ -> Cli.run("route", "--config", config.toString(), "--prompt", "hi",
        "--json").out()).map(out -> out.replaceAll("\"time\" : \"[^\"]*\"", "")).toList();
    assertThat(said.getFirst()).contains("\"id\" : \"not-on-record\"").isEqualTo(said.getLast());
  }

  @Test
  void routeToAnUnknownRouterNamesThoseThereAre(@TempDir Path folder) throws IOException {
    Path config = Files.writeString(folder.resolve("c.yaml"), CONFIG);
    Cli unknown = Cli.run("route", "--config", config.toString(), "--prompt", "hi", "--router", "nope");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("'nope'", "auto, best, small, large");
  }

  @Test
  void aLogsStoreMayBeSpeltAsInAConfiguration(@TempDir Path folder) {
    Path store = folder.resolve("p.db");
    Cli log = Cli.run("log", "--store", "sqlite:" + store);
    assertThat(log.code()).isEqualTo(2);
    assertThat(log.err()).contains("there is no store " + store + " yet");
  }

  @Test
  void aCheckpointThatCanNotBeWrittenIsSaidBeforeItIsMade(@TempDir Path folder) throws IOException {
    Path config = Files.writeString(folder.resolve("c.yaml"), CONFIG);
    Cli checkpoint = Cli.run("checkpoint", "--config", config.toString(), "--router", "no-such", "--out",
        folder.toString());
    assertThat(checkpoint.code()).isEqualTo(2);
    assertThat(checkpoint.err().strip()).isEqualTo("pointsman: --out " + folder + " is a folder; name a file");
  }

  @Test
  void aPortThatIsTakenIsSaidWithTheWayOut() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Cli demo = Cli.run("demo", "--seconds", "1", "--port", Integer.toString(taken.getLocalPort()));
      assertThat(demo.code()).isEqualTo(2);
      assertThat(demo.err()).contains("can't listen on 127.0.0.1:" + taken.getLocalPort(), "--port");
    }
  }

  @Test
  void clientsAreToldTheHostThatItListensAt() {
    assertThat(RunningGateway.url("127.0.0.1", 8080)).isEqualTo("http://127.0.0.1:8080/v1");
    assertThat(RunningGateway.url("localhost", 8080)).isEqualTo("http://localhost:8080/v1");
    assertThat(RunningGateway.url("::1", 8080)).isEqualTo("http://[::1]:8080/v1");
    assertThat(RunningGateway.url("[::1]", 8080)).isEqualTo("http://[::1]:8080/v1");
  }

  @Test
  void theDemoShowsWhatRoutingIsWorthAndSaysThatItIsSimulated() {
    Cli demo = Cli.run("demo", "--rounds", "60", "--rate", "60", "--port", "0");
    assertThat(demo.code()).isZero();
    assertThat(demo.err()).contains("SIMULATED");
    assertThat(demo.out())
        .contains("Simulated fleet", "all 60 answered rounds", "frontier", "random", "best-single: sim-",
            "oracle", "best mix of two at the same money", "decisions a second", "encode", "decide", "whole overhead")
        .doesNotContain("had no answer");
  }

  @Test
  void theDemoReplaysAScoreTable(@TempDir Path folder) throws IOException {
    StringBuilder table = new StringBuilder(
        "{\"format\":\"score-table\",\"version\":1,\"name\":\"t\",\"source\":\"here\","
            + "\"license\":\"Apache-2.0\",\"cost_basis\":\"made up\",\"models\":[{\"name\":\"a\"},{\"name\":\"b\"}]}\n");
    for (int i = 0; i < 20; i++) {
      table.append("{\"id\":\"").append(i).append("\",\"task\":\"t\",\"prompt\":\"What is ").append(i)
          .append(" plus one?\",\"score\":[1,0],\"cost\":[0.002,0.001]}\n");
    }
    Path file = Files.writeString(folder.resolve("t.scores.jsonl"), table);
    Cli demo = Cli.run("demo", "--table", file.toString(), "--rounds", "20", "--rate", "60", "--port", "0",
        "--policy", "cheapest");
    assertThat(demo.code()).isZero();
    assertThat(demo.out()).contains("Replayed outcomes", "best-single: a", "0.00100000");
  }

  @Test
  void aBrokenOrEmptyTableIsOneLine(@TempDir Path folder) throws IOException {
    for (String content : List.of("", "{}\n", "not json\n", "{\"format\":\"score-table\",\"version\":1,\"name\":\"t\","
        + "\"models\":[{\"name\":\"a\"}]}\n")) {
      Path file = Files.writeString(folder.resolve("t.scores.jsonl"), content);
      Cli demo = Cli.run("demo", "--table", file.toString(), "--seconds", "1");
      assertThat(demo.code()).isEqualTo(2);
      assertThat(demo.err().strip()).contains("t.scores.jsonl").doesNotContain("\n");
    }
  }

  @Test
  void aTableThatIsNotThereIsBadInputForEveryCommandThatReadsOne(@TempDir Path folder) {
    String missing = folder.resolve("none.scores.jsonl").toString();
    String out = folder.resolve("out").toString();
    String file = folder.resolve("file").toString();
    for (List<String> command : List.of(List.of("demo", "--table", missing),
        List.of("split", "--table", missing, "--parts", "0.6,0.4", "--out", out),
        List.of("train", "--policy", "frontier", "--train", missing, "--out", file),
        List.of("evaluate", "--policy", "frontier", "--train", missing, "--test", missing, "--out", out),
        List.of("identities", "--table", missing, "--out", file),
        List.of("projection", "--table", missing, "--out", file))) {
      Cli cli = Cli.run(command.toArray(String[]::new));
      assertThat(cli.err().strip()).as(command.getFirst()).contains("none.scores.jsonl").doesNotContain("\n", "--help");
      assertThat(cli.code()).as(command.getFirst()).isEqualTo(2);
    }
  }

  @Test
  void theShippedModelTableIsReadAndOffersWhatKeysAreThere() {
    assertThat(FoundModels.known(Map.of())).isEmpty();
    for (String variable : FoundModels.variables()) {
      assertThat(FoundModels.known(Map.of(variable, "sk-x"))).as(variable).isNotEmpty()
          .allSatisfy(m -> assertThat(m.apiKey().orElseThrow().reveal()).isEqualTo("sk-x"));
    }
    assertThat(FoundModels.known(Map.of("OPENAI_API_KEY", " "))).isEmpty();
  }

  @Test
  void aKeyThatNoHeaderCanHoldNamesItsVariableAndNotItself() {
    assertThatThrownBy(() -> FoundModels.known(Map.of("OPENAI_API_KEY", "sk-x\n"))).isInstanceOf(UserError.class)
        .hasMessageContaining("OPENAI_API_KEY holds a character that no header can").hasMessageNotContaining("sk-x");
  }

  @Test
  void aLocalServersModelsAreTakenByNamesThatAConfigurationCouldGive() throws IOException {
    byte[] listed = """
        {"data":[{"id":"llama3.2:1b"},{"id":"auto"},{"id":"two words"},{"id":""},{"object":"model"},{"id":"llama3.2:1b"}]}"""
        .getBytes(StandardCharsets.UTF_8);
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/models", exchange -> {
      exchange.sendResponseHeaders(200, listed.length);
      exchange.getResponseBody().write(listed);
      exchange.close();
    });
    server.start();
    try {
      assertThat(FoundModels.local("http://127.0.0.1:" + server.getAddress().getPort() + "/v1"))
          .extracting(Model::name).containsExactly("llama3.2:1b");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aLocalServerThatDoesNotAnswerOffersNothing() {
    assertThat(FoundModels.local("http://127.0.0.1:9/v1")).isEmpty();
  }
}
