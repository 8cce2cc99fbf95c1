package dev.pointsman.gateway;

import static dev.pointsman.gateway.TestGateway.ask;
import static dev.pointsman.gateway.TestGateway.json;
import static dev.pointsman.gateway.TestGateway.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.store.Joined;
import dev.pointsman.gateway.store.SqliteStore;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What joined a gateway is there after a restart, or is told to be left out and can be taken away.
class NewcomersTest {
  private static final String PATH = "/v1/admin/models";

  @TempDir
  private Path folder = Path.of("");
  private final FakeUpstream old = FakeUpstream.start();
  private final FakeUpstream fresh = FakeUpstream.start();

  @BeforeEach
  void answer() {
    fresh.always((_, line) -> line.json(200, FakeUpstream.completion("42")));
  }

  @AfterEach
  void close() {
    old.close();
    fresh.close();
  }

  private SqliteStore store() {
    return SqliteStore.open(folder.resolve("log.db"), new WordEncoder().fingerprint(), _ -> {});
  }

  private TestGateway gateway(String... routers) {
    return gateway(List.of(model("small", old, 1)), routers);
  }

  private TestGateway gateway(List<Model> models, String... routers) {
    return TestGateway.on(store(), models,
        Stream.of(routers).map(name -> new Router.Spec(name, "linucb", models, 0.3, 1)).toList());
  }

  private String written() {
    return "{\"name\":\"new\",\"base_url\":\"" + fresh.baseUrl() + "\"}";
  }

  private HttpResponse<String> join(TestGateway gateway, String more) {
    return gateway.post(PATH, "{\"model\":" + written() + more + "}", "content-type", "application/json");
  }

  private static JsonNode told(TestGateway gateway) {
    return json(gateway.get(PATH + "/new").body());
  }

  private static List<String> routers(TestGateway gateway) {
    return told(gateway).get("routers").valueStream().map(JsonNode::asString).toList();
  }

  @Test
  void aModelOneOfWhoseRoutersIsGoneServesTheOthersAndAllOnceItIsBack() {
    try (var gateway = gateway("auto", "second")) {
      assertThat(join(gateway, ",\"routers\":[\"auto\",\"second\"]").statusCode()).isEqualTo(201);
    }
    try (var gateway = gateway("auto")) {
      assertThat(routers(gateway)).containsExactly("auto");
      assertThat(gateway.notices()).containsExactly(
          "model new, which joined earlier, serves auto only: there is no router second");
      assertThat(gateway.chat(ask("new", "hi")).statusCode()).isEqualTo(200);
    }
    try (var gateway = gateway("auto", "second")) {
      assertThat(routers(gateway)).containsExactly("auto", "second");
      assertThat(gateway.notices()).isEmpty();
    }
  }

  @Test
  void aModelNoneOfWhoseRoutersIsThereIsLeftOutAndHereAgainOnceOneIs() {
    try (var gateway = gateway("auto", "second")) {
      assertThat(join(gateway, ",\"routers\":[\"second\"]").statusCode()).isEqualTo(201);
    }
    try (var gateway = gateway("auto")) {
      assertThat(told(gateway).get("state").asString()).isEqualTo("left_out");
      assertThat(routers(gateway)).isEmpty();
      assertThat(gateway.chat(ask("new", "hi")).statusCode()).isEqualTo(404);
    }
    try (var gateway = gateway("second")) {
      assertThat(told(gateway).get("state").asString()).isEqualTo("in_service");
    }
  }

