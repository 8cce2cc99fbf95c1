package dev.pointsman.gateway;

import static dev.pointsman.gateway.FakeUpstream.completion;
import static dev.pointsman.gateway.FakeUpstream.streaming;
import static dev.pointsman.gateway.TestGateway.ask;
import static dev.pointsman.gateway.TestGateway.model;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What HTTP/1.1 lets an upstream write around an answer.
class FramingTest {
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
}
