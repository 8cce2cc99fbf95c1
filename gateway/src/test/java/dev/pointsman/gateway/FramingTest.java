package dev.pointsman.gateway;

import static dev.pointsman.gateway.FakeUpstream.chunk;
import static dev.pointsman.gateway.FakeUpstream.completion;
import static dev.pointsman.gateway.FakeUpstream.finish;
import static dev.pointsman.gateway.FakeUpstream.streaming;
import static dev.pointsman.gateway.TestGateway.ask;
import static dev.pointsman.gateway.TestGateway.model;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What HTTP/1.1 lets an upstream write around an answer.
class FramingTest {
  private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String EVENTS = "data: " + chunk("hi") + "\n\ndata: " + finish() + "\n\ndata: [DONE]\n\n";

  private final FakeUpstream upstream = FakeUpstream.start();
  private final TestGateway gateway = TestGateway.inOrder(model("small", upstream, 1));

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  private String whole() {
    return gateway.chat(ask("auto", "hi")).body();
  }

  private String stream() {
    return gateway.chat(ask("auto", "hi", "\"stream\":true")).body();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 102\r\n\r\n",
      "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"})
  void interimAnswersAreReadOver(String interim) {
    for (int i = 0; i < 3; i++) {
      upstream.once((_, line) -> {
        line.raw(interim);
        line.json(200, completion("whole"));
      }).once((request, line) -> {
        line.raw(interim);
        streaming("in parts").answer(request, line);
      });
      assertThat(whole()).contains("whole");
      assertThat(stream()).contains("in parts", "[DONE]");
    }
  }

  @Test
  void interimAnswersAreReadOverHoweverTheirBytesCome() {
    upstream.always((_, line) -> {
      for (byte b : "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 2".getBytes(
          UTF_8)) {
        line.raw(new byte[] {b});
      }
      String body = completion("byte by byte");
      line.raw("00 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    });
    assertThat(whole()).contains("byte by byte");
    assertThat(whole()).contains("byte by byte");
  }

  @ParameterizedTest
  @ValueSource(strings = {";a=b", ";a=\"b;c\";d", " ;a", "  ", "\t"})
  void whatStandsBehindTheSizeOfAChunkIsReadOver(String behind) {
    for (String body : List.of(completion("whole"), EVENTS)) {
      upstream.once((_, line) -> line.raw(HEAD + "09" + behind + "\r\n"
          + body.substring(0, 9) + "\r\n" + Integer.toHexString(body.length() - 9) + behind + "\r\n" + body.substring(9)
          + "\r\n0" + behind + "\r\n\r\n"));
    }
    assertThat(whole()).contains("whole");
    assertThat(stream()).contains("\"content\":\"hi\"", "[DONE]");
    assertThat(upstream.connections()).isEqualTo(1);
  }

  @Test
  void trailersAreReadOver() {
    String body = completion("whole");
    upstream.always((_, line) -> line.raw(HEAD + Integer.toHexString(body.length()) + "\r\n" + body
        + "\r\n000\r\nX-Took: 5\r\nX-Digest: abc\r\n\r\n"));
    for (int i = 0; i < 3; i++) {
      assertThat(whole()).contains("whole");
    }
    assertThat(upstream.connections()).isEqualTo(1);
  }

  @Test
  void aConnectionThatTheUpstreamSaysItWillCloseIsNotUsedAgain() {
    String body = completion("whole");
    upstream.always((_, line) -> line.raw(HEAD.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
        + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n"));
    for (int i = 0; i < 3; i++) {
      assertThat(whole()).contains("whole");
    }
    assertThat(upstream.connections()).isEqualTo(3);
  }

  @Test
  void eventsWithinAChunkAreNotHeldBackUntilItsEnd() {
    CountDownLatch seen = new CountDownLatch(1);
    int first = EVENTS.indexOf("data: ", 1);
    List<Boolean> waited = new ArrayList<>();
    upstream.always((_, line) -> {
      line.raw(HEAD + Integer.toHexString(EVENTS.length()) + "\r\n" + EVENTS.substring(0, first));
      waited.add(seen.await(10, SECONDS));
      line.raw(EVENTS.substring(first) + "\r\n0\r\n\r\n");
    });
    try (RawClient client = RawClient.to(gateway).chat(ask("auto", "hi", "\"stream\":true"))) {
      client.head();
      assertThat(client.event()).contains("\"content\":\"hi\"");
      seen.countDown();
      assertThat(client.rest()).contains("[DONE]");
    }
    assertThat(waited).containsExactly(true);
  }
}