  @Test
  void aModelWhoseKeyIsNotSetAnyMoreIsToldAsLeftOutUntilItIsDeleted() {
    try (SqliteStore store = store()) {
      store.join("new", new Joined(written().replace("}", ",\"api_key\":\"${NEW_KEY}\"}"), List.of("auto"),
          Optional.empty()));
    }
    try (var gateway = gateway("auto")) {
      assertThat(gateway.notices())
          .containsExactly("model new, which joined earlier, is left out: ${NEW_KEY} is not set;"
              + " DELETE /v1/admin/models/new forgets it");
      assertThat(told(gateway).get("state").asString()).isEqualTo("left_out");
      assertThat(told(gateway).get("notes").valueStream().map(JsonNode::asString))
          .containsExactly("${NEW_KEY} is not set");
      assertThat(join(gateway, "").body()).contains("joined earlier and is left out").contains("DELETE it first");
      assertThat(json(gateway.delete(PATH + "/new").body()).get("state").asString()).isEqualTo("left");
      assertThat(gateway.get(PATH + "/new").statusCode()).isEqualTo(404);
      assertThat(join(gateway, "").statusCode()).isEqualTo(201);
    }
  }

  @Test
  void aConfiguredModelStaysWhenTheOneThatJoinedByItsNameIsDeleted() {
    try (var gateway = gateway("auto")) {
      assertThat(join(gateway, "").statusCode()).isEqualTo(201);
    }
    List<Model> models = List.of(model("small", old, 1), model("new", old, 2));
    try (var gateway = gateway(models, "auto")) {
      assertThat(told(gateway).get("state").asString()).isEqualTo("left_out");
      assertThat(gateway.delete(PATH + "/new").statusCode()).isEqualTo(200);
      assertThat(gateway.delete(PATH + "/new").statusCode()).isEqualTo(409);
      assertThat(gateway.chat(ask("new", "hi")).statusCode()).isEqualTo(200);
    }
    try (var gateway = gateway(models, "auto")) {
      assertThat(gateway.notices()).isEmpty();
      assertThat(json(gateway.get(PATH).body()).get("data")).isEmpty();
    }
  }

  @Test
  void moneyIsToldWithoutZerosBehindItAndALimitBelowABillionthOfADollarIsRefused() {
    try (var gateway = gateway("auto")) {
      String quiz = ",\"quiz\":{\"grader\":\"exact\",\"prompts\":[{\"prompt\":\"6 times 7?\",\"expected\":\"42\"}]}";
      assertThat(join(gateway, quiz + ",\"limit_usd\":1e-12").body())
          .contains("limit_usd must lie in [0.000000001, 1000000], not 1E-12");
      String told = join(gateway, quiz + ",\"limit_usd\":1e-9").body();
      assertThat(told).contains("\"cost_usd\":0,");
      assertThat(json(told).at("/quiz/limit_usd").decimalValue()).isEqualByComparingTo("0.000000001");
      assertThat(Eventually.holds(() -> !told(gateway).get("state").asString().equals("quizzing"))).isTrue();
      String dear = join(gateway, quiz + ",\"limit_usd\":2.50").body();
      assertThat(dear).contains("\"limit_usd\":2.5}");
    }
  }

  @Test
  void whatAQuizFoundIsToldAfterARestartAsBefore() {
    String before;
    try (var gateway = gateway("auto")) {
      assertThat(join(gateway, ",\"limit_usd\":0.0005,\"quiz\":{\"grader\":\"exact\",\"max_tokens\":100,\"prompts\":["
          + "{\"prompt\":\"6 times 7?\",\"expected\":\"42\"},{\"prompt\":\"6 times 8?\",\"expected\":\"48\"},"
          + "{\"prompt\":\"" + "6 times 7? ".repeat(100) + "\",\"expected\":\"42\"}]}").statusCode()).isEqualTo(202);
      assertThat(Eventually.holds(() -> !told(gateway).get("state").asString().equals("quizzing"))).isTrue();
      before = gateway.get(PATH + "/new").body();
      assertThat(json(before).at("/quiz/quality").asDouble()).isEqualTo(0.5);
      assertThat(json(before).at("/quiz/of").asInt()).isEqualTo(3);
      assertThat(json(before).get("notes").toString()).contains("stopped at its limit of $0.0005");
    }
    try (var gateway = gateway("auto")) {
      assertThat(gateway.get(PATH + "/new").body()).isEqualTo(before);
    }
  }
}
