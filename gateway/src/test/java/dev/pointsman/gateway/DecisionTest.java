package dev.pointsman.gateway;

import static dev.pointsman.gateway.TestGateway.ask;
import static dev.pointsman.gateway.TestGateway.json;
import static dev.pointsman.gateway.TestGateway.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.gateway.provider.Capability;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Decisions explained.
class DecisionTest {
  private final FakeUpstream upstream = FakeUpstream.start();
  private final TestGateway gateway = TestGateway.routing("frontier", 0.3, model("small", upstream, 1),
      model("large", upstream, 10),
      model("tiny", upstream.baseUrl(), 1, OptionalLong.of(10), Set.of(Capability.values())));

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  private JsonNode decided(String model, String... more) {
    return gateway.decision(json(gateway.chat(ask(model, "about " + "words ".repeat(20), more)).body()).get("id")
        .asString());
  }

  @Test
  void aDecisionHasTheContractsFieldsAndNoOthers() {
    JsonNode decision = decided("auto");
    gateway.post("/v1/feedback",
        "{\"id\":\"" + decision.get("id").asString() + "\",\"value\":0.5,\"feedback_id\":\"f\"}");
    decision = gateway.decision(decision.get("id").asString());
    assertThat(decision.propertyNames()).containsExactly("id", "router", "policy", "time", "cost_weight", "candidates",
        "excluded", "chosen", "propensity", "explored", "attempts", "served", "cost_usd", "usage", "feedback",
        "encoder");
    assertThat(decision.get("candidates").get(0).propertyNames()).containsExactly("model", "quality", "quality_low",
        "quality_high", "expected_cost_usd", "score", "propensity", "parts");
    assertThat(decision.get("candidates").get(0).get("parts").propertyNames()).containsExactly("prior", "judgements",
        "price");
    assertThat(decision.get("excluded").get(0).propertyNames()).containsExactly("model", "reason");
    assertThat(decision.get("attempts").get(0).propertyNames()).containsExactly("model", "status", "cost_usd",
        "latency_ms");
    assertThat(decision.get("usage").propertyNames()).containsExactly("input_tokens", "cached_input_tokens",
        "output_tokens", "reasoning_tokens", "estimated");
    assertThat(decision.get("feedback").get(0).propertyNames()).containsExactly("metric", "value", "source",
        "feedback_id", "time");
  }

  @ParameterizedTest
  @CsvSource({"barp,false", "llm-bandit-paper,false", "llm-bandit,true", "linucb,true"})
  void nothingIsTakenOffAScoreThatIsAProbability(String policy, boolean priced) {
    try (TestGateway other = TestGateway.routing(policy, 0.3, model("small", upstream, 1),
        model("large", upstream, 10))) {
      JsonNode decision = other.decision(json(other.chat(ask("auto", "hello")).body()).get("id").asString());
      assertThat(decision.get("candidates").get(0).get("parts").has("price")).isEqualTo(priced);
    }
  }

