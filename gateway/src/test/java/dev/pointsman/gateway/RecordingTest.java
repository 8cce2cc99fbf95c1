package dev.pointsman.gateway;

import static dev.pointsman.gateway.FakeUpstream.streaming;
import static dev.pointsman.gateway.TestGateway.ask;
import static dev.pointsman.gateway.TestGateway.json;
import static dev.pointsman.gateway.TestGateway.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.gateway.store.History;
import dev.pointsman.gateway.store.SqliteStore;
import dev.pointsman.gateway.store.Store;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Nothing is acknowledged that is not on record, and what is on record outlives the gateway.
class RecordingTest {
  private final FakeUpstream upstream = FakeUpstream.start();
  private final UnreliableStore store = new UnreliableStore();
  private final TestGateway gateway = on(store);

  private TestGateway on(Store anyStore) {
    var small = model("small", upstream, 1);
    return TestGateway.on(anyStore, List.of(small), List.of(TestGateway.auto("frontier", 0.3, small)));
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  private static void assertThatItIsNotRecorded(JsonNode error) {
    assertThat(error.get("code").asString()).isEqualTo("store_unavailable");
    assertThat(error.get("source").asString()).isEqualTo("gateway");
    assertThat(error.get("message").asString()).isEqualTo("the disk is full; make room");
  }

  @Test
  void aStoreInTroubleCostsNothingAndIsSaidByReadiness() {
    assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(200);
    store.troubled = true;
    HttpResponse<String> refused = gateway.chat(ask("auto", "hi"));
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).contains("1");
    assertThatItIsNotRecorded(json(refused.body()).get("error"));
    assertThat(upstream.received()).isEmpty();
    HttpResponse<String> unready = gateway.get("/health/ready");
    assertThat(unready.statusCode()).isEqualTo(503);
    assertThat(unready.body()).isEqualTo(
        "{\"status\":\"store_unavailable\",\"reason\":\"the disk is full; make room\"}");
    assertThat(gateway.get("/health/live").statusCode()).isEqualTo(200);
    store.troubled = false;
    assertThat(gateway.chat(ask("auto", "hi")).statusCode()).isEqualTo(200);
  }

  @Test
  void anAnswerThatCannotBeRecordedIsNotGiven() {
    store.failing = true;
    HttpResponse<String> refused = gateway.chat(ask("auto", "hi"));
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThatItIsNotRecorded(json(refused.body()).get("error"));
    assertThat(refused.body()).doesNotContain("hello");
  }

