package dev.pointsman.gateway;

import static dev.pointsman.gateway.TestGateway.ask;
import static dev.pointsman.gateway.TestGateway.model;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a gateway does with calls on their way when it stops, and with upstreams that break off.
@Timeout(60)
final class StoppingTest {
  @Test
  void aStopWaitsForWhatIsBeingAnsweredAndAsksNoOtherModel() throws Exception {
    var asked = new CountDownLatch(1);
    var released = new CountDownLatch(1);
    try (var slow = FakeUpstream.start();
        var other = FakeUpstream.start();
        var gateway = TestGateway.inOrder(model("slow", slow, 1), model("other", other, 2))) {
      slow.always((_, line) -> {
        asked.countDown();
        released.await(20, TimeUnit.SECONDS);
        line.json(200, FakeUpstream.completion("late"));
      });
      var answer = CompletableFuture.supplyAsync(() -> gateway.chat(ask("auto", "hi")));
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      var stopped = CompletableFuture.runAsync(gateway::close);
      assertThat(Eventually.holds(() -> isRefused(gateway))).isTrue();
      assertThat(stopped).isNotDone();
      released.countDown();
      assertThat(answer.get().statusCode()).isEqualTo(200);
      assertThat(answer.get().body()).contains("late");
      stopped.get();
      assertThat(other.received()).isEmpty();
    }
  }

  private static boolean isRefused(TestGateway gateway) {
    try {
      gateway.get("/health/live");
      return false;
    } catch (RuntimeException e) {
      return true;
    }
  }

  @Test
  void anUpstreamThatCutsEveryStreamIsRested() throws Exception {
    try (var bad = FakeUpstream.start();
        var good = FakeUpstream.start();
        var gateway = TestGateway.inOrder(model("bad", bad, 1), model("good", good, 2))) {
      bad.always((_, line) -> {
        line.startEvents();
        line.event(FakeUpstream.chunk("he"));
        line.hangUp();
      });
      good.always(FakeUpstream.streaming("hello"));
      for (int i = 0; i < 50 && bad.received().size() + good.received().size() < 8; i++) {
        streamed(gateway);
      }
      assertThat(bad.received()).hasSize(3);
      assertThat(good.received()).hasSize(5);
    }
  }

  private static void streamed(TestGateway gateway) {
    try {
      gateway.chat(ask("auto", "hi", "\"stream\":true"));
    } catch (RuntimeException e) {
      // a client may take a broken stream for an error, or ask on the connection that the last one broke
      assertThat(e.getMessage()).containsAnyOf("EOF", "received no bytes");
    }
  }

  @Test
  void aRequestIsNotSentAgainOnceItsAnswerHasBegun() throws Exception {
    try (var upstream = FakeUpstream.start(); var gateway = TestGateway.inOrder(model("small", upstream, 1))) {
      assertThat(gateway.chat(ask("auto", "hi")).statusCode()).isEqualTo(200);
      upstream.once((_, line) -> {
        line.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"id\":\"x\",");
        line.hangUp();
      });
      assertThat(gateway.chat(ask("auto", "hi")).statusCode()).isEqualTo(502);
      assertThat(upstream.received()).hasSize(2);
    }
  }
}
