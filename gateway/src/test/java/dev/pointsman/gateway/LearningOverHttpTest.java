package dev.pointsman.gateway;

import static dev.pointsman.gateway.FakeUpstream.completion;
import static dev.pointsman.gateway.TestGateway.ask;
import static dev.pointsman.gateway.TestGateway.json;
import static dev.pointsman.gateway.TestGateway.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The gateway learns from feedback on the models that it chose, and from nothing else.
class LearningOverHttpTest {
  private static final List<String> TOPICS = List.of("algebra", "poem");
  private static final String BEST_GUESS = "\"pointsman\":{\"explore\":false}";

  private final FakeUpstream north = FakeUpstream.start();
  private final FakeUpstream south = FakeUpstream.start();
  private final TestGateway gateway = TestGateway.routing("frontier", 0.3, model("north", north, 1),
      model("south", south, 1));

  @AfterEach
  void stop() {
    gateway.close();
    north.close();
    south.close();
  }

  private static String prompt(String topic, SplittableRandom random) {
    return "number " + random.nextInt(1_000_000) + " on " + topic + " and " + random.nextInt(1_000_000);
  }

  private static JsonNode asked(TestGateway gateway, String text, String... more) {
    return json(gateway.chat(ask("auto", text, more)).body());
  }

  private JsonNode rate(String body) {
    HttpResponse<String> response = gateway.post("/v1/feedback", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response.body());
  }

  /// Asks and rates.
  ///
  /// @param good the model that is good at a topic; the other one is not
  private void live(int rounds, Map<String, String> good, SplittableRandom random) {
    for (int i = 0; i < rounds; i++) {
      String topic = TOPICS.get(random.nextInt(TOPICS.size()));
      JsonNode answer = asked(gateway, prompt(topic, random));
      boolean right = answer.get("model").asString().equals(good.get(topic));
      double value = random.nextDouble() < 0.1 ? 0.5 : right ? 0.9 : 0.2;
      rate("{\"id\":\"" + answer.get("id").asString() + "\",\"value\":" + value + "}");
    }
  }

