package dev.pointsman.gateway;

import static dev.pointsman.gateway.FakeUpstream.chunk;
import static dev.pointsman.gateway.FakeUpstream.completion;
import static dev.pointsman.gateway.FakeUpstream.streaming;
import static dev.pointsman.gateway.TestGateway.ask;
import static dev.pointsman.gateway.TestGateway.json;
import static dev.pointsman.gateway.TestGateway.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.store.MemoryStore;
import dev.pointsman.gateway.store.SqliteStore;
import dev.pointsman.gateway.store.Store;
import dev.pointsman.routing.Money;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What calls do to the pace of a router's money, from their decision to their end. The only model is expected to cost 15 times the
/// budget per query.
class PacingTest {
  private static final double DEAR = 15;

  @TempDir
  private Path folder;

  private FakeUpstream upstream = FakeUpstream.start();
  private TestGateway gateway = TestGateway.inOrder(model("dear", upstream, 1000));
  private double ceiling;

  @BeforeEach
  void start() {
    upstream.always((_, line) -> line.json(200, completion("hello")));
    String id = json(gateway.chat(ask("auto", "hi")).body()).get("id").asString();
    double expected = gateway.decision(id).get("candidates").get(0).get("expected_cost_usd").asDouble();
    gateway.close();
    ceiling = expected / DEAR;
    gateway = rationed(new MemoryStore(100), model("dear", upstream, 1000));
  }

  private TestGateway rationed(Store store, Model... models) {
    var router = new Router.Spec("auto", "frontier", List.of(models), 0, 0, Optional.empty(),
        Optional.of(new Router.Ration(Money.roundedUp(ceiling), OptionalInt.empty())), Optional.empty());
    return TestGateway.on(store, router.models(), List.of(router));
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  /// Whether a call may be made that runs so many requests' money ahead; 20 may where nothing is spent or on its way.
  private boolean bears(double requests) {
    return gateway.pacing().next(new double[] {0.5, 0.5}, new double[] {1e-9, requests * ceiling}).eligible()[1];
  }

  private HttpResponse<String> asked(String... more) {
    return gateway.chat(ask("auto", "hi", more));
  }

  @Test
  void moneyIsHeldBackWhileACallIsOnItsWayAndNoLonger() throws Exception {
    var arrived = new CountDownLatch(1);
    var free = new CountDownLatch(1);
    upstream.always((_, line) -> {
      arrived.countDown();
      await(free);
      line.json(500, "{}");
    });
    assertThat(bears(19)).isTrue();
    CompletableFuture<HttpResponse<String>> call = CompletableFuture.supplyAsync(this::asked);
    arrived.await();
    assertThat(bears(19)).as("beside a call that is expected to cost 15").isFalse();
    free.countDown();
    assertThat(call.get().statusCode()).isEqualTo(502);
    assertThat(Eventually.holds(() -> bears(19))).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void callsThatNobodyAnsweredSaveNothingAndHoldNothingBack() {
    for (int status : new int[] {500, 429, 400, 401}) {
      upstream.always((_, line) -> line.json(status, "{\"error\":{\"message\":\"no\"}}"));
      for (int n = 0; n < 5; n++) {
        assertThat(asked().statusCode()).isGreaterThanOrEqualTo(400);
      }
    }
    assertThat(Eventually.holds(() -> bears(19.9))).isTrue();
    assertThat(bears(20.1)).isFalse();
  }

  @Test
  void whatACallCostIsWhatIsSpent() {
    HttpResponse<String> answer = asked();
    double cost = gateway.decision(json(answer.body()).get("id").asString()).get("cost_usd").asDouble();
    double left = 21 - cost / ceiling;
    assertThat(Eventually.holds(() -> bears(left - 0.01))).isTrue();
    assertThat(bears(left + 0.01)).isFalse();
  }

  @Test
  void aStreamIsPaidForOnceWhetherItEndsOrIsCut() {
    upstream.always(streaming("a", "b"));
    HttpResponse<String> whole = asked("\"stream\":true");
    double first = cost(whole);
    upstream.always((_, line) -> {
      line.startEvents();
      line.event(chunk("a"));
      line.hangUp();
    });
    double second = cost(asked("\"stream\":true"));
    double left = 22 - (first + second) / ceiling;
    assertThat(Eventually.holds(() -> bears(left - 0.01))).isTrue();
    assertThat(bears(left + 0.01)).isFalse();
  }

  @Test
  void aRestartGoesOnFromWhatIsOnRecord() {
    Path file = folder.resolve("paced.db");
    gateway.close();
    gateway = rationed(store(file), model("dear", upstream, 1000));
    double left = 21 - cost(asked()) / ceiling;
    assertThat(left).as("so that a pace that begins anew is told from it").isNotCloseTo(20, within(0.1));
    gateway.close();
    gateway = rationed(store(file), model("dear", upstream, 1000));
    assertThat(bears(left - 0.01)).isTrue();
    assertThat(bears(left + 0.01)).isFalse();
  }

  private static Store store(Path file) {
    return SqliteStore.open(file, "words", _ -> {});
  }

  @Test
  void aDecisionSaysWhatThePaceMadeOfIt() {
    gateway.close();
    ceiling /= 2;
    gateway = rationed(new MemoryStore(100), model("cheap", upstream, 1), model("dear", upstream, 1000));
    JsonNode decision = gateway.decision(json(asked().body()).get("id").asString());
    assertThat(decision.get("excluded").get(0).get("model").asString()).isEqualTo("dear");
    assertThat(decision.get("excluded").get(0).get("reason").asString()).contains("budget_per_query");
    gateway.close();
    gateway = rationed(new MemoryStore(100), model("dear", upstream, 1000));
    decision = gateway.decision(json(asked().body()).get("id").asString());
    assertThat(decision.get("asked_cost_weight").asDouble()).isZero();
    assertThat(decision.get("cost_weight").asDouble()).isGreaterThan(0.5);
    assertThat(decision.get("candidates").get(0).get("parts").get("price").asDouble()).isPositive();
  }

  private double cost(HttpResponse<String> answer) {
    return gateway.decision(answer.headers().firstValue("x-pointsman-decision-id").orElseThrow()).get("cost_usd")
        .asDouble();
  }
}
