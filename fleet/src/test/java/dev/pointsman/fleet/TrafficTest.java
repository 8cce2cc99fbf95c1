package dev.pointsman.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.fleet.FakeGateway.Script;
import dev.pointsman.routing.Money;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Traffic asks, rates and reports, whatever the gateway answers.
class TrafficTest {
  private static final double FAST = 2_000;

  private final FakeWorld world = new FakeWorld();

  private List<Round> play(TrafficPlan plan) {
    List<Round> rounds = new ArrayList<>();
    new Traffic(world, plan, rounds::add).run();
    return rounds;
  }

  private static TrafficPlan plan(FakeGateway gateway, int count) {
    return TrafficPlan.to(gateway.baseUrl(), FAST).withCount(count);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void everyAnswerIsReportedWithItsScoreAndCost(double streamingShare) {
    world.with("prompt 2", "cheap", 0.25, "0.5");
    try (var gateway = FakeGateway.answering("cheap")) {
      List<Round> rounds = play(plan(gateway, 3).withStreamingShare(streamingShare));
      assertThat(rounds).extracting(Round::number).containsExactlyInAnyOrder(0L, 1L, 2L);
      Round second = rounds.stream().filter(round -> round.number() == 1).findFirst().orElseThrow();
      assertThat(second.task().prompt()).isEqualTo("prompt 2");
      assertThat(second.servedModel()).isEqualTo("cheap");
      assertThat(second.score()).isEqualTo(0.25);
      assertThat(second.cost().usd()).isEqualTo(0.5);
      assertThat(second.latency()).isPositive();
      assertThat(second.failed()).isFalse();
      assertThat(second.feedbackFailure()).isEmpty();
    }
  }

  @Test
  void requestsAskForTheRouterWithTheCostWeight() {
    try (var gateway = FakeGateway.answering("cheap")) {
      play(plan(gateway, 1).withStreamingShare(0).withModel("mine").withCostWeight(0.3));
      assertThat(gateway.requests()).containsExactly(Json.MAPPER.readTree(
          """
              {"model": "mine", "messages": [{"role": "user", "content": "prompt 1"}], "pointsman": {"cost_weight": 0.3}}"""));
    }
  }

  @Test
  void withoutACostWeightTheGatewayDecidesIt() {
    try (var gateway = FakeGateway.answering("cheap")) {
      play(plan(gateway, 1));
      assertThat(gateway.requests()).allSatisfy(request -> {
        assertThat(request.has("pointsman")).isFalse();
        assertThat(request.path("model").stringValue()).isEqualTo("auto");
      });
    }
  }

  @Test
  void aShareOfTheRequestsIsStreamed() {
    try (var gateway = FakeGateway.answering("cheap")) {
      assertThat(play(plan(gateway, 400).withStreamingShare(0.25))).noneMatch(Round::failed);
      long streamed = gateway.requests().stream().filter(request -> request.path("stream").asBoolean(false)).count();
      assertThat(streamed).isBetween(70L, 130L);
    }
  }

  @Test
  void answersAreRatedByTheirIdWithTheScore() {
    world.with("prompt 1", "cheap", 0.75, "1");
    try (var gateway = FakeGateway.answering("cheap")) {
      play(plan(gateway, 1));
      assertThat(gateway.feedback())
          .containsExactly(Json.MAPPER.readTree("{\"id\": \"id-1\", \"value\": 0.75}"));
    }
  }

  @Test
  void aShareOfTheAnswersIsRated() {
    try (var gateway = FakeGateway.answering("cheap")) {
      play(plan(gateway, 400).withFeedbackShare(0.5));
      assertThat(gateway.feedback().size()).isBetween(150, 250);
      play(plan(gateway, 20).withFeedbackShare(0));
      assertThat(gateway.feedback().size()).isBetween(150, 250);
    }
  }

  @Test
  void theGatewaysHeadersTellExplorationAndCost() {
    try (var gateway = new FakeGateway(200, _ -> Script.plain("cheap").exploring().costing("0.000000123"))) {
      Round round = play(plan(gateway, 1).withStreamingShare(0)).getFirst();
      assertThat(round.explored()).isTrue();
      assertThat(round.cost()).isEqualTo(new Money(123));
    }
  }

  @Test
  void withoutACostHeaderTheWorldTellsTheCost() {
    try (var gateway = FakeGateway.answering("cheap")) {
      Round round = play(plan(gateway, 1)).getFirst();
      assertThat(round.explored()).isFalse();
      assertThat(round.cost()).isEqualTo(new Money(50_000));
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "429 | {\"error\":{\"code\":\"budget_exhausted\",\"message\":\"spent\"}} | 429 budget_exhausted: spent",
      "502 | <html> | 502 with a body that is not JSON",
      "200 | {\"model\":\"cheap\"} | the answer has no id or no model",
      "200 | <html> | the answer is malformed",
      "200 | {\"id\":\"a\",\"model\":\"huge\"} | the world knows no outcome of model 'huge' on this prompt"})
  void anAnswerThatIsNoneIsAFailedRoundWithItsReason(int status, String body, String reason) {
    try (var gateway = new FakeGateway(200, _ -> new Script(status, body, false, ""))) {
      Round round = play(plan(gateway, 1).withStreamingShare(0)).getFirst();
      assertThat(round.failure().orElseThrow()).startsWith(reason);
      assertThat(round.servedModel()).isEmpty();
      assertThat(gateway.feedback()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "data: {\"id\":\"a\",\"model\":\"cheap\"} | the stream ended without [DONE]",
      "data: {\"error\":{\"message\":\"stalled\"}} | the stream ended without [DONE]: stalled",
      "'' | the stream ended without [DONE]"})
  void aBrokenStreamIsAFailedRound(String body, String reason) {
    try (var gateway = new FakeGateway(200, _ -> new Script(200, body + "\n\n", false, ""))) {
      assertThat(play(plan(gateway, 1).withStreamingShare(1)).getFirst().failure()).hasValue(reason);
    }
  }

  @Test
  void aMalformedCostIsNotTakenForAnAmount() {
    try (var gateway = new FakeGateway(200, _ -> Script.plain("cheap").costing("cheap"))) {
      assertThat(play(plan(gateway, 1).withStreamingShare(0)).getFirst().failure().orElseThrow())
          .startsWith("the answer is malformed");
    }
  }

  @Test
  void aRefusedRatingIsReportedAndTheRoundStillCounts() {
    try (var gateway = new FakeGateway(404, _ -> Script.plain("cheap"))) {
      Round round = play(plan(gateway, 1).withStreamingShare(0)).getFirst();
      assertThat(round.failed()).isFalse();
      assertThat(round.feedbackFailure()).hasValue("404 not_found: no such id");
    }
  }

  @Test
  void aGatewayThatIsNotThereFailsEveryRound() {
    FakeGateway gone = FakeGateway.answering("cheap");
    URI baseUrl = gone.baseUrl();
    gone.close();
    assertThat(play(TrafficPlan.to(baseUrl, FAST).withCount(3))).hasSize(3)
        .allSatisfy(round -> assertThat(round.failure().orElseThrow()).startsWith("no connection to " + baseUrl));
  }

  @Test
  void requestsBecomeDueAtTheRate() {
    try (var gateway = FakeGateway.answering("cheap")) {
      long start = System.nanoTime();
      play(TrafficPlan.to(gateway.baseUrl(), 100).withCount(21));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }
  }

  @Test
  void sendingEndsWithItsTime() {
    try (var gateway = FakeGateway.answering("cheap")) {
      assertThat(play(TrafficPlan.to(gateway.baseUrl(), 200).withDuration(Duration.ofMillis(100)))).hasSizeBetween(1,
          20);
    }
  }

  @Test
  void noMoreThanTheLimitAreInFlight() {
    var inFlight = new AtomicInteger();
    var most = new AtomicInteger();
    try (var gateway = new FakeGateway(200, _ -> {
      most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
      inFlight.decrementAndGet();
      return Script.plain("cheap");
    })) {
      assertThat(play(plan(gateway, 200).withStreamingShare(0).withMostInFlight(3))).hasSize(200);
      assertThat(most.get()).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void stoppingWaitsForWhatIsInFlight() throws Exception {
    var arrived = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    List<Round> rounds = new ArrayList<>();
    try (var gateway = new FakeGateway(200, _ -> held(arrived, release))) {
      var traffic = new Traffic(world,
          TrafficPlan.to(gateway.baseUrl(), FAST).withStreamingShare(0).withMostInFlight(1), rounds::add);
      Thread runner = Thread.ofVirtual().start(traffic::run);
      assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
      traffic.stop();
      release.countDown();
      runner.join();
      assertThat(rounds).hasSize(1).noneMatch(Round::failed);
    }
  }

  private static Script held(CountDownLatch arrived, CountDownLatch release) {
    arrived.countDown();
    try {
      assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Script.plain("cheap");
  }

  @Test
  void theSameSeedStreamsTheSameRequests() {
    assertThat(streamedPrompts(1)).isEqualTo(streamedPrompts(1)).isNotEqualTo(streamedPrompts(2));
  }

  private List<String> streamedPrompts(long seed) {
    try (var gateway = FakeGateway.answering("cheap")) {
      play(plan(gateway, 60).withStreamingShare(0.5).withSeed(seed));
      return gateway.requests().stream().filter(request -> request.has("stream"))
          .map(request -> request.at("/messages/0/content").stringValue()).sorted().toList();
    }
  }

  @Test
  void aSimulatedFleetBehindNoGatewayCanBeAskedDirectly() {
    var simulated = new SimulatedWorld(1);
    List<Round> rounds = new ArrayList<>();
    try (FleetServer server = FleetServer.start(simulated, 0)) {
      TrafficPlan direct = TrafficPlan.to(server.baseUrl(), FAST).withModel("sim-owl").withCount(40)
          .withFeedbackShare(0);
      new Traffic(simulated, direct, rounds::add).run();
    }
    assertThat(rounds).hasSize(40).allSatisfy(round -> {
      assertThat(round.failure()).isEmpty();
      assertThat(round.servedModel()).isEqualTo("sim-owl");
    });
  }

  @Test
  void aPlanRefusesWhatCannotBe() {
    TrafficPlan plan = TrafficPlan.to(URI.create("http://127.0.0.1:1/v1"), 1);
    assertThatThrownBy(() -> TrafficPlan.to(plan.baseUrl(), 0))
        .hasMessage("the requests per second must be above 0: 0.0");
    assertThatThrownBy(() -> plan.withCostWeight(1.1)).hasMessageContaining("the cost weight must be in [0, 1]");
    assertThatThrownBy(() -> plan.withStreamingShare(-1)).hasMessageContaining("the streaming share must be in [0, 1]");
    assertThatThrownBy(() -> plan.withFeedbackShare(Double.NaN)).hasMessageContaining("the feedback share");
    assertThatThrownBy(() -> plan.withMostInFlight(0)).hasMessageContaining("the most in flight must be at least 1: 0");
  }
}