  private void checkBestGuesses(Map<String, String> good, SplittableRandom random) {
    for (String topic : TOPICS) {
      int right = 0;
      for (int i = 0; i < 100; i++) {
        String asked = asked(gateway, prompt(topic, random), BEST_GUESS).get("model").asString();
        right += asked.equals(good.get(topic)) ? 1 : 0;
      }
      assertThat(right).as(topic + " goes to " + good.get(topic)).isGreaterThanOrEqualTo(90);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void itFindsOutWhoIsGoodAtWhatAndFindsOutAgainWhenThatChanges(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, String> good = Map.of("algebra", "north", "poem", "south");
    live(300, good, random);
    checkBestGuesses(good, random);
    Map<String, String> swapped = Map.of("algebra", "south", "poem", "north");
    live(500, swapped, random);
    checkBestGuesses(swapped, random);
  }

  @Test
  void whereOnlyCostCountsTheCheapestIsChosen() {
    try (TestGateway priced = TestGateway.routing("frontier", 0.3, model("dear", north, 50),
        model("cheap", south, 1))) {
      for (int i = 0; i < 20; i++) {
        JsonNode answer = asked(priced, "a poem", "\"pointsman\":{\"cost_weight\":1}");
        assertThat(answer.get("model").asString()).isEqualTo("cheap");
        priced.post("/v1/feedback", "{\"id\":\"" + answer.get("id").asString() + "\",\"value\":0}");
      }
      HttpResponse<String> byHeader = priced.chat(ask("auto", "a poem"), "x-pointsman-cost-weight", "1.0");
      assertThat(json(byHeader.body()).get("model").asString()).isEqualTo("cheap");
      assertThat(priced.decision(json(byHeader.body()).get("id").asString()).get("cost_weight").asDouble())
          .isEqualTo(1);
    }
  }

  @Test
  void theSameFeedbackIdCountsOnce() {
    String id = asked(gateway, "algebra").get("id").asString();
    String judgement = "{\"id\":\"" + id + "\",\"value\":1,\"feedback_id\":\"f-1\"}";
    assertThat(rate(judgement).toString())
        .isEqualTo("{\"id\":\"" + id + "\",\"status\":\"recorded\",\"learned\":true}");
    double learned = quality("algebra");
    assertThat(rate(judgement).toString())
        .isEqualTo("{\"id\":\"" + id + "\",\"status\":\"recorded\",\"duplicate\":true,\"learned\":true}");
    assertThat(rate(judgement.replace(":1,", ":0,")).get("duplicate").asBoolean()).isTrue();
    assertThat(quality("algebra")).isEqualTo(learned);
    assertThat(gateway.decision(id).get("feedback")).hasSize(1);
  }

  /// What the router thinks of the model that served the first prompt.
  private double quality(String prompt) {
    JsonNode decision = gateway.decision(asked(gateway, prompt, BEST_GUESS).get("id").asString());
    return decision.get("candidates").get(0).get("quality").asDouble()
        + decision.get("candidates").get(1).get("quality").asDouble();
  }

  @Test
  void theSameSourceAndMetricReplaces() {
    String id = asked(gateway, "algebra").get("id").asString();
    double before = quality("algebra");
    rate("{\"id\":\"" + id + "\",\"value\":1}");
    assertThat(quality("algebra")).isGreaterThan(before);
    JsonNode second = rate("{\"id\":\"" + id + "\",\"value\":0}");
    assertThat(second.toString())
        .isEqualTo("{\"id\":\"" + id + "\",\"status\":\"recorded\",\"replaced\":true,\"learned\":true}");
    assertThat(quality("algebra")).isLessThan(before);
    JsonNode feedback = gateway.decision(id).get("feedback");
    assertThat(feedback).hasSize(1);
    assertThat(feedback.get(0).get("value").asDouble()).isEqualTo(0);
  }

  @Test
  void replacingIsLearnedAsIfTheFirstHadNeverBeen() {
    try (TestGateway other = TestGateway.routing("frontier", 0.3, model("north", north, 1), model("south", south, 1))) {
      String changed = asked(gateway, "algebra").get("id").asString();
      rate("{\"id\":\"" + changed + "\",\"value\":0.9}");
      rate("{\"id\":\"" + changed + "\",\"value\":0.1}");
      String once = asked(other, "algebra").get("id").asString();
      other.post("/v1/feedback", "{\"id\":\"" + once + "\",\"value\":0.1}");
      JsonNode first = gateway.decision(asked(gateway, "algebra", BEST_GUESS).get("id").asString()).get("candidates");
      JsonNode second = other.decision(asked(other, "algebra", BEST_GUESS).get("id").asString()).get("candidates");
      for (int i = 0; i < 2; i++) {
        assertThat(first.get(i).get("quality").asDouble()).isCloseTo(second.get(i).get("quality").asDouble(),
            within(1e-9));
      }
    }
  }

  @Test
  void otherSourcesCountBesides() {
    String id = asked(gateway, "algebra").get("id").asString();
    rate("{\"id\":\"" + id + "\",\"value\":1,\"source\":\"user\"}");
    JsonNode second = rate("{\"id\":\"" + id + "\",\"value\":0,\"source\":\"judge\"}");
    assertThat(second.has("replaced")).isFalse();
    assertThat(second.has("duplicate")).isFalse();
    assertThat(gateway.decision(id).get("feedback")).hasSize(2);
  }

  @Test
  void otherMetricsAreKeptButTeachNothing() {
    String id = asked(gateway, "algebra").get("id").asString();
    double before = quality("algebra");
    JsonNode kept = rate("{\"id\":\"" + id + "\",\"value\":0,\"metric\":\"politeness\",\"source\":\"judge\"}");
    assertThat(kept.get("learned").asBoolean()).isFalse();
    assertThat(quality("algebra")).isEqualTo(before);
    JsonNode feedback = gateway.decision(id).get("feedback").get(0);
    assertThat(feedback.get("metric").asString()).isEqualTo("politeness");
    assertThat(feedback.get("source").asString()).isEqualTo("judge");
  }

  @Test
  void trueIsOneAndFalseIsNothing() {
    for (String value : List.of("true", "1", "1.0", "false", "0", "0.0", "0.25")) {
      String id = asked(gateway, "algebra").get("id").asString();
      assertThat(rate("{\"id\":\"" + id + "\",\"value\":" + value + "}").get("learned").asBoolean()).isTrue();
      double expected = switch (value) {
        case "true" -> 1;
        case "false" -> 0;
        default -> Double.parseDouble(value);
      };
      assertThat(gateway.decision(id).get("feedback").get(0).get("value").asDouble()).isEqualTo(expected);
    }
  }

  @Test
  void aModelAskedForByNameTeachesNobody() {
    double before = quality("algebra");
    String id = json(gateway.chat(ask("north", "algebra")).body()).get("id").asString();
    assertThat(rate("{\"id\":\"" + id + "\",\"value\":0}").get("learned").asBoolean()).isFalse();
    assertThat(quality("algebra")).isEqualTo(before);
    assertThat(gateway.decision(id).get("feedback")).hasSize(1);
  }

  @Test
  void feedbackOnAFallbackTeachesTheModelThatServed() {
    north.always((_, line) -> line.json(503, "{}"));
    String id = asked(gateway, "algebra", BEST_GUESS).get("id").asString();
    assertThat(gateway.decision(id).get("chosen").asString()).isEqualTo("north");
    JsonNode before = gateway.decision(id).get("candidates");
    north.always((_, line) -> line.json(200, completion("well")));
    assertThat(rate("{\"id\":\"" + id + "\",\"value\":0}").get("learned").asBoolean()).isTrue();
    JsonNode after = gateway.decision(asked(gateway, "algebra", BEST_GUESS).get("id").asString()).get("candidates");
    double chosen = after.get(0).get("quality").asDouble() - before.get(0).get("quality").asDouble();
    double served = after.get(1).get("quality").asDouble() - before.get(1).get("quality").asDouble();
    assertThat(served).isLessThan(0.0).isLessThan(1.5 * chosen);
  }

  @Test
  void anAnswerThatNobodyGotTeachesNothing() {
    north.always((_, line) -> line.json(503, "{}"));
    south.always((_, line) -> line.json(503, "{}"));
    String id = gateway.chat(ask("auto", "algebra")).headers().firstValue("x-pointsman-decision-id").orElseThrow();
    assertThat(rate("{\"id\":\"" + id + "\",\"value\":0}").get("learned").asBoolean()).isFalse();
  }
}
