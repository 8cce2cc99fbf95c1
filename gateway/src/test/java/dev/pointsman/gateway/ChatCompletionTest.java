package dev.pointsman.gateway;

import static dev.pointsman.gateway.FakeUpstream.completion;
import static dev.pointsman.gateway.TestGateway.ask;
import static dev.pointsman.gateway.TestGateway.hasty;
import static dev.pointsman.gateway.TestGateway.json;
import static dev.pointsman.gateway.TestGateway.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.gateway.provider.Capability;
import dev.pointsman.gateway.provider.Model;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Whole answers through the gateway.
class ChatCompletionTest {
  private final FakeUpstream small = FakeUpstream.start();
  private final FakeUpstream large = FakeUpstream.start();
  private final TestGateway gateway = TestGateway.inOrder(model("small", small, 1), model("large", large, 100));

  @AfterEach
  void stop() {
    gateway.close();
    small.close();
    large.close();
  }

  @Test
  void everyByteIsTheUpstreamsButForIdAndModel() {
    HttpResponse<String> response = gateway.chat(ask("auto", "hi"));
    assertThat(response.statusCode()).isEqualTo(200);
    String id = json(response.body()).get("id").asString();
    assertThat(response.body()).isEqualTo(completion("hello").replace("\"up-1\"", "\"" + id + "\"")
        .replace("\"upstream-name\"", "\"small\""));
    assertThat(response.headers().firstValue("x-pointsman-decision-id")).contains(id);
  }

  @Test
  void anAnswerCarriesItsDecisionInHeaders() {
    HttpResponse<String> response = gateway.chat(ask("auto", "hi"));
    assertThat(response.headers().firstValue("x-pointsman-model")).contains("small");
    assertThat(response.headers().firstValue("x-pointsman-policy")).contains("cheapest");
    assertThat(response.headers().firstValue("x-pointsman-explored")).contains("false");
    assertThat(response.headers().firstValue("x-pointsman-cost-usd")).contains("0.000015");
  }

  @Test
  void everyRequestFieldGoesThroughButModelAndOurOwn() {
    gateway.chat("{ \"temperature\" : 0.50, \"model\":\"auto\", \"pointsman\":{\"cost_weight\":1},"
        + "\"messages\":[{\"role\":\"user\",\"content\":\"h\\u00e9\"}], \"x_new\":{\"a\":[]} }");
    assertThat(small.received().getFirst().body()).isEqualTo("{ \"temperature\" : 0.50, \"model\":\"upstream-small\", "
        + "\"messages\":[{\"role\":\"user\",\"content\":\"h\\u00e9\"}], \"x_new\":{\"a\":[]} }");
  }

  @Test
  void theClientsCredentialsAndOurHeadersStayHereAndOthersGoOn() {
    gateway.chat(ask("auto", "hi"), "Authorization", "Bearer client-key", "x-pointsman-cost-weight", "0.5", "X-Title",
        "my app", "OpenAI-Beta", "x=1", "Cookie", "a=b");
    var headers = small.received().getFirst().headers();
    assertThat(headers).containsEntry("authorization", "Bearer " + TestGateway.API_KEY)
        .containsEntry("x-title", "my app")
        .containsEntry("openai-beta", "x=1").doesNotContainKey("cookie");
    assertThat(headers.keySet()).noneMatch(name -> name.startsWith("x-pointsman"));
    assertThat(headers.toString()).doesNotContain("client-key");
  }