  @Test
  void whatItSaysHangsTogether() {
    JsonNode decision = decided("auto");
    assertThat(decision.get("router").asString()).isEqualTo("auto");
    assertThat(decision.get("policy").asString()).isEqualTo("frontier");
    assertThat(decision.get("cost_weight").asDouble()).isEqualTo(0.3);
    assertThat(decision.get("encoder").asString()).isEqualTo("words");
    assertThat(Instant.parse(decision.get("time").asString())).isCloseTo(Instant.now(),
        within(Duration.ofMinutes(1)));
    assertThat(decision.get("excluded").get(0).get("model").asString()).isEqualTo("tiny");
    assertThat(decision.get("excluded").get(0).get("reason").asString()).contains("context window of 10");
    double sum = 0;
    double chosen = 0;
    for (JsonNode candidate : decision.get("candidates")) {
      sum += candidate.get("propensity").asDouble();
      assertThat(candidate.get("quality_low").asDouble()).isBetween(0.0, candidate.get("quality").asDouble());
      assertThat(candidate.get("quality_high").asDouble()).isBetween(candidate.get("quality").asDouble(), 1.0);
      assertThat(candidate.get("expected_cost_usd").decimalValue()).isPositive();
      assertThat(candidate.get("parts").get("judgements").asDouble()).isZero();
      assertThat(candidate.get("quality").asDouble()).as("nothing but the prior is known")
          .isCloseTo(candidate.get("parts").get("prior").asDouble(), within(1e-12));
      assertThat(candidate.get("score").asDouble()).isCloseTo(
          0.7 * candidate.get("quality").asDouble() - candidate.get("parts").get("price").asDouble(),
          within(1e-12));
      if (candidate.get("model").equals(decision.get("chosen"))) {
        chosen = candidate.get("propensity").asDouble();
      }
    }
    assertThat(sum).isCloseTo(1, within(1e-9));
    assertThat(decision.get("propensity").asDouble()).isEqualTo(chosen);
    assertThat(decision.get("served")).isEqualTo(decision.get("chosen"));
    assertThat(decision.get("attempts").get(0).get("model")).isEqualTo(decision.get("served"));
    assertThat(decision.get("cost_usd")).isEqualTo(decision.get("attempts").get(0).get("cost_usd"));
  }

  @Test
  void withoutExplorationTheBestScoreIsChosenForSure() {
    JsonNode decision = decided("auto", "\"pointsman\":{\"explore\":false}");
    assertThat(decision.get("propensity").asDouble()).isEqualTo(1);
    assertThat(decision.get("explored").asBoolean()).isFalse();
    double best = StreamSupport.stream(decision.get("candidates").spliterator(), false)
        .mapToDouble(c -> c.get("score").asDouble()).max().orElseThrow();
    assertThat(StreamSupport.stream(decision.get("candidates").spliterator(), false)
        .filter(c -> c.get("model").equals(decision.get("chosen"))).findFirst().orElseThrow().get("score").asDouble())
        .isEqualTo(best);
  }

  @Test
  void aCandidateAboveTheMaximumIsExcluded() {
    JsonNode decision = decided("auto", "\"pointsman\":{\"max_cost_usd\":0.001}");
    Iterator<JsonNode> candidates = decision.get("candidates").iterator();
    assertThat(candidates.next().get("model").asString()).isEqualTo("small");
    assertThat(candidates.hasNext()).isFalse();
    assertThat(decision.get("excluded").toString()).contains("large", "max_cost_usd");
  }

  @Test
  void sessionAndTagsAreKeptWhereTheyWereGiven() {
    JsonNode decision = decided("auto", "\"pointsman\":{\"session\":\"s-1\",\"tags\":{\"team\":\"blue\"}}");
    assertThat(decision.get("session").asString()).isEqualTo("s-1");
    assertThat(decision.get("tags").toString()).isEqualTo("{\"team\":\"blue\"}");
  }

  @Test
  void aModelAskedForByNameHasADecisionToo() {
    JsonNode decision = decided("tiny");
    assertThat(decision.get("router").isNull()).isTrue();
    assertThat(decision.get("policy").asString()).isEqualTo("direct");
    assertThat(decision.get("candidates")).hasSize(1);
    assertThat(decision.get("chosen").asString()).isEqualTo("tiny");
    assertThat(decision.get("propensity").asDouble()).isEqualTo(1);
  }

  @Test
  void theHeadersOfAnAnswerSayTheSame() {
    HttpResponse<String> response = gateway.chat(ask("auto", "hi"));
    String id = response.headers().firstValue("x-pointsman-decision-id").orElseThrow();
    JsonNode decision = gateway.decision(id);
    assertThat(response.headers().firstValue("x-pointsman-model")).contains(decision.get("served").asString());
    assertThat(response.headers().firstValue("x-pointsman-policy")).contains(decision.get("policy").asString());
    assertThat(response.headers().firstValue("x-pointsman-explored"))
        .contains(decision.get("explored").asBoolean() + "");
    assertThat(response.headers().firstValue("x-pointsman-cost-usd").map(BigDecimal::new).orElseThrow())
        .isEqualByComparingTo(decision.get("cost_usd").decimalValue());
  }
}