  @Test
  void aStreamThatCannotBeRecordedEndsWithAnErrorInsteadOfDone() {
    upstream.always(streaming("hello"));
    store.failing = true;
    try (RawClient client = RawClient.to(gateway).chat(ask("auto", "hi", "\"stream\":true"))) {
      assertThat(client.head().status()).isEqualTo(200);
      String body = client.rest();
      assertThat(body).contains("hello").doesNotContain("[DONE]");
      assertThatItIsNotRecorded(json(body.substring(body.lastIndexOf("data: ") + 6)).get("error"));
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void aStreamThatBreaksOffAndCannotBeRecordedTellsWhatBrokeIt() {
    upstream.always((_, line) -> {
      line.startEvents();
      line.event(FakeUpstream.chunk("hel"));
      store.failing = true;
      line.close();
    });
    try (RawClient client = RawClient.to(gateway).chat(ask("auto", "hi", "\"stream\":true"))) {
      assertThat(client.head().status()).isEqualTo(200);
      String body = client.rest();
      assertThat(body).contains("hel").doesNotContain("[DONE]");
      assertThat(json(body.substring(body.lastIndexOf("data: ") + 6)).get("error").get("code").asString())
          .isEqualTo("upstream_failed");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void whatACallerWritesNeverBecomesALabel() {
    store.troubled = true;
    gateway.chat(ask("no-such-name", "hi"));
    gateway.chat(ask("small", "hi"));
    gateway.chat(ask("auto", "hi"));
    assertThat(gateway.get("/metrics").body()).doesNotContain("no-such-name").contains(
        "pointsman_requests_total{outcome=\"refused\",router=\"unknown\"} 1.0",
        "pointsman_requests_total{outcome=\"refused\",router=\"direct\"} 1.0",
        "pointsman_requests_total{outcome=\"refused\",router=\"auto\"} 1.0");
  }

  @Test
  void anIdleRouterHoldsUpNeitherAStartNorTheEndOfOldRows(@TempDir Path folder) {
    var small = model("small", upstream, 1);
    var routers = List.of(TestGateway.auto("frontier", 0.3, small),
        new Router.Spec("idle", "linucb", List.of(small), 0.3, 1));
    try (TestGateway busy = TestGateway.on(open(folder), List.of(small), routers)) {
      busy.chat(ask("auto", "hi"));
      busy.chat(ask("auto", "hi"));
    }
    try (Store store = open(folder)) {
      assertThat(store.history().checkpoints("idle")).extracting(History.SavedState::sequence).containsExactly(2L);
      assertThat(store.history().checkpoints("auto")).extracting(History.SavedState::sequence).containsExactly(2L);
    }
  }

  @Test
  void feedbackAndQuestionsThatCannotBeServedAreRefusedAlike() {
    String id = json(gateway.chat(ask("auto", "hi")).body()).get("id").asString();
    store.failing = true;
    HttpResponse<String> feedback = gateway.post("/v1/feedback", "{\"id\":\"" + id + "\",\"value\":1}");
    assertThat(feedback.statusCode()).isEqualTo(503);
    assertThatItIsNotRecorded(json(feedback.body()).get("error"));
    assertThat(gateway.get("/v1/decisions/" + id).statusCode()).isEqualTo(503);
    store.failing = false;
    assertThat(gateway.decision(id).get("feedback")).isEmpty();
  }

  @Test
  void allBytesOfAStreamButTheLastFlowBeforeItIsRecorded() {
    upstream.always(streaming("hello"));
    store.flush = new CountDownLatch(1);
    try (RawClient client = RawClient.to(gateway).chat(ask("auto", "hi", "\"stream\":true"))) {
      String id = client.head().id();
      String event = client.event();
      while (!event.contains("finish_reason\":\"stop")) {
        event = client.event();
      }
      assertThat(client.hearsWithin(100)).isFalse();
      assertThat(gateway.decision(id).get("usage").isNull()).isTrue();
      store.flush.countDown();
      assertThat(client.rest()).contains("[DONE]");
      assertThat(gateway.decision(id).get("usage").isNull()).isFalse();
    }
  }

  @Test
  void whatWasAskedAnsweredAndJudgedIsThereAfterARestart(@TempDir Path folder) {
    String id;
    JsonNode before;
    JsonNode decision;
    try (TestGateway first = on(open(folder))) {
      id = json(first.chat(ask("auto", "hi")).body()).get("id").asString();
      assertThat(first.post("/v1/feedback", "{\"id\":\"" + id + "\",\"value\":0.5}").statusCode()).isEqualTo(200);
      decision = first.decision(id);
      before = first.decision(json(first.chat(ask("auto", "hi")).body()).get("id").asString()).get("candidates");
    }
    try (TestGateway second = on(open(folder))) {
      assertThat(second.decision(id)).isEqualTo(decision);
      JsonNode after = second.decision(json(second.chat(ask("auto", "hi")).body()).get("id").asString())
          .get("candidates");
      assertThat(after.get(0).get("quality")).isEqualTo(before.get(0).get("quality"));
      assertThat(json(second.post("/v1/feedback", "{\"id\":\"" + id + "\",\"value\":1}").body()).get("replaced")
          .asBoolean()).isTrue();
    }
  }

  private static Store open(Path folder) {
    return SqliteStore.open(folder.resolve("gateway.db"), new WordEncoder().fingerprint(), _ -> {});
  }

  @Test
  void feedbackMayComeWhileTheAnswerIsStillComing(@TempDir Path folder) {
    var goOn = new CountDownLatch(1);
    upstream.always((_, line) -> {
      line.startEvents();
      line.event(FakeUpstream.chunk("hel"));
      goOn.await();
      line.event(FakeUpstream.finish());
      line.event("[DONE]");
      line.endEvents();
    });
    try (TestGateway durable = on(open(folder));
        RawClient client = RawClient.to(durable).chat(ask("auto", "hi", "\"stream\":true"))) {
      String id = client.head().id();
      assertThat(client.event()).contains("hel");
      JsonNode recorded = json(durable.post("/v1/feedback", "{\"id\":\"" + id + "\",\"value\":true}").body());
      assertThat(recorded.get("learned").asBoolean()).isTrue();
      goOn.countDown();
      assertThat(client.rest()).contains("[DONE]");
      assertThat(durable.decision(id).get("feedback")).hasSize(1);
      assertThat(durable.decision(id).get("cost_usd").isNull()).isFalse();
    }
  }
}