  @Test
  void whatTheClientsConnectionHeaderNamesStaysHere() {
    try (RawClient client = RawClient.to(gateway).chat(ask("auto", "hi"), "Connection: Upgrade, HTTP2-Settings",
        "Upgrade: h2c", "HTTP2-Settings: AAEAAEAAAAIAAAAB", "X-Title: my app")) {
      assertThat(client.answer().body()).contains("hello");
    }
    assertThat(small.received().getFirst().headers()).containsEntry("x-title", "my app")
        .doesNotContainKeys("http2-settings", "upgrade");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "[::ffff:127.0.0.1]"})
  void theUpstreamIsToldTheHostOfItsUrl(String host) {
    URI url = URI.create("http://" + host + ":" + small.baseUrl().getPort() + "/v1");
    Model model = model("named", url, 1, OptionalLong.empty(), Set.of(Capability.values()));
    try (TestGateway other = TestGateway.inOrder(model)) {
      assertThat(other.chat(ask("auto", "hi")).statusCode()).isEqualTo(200);
    }
    assertThat(small.received().getFirst().headers()).containsEntry("host", url.getAuthority());
  }

  @Test
  void whoseAccountTheClientsKeyIsOfStaysHereWithTheKey() {
    gateway.chat(ask("auto", "hi"), "OpenAI-Organization", "org-1", "OpenAI-Project", "proj-1");
    assertThat(small.received().getFirst().headers()).doesNotContainKeys("openai-organization", "openai-project");
  }

  @Test
  void aRefusalByTheUpstreamCarriesItsRequestId() {
    small.once((_, line) -> line.json(400, "{\"error\":{\"message\":\"no\"}}", "X-Request-Id: req-1"));
    HttpResponse<String> response = gateway.chat(ask("auto", "hi"));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("x-request-id")).contains("req-1");
    assertThat(response.headers().firstValue("x-pointsman-decision-id")).isPresent();
  }

  @Test
  void aModelAskedForByNameIsCalledWithoutRouting() {
    HttpResponse<String> response = gateway.chat(ask("large", "hi"));
    assertThat(json(response.body()).get("model").asString()).isEqualTo("large");
    assertThat(small.received()).isEmpty();
    JsonNode decision = gateway.decision(json(response.body()).get("id").asString());
    assertThat(decision.get("router").isNull()).isTrue();
    assertThat(decision.get("policy").asString()).isEqualTo("direct");
  }

  @Test
  void theNextBestAnswersWhenTheChosenFailsBeforeItsFirstByte() {
    List<FakeUpstream.Script> failures = List.of((_, line) -> line.json(500, "{}"), (_, line) -> line.json(503, "{}"),
        (_, line) -> line.json(429, "{}"), (_, line) -> line.json(408, "{}"), (_, line) -> line.json(409, "{}"),
        (_, line) -> line.json(401, "{}"), (_, line) -> line.json(200, "{\"error\":{\"message\":\"overloaded\"}}"),
        (_, line) -> line.json(200, "<html>"));
    List<String> statuses = new ArrayList<>();
    for (FakeUpstream.Script failure : failures) {
      small.once(failure);
      HttpResponse<String> response = gateway.chat(ask("auto", "hi"));
      assertThat(response.statusCode()).isEqualTo(200);
      JsonNode decision = gateway.decision(json(response.body()).get("id").asString());
      assertThat(decision.get("chosen").asString()).isEqualTo("small");
      assertThat(decision.get("served").asString()).isEqualTo("large");
      assertThat(decision.get("attempts").get(1).get("status").asString()).isEqualTo("ok");
      statuses.add(decision.get("attempts").get(0).get("status").asString());
      gateway.chat(ask("small", "back to health"));
    }
    assertThat(statuses).containsExactly("http_500", "http_503", "http_429", "http_408", "http_409", "http_401",
        "garbage", "garbage");
  }

  @Test
  void theNextBestAnswersWhenTheChosenStalls() {
    small.always((_, line) -> line.stall());
    try (TestGateway hasty = TestGateway.inOrder(hasty(model("small", small, 1)), model("large", large, 100))) {
      JsonNode decision = hasty.decision(json(hasty.chat(ask("auto", "hi")).body()).get("id").asString());
      assertThat(decision.get("served").asString()).isEqualTo("large");
      assertThat(decision.get("attempts").get(0).get("status").asString()).isEqualTo("timeout");
    }
  }

  @Test
  void aModelThatKeepsFailingRestsAndIsLeftOut() {
    small.always((_, line) -> line.json(500, "{}"));
    for (int i = 0; i < 3; i++) {
      gateway.chat(ask("auto", "hi"));
    }
    JsonNode decision = gateway.decision(json(gateway.chat(ask("auto", "hi")).body()).get("id").asString());
    assertThat(decision.get("excluded").get(0).get("model").asString()).isEqualTo("small");
    assertThat(decision.get("attempts")).hasSize(1);
    assertThat(small.received()).hasSize(3);
  }

  @Test
  void aKeptConnectionThatTheUpstreamHadClosedIsReplacedUnseen() {
    small.always((_, line) -> {
      line.json(200, completion("once"));
      line.hangUp();
    });
    for (int i = 0; i < 20; i++) {
      assertThat(json(gateway.chat(ask("small", "hi")).body()).get("model").asString()).isEqualTo("small");
    }
  }

  @Test
  void tokensAndMoneyAreWrittenDown() {
    small.always((_, line) -> line.json(200, "{\"choices\":[{\"message\":{\"content\":\"x\"}}],\"usage\":{"
        + "\"prompt_tokens\":100,\"completion_tokens\":50,\"prompt_tokens_details\":{\"cached_tokens\":40},"
        + "\"completion_tokens_details\":{\"reasoning_tokens\":30}}}"));
    HttpResponse<String> response = gateway.chat(ask("auto", "hi"));
    JsonNode decision = gateway.decision(json(response.body()).get("id").asString());
    assertThat(decision.get("cost_usd").decimalValue()).isEqualByComparingTo("0.00015");
    assertThat(decision.get("usage").toString()).isEqualTo("{\"input_tokens\":100,\"cached_input_tokens\":40,"
        + "\"output_tokens\":50,\"reasoning_tokens\":30,\"estimated\":false}");
  }

  @Test
  void anAnswerWithoutIdAndModelGetsThem() {
    small.always((_, line) -> line.json(200, "{\"choices\":[]}"));
    JsonNode answer = json(gateway.chat(ask("auto", "hi")).body());
    assertThat(answer.get("id").asString()).startsWith("chatcmpl-");
    assertThat(answer.get("model").asString()).isEqualTo("small");
  }

  @Test
  void upstreamsThatRepeatAnIdDoNotMakeOursRepeat() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      ids.add(json(gateway.chat(ask("auto", "hi")).body()).get("id").asString());
    }
    assertThat(ids).doesNotHaveDuplicates();
  }
}
