package dev.pointsman.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When the gateway closes a connection, and what a client can still read of it, also one that reads no answer before
/// it has sent everything, as some HTTP libraries do.
class ConnectionEndTest {
  private static final int LENGTH = 8 << 20;
  private static final int PIECE = 64 << 10;

  private final FakeUpstream upstream = FakeUpstream.start();
  private final TestGateway gateway = TestGateway.inOrder(TestGateway.model("small", upstream, 1));

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  @Test
  void theRefusalOfAnAnnouncedBodyIsReadBehindIt() throws IOException {
    for (int i = 0; i < 10; i++) {
      assertThat(answer("Content-Length: " + LENGTH, "", "")).startsWith("HTTP/1.1 413")
          .contains("request_too_large", "" + LENGTH);
    }
  }

  @Test
  void theRefusalOfABodyInChunksIsReadBehindIt() throws IOException {
    for (int i = 0; i < 10; i++) {
      assertThat(answer("Transfer-Encoding: chunked", Integer.toHexString(PIECE) + "\r\n", "\r\n"))
          .startsWith("HTTP/1.1 413").contains("request_too_large");
    }
  }

  @Test
  void aClientThatAsksBeforeItSendsIsNotAskedToSend() throws IOException {
    try (Socket socket = connected()) {
      head(socket.getOutputStream(), "Expect: 100-continue\r\nContent-Length: " + LENGTH);
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(all).startsWith("HTTP/1.1 413").doesNotContain("100 Continue");
    }
  }

  @Test
  void nothingInARefusedBodyIsTakenForARequest() throws IOException {
    try (Socket socket = connected()) {
      String body = "\r\nGET /health/live HTTP/1.1\r\nHost: here\r\n\r\n".repeat(100_000);
      head(socket.getOutputStream(), "Content-Length: " + body.length());
      socket.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(all).startsWith("HTTP/1.1 413").containsOnlyOnce("HTTP/1.1 ");
    }
  }

  @Test
  void aConnectionThatTheClientWantsClosedIsClosed() throws IOException {
    for (String path : new String[] {"/health/live", "/v1/models", "/v1/nothing"}) {
      try (Socket socket = connected()) {
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
        String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(all).startsWith("HTTP/1.1 ").endsWith("}");
      }
    }
  }

  private String answer(String framing, String before, String behind) throws IOException {
    try (Socket socket = connected()) {
      OutputStream out = socket.getOutputStream();
      head(out, framing);
      byte[] piece = (before + "x".repeat(PIECE) + behind).getBytes(StandardCharsets.US_ASCII);
      for (int sent = 0; sent < LENGTH; sent += PIECE) {
        out.write(piece);
      }
      out.write(before.isEmpty() ? new byte[0] : "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Socket connected() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void head(OutputStream out, String more) throws IOException {
    out.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: here\r\n" + more + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII));
  }
}
