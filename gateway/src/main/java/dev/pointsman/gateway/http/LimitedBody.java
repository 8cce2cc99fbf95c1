package dev.pointsman.gateway.http;

import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/// A request's body, read within the server's limits by the request's own thread.
final class LimitedBody implements Request.Body {
  private static final int BUFFER = 16 << 10;

  private final ServerRequest request;
  private final HttpLimits limits;
  private @Nullable InputStream in;
  private boolean refused;

  LimitedBody(ServerRequest request, HttpLimits limits) {
    this.request = request;
    this.limits = limits;
  }

  @Override
  public byte[] read() {
    long announced = request.headers().contentLength().orElse(0);
    if (announced > limits.bodyBytes()) {
      throw tooLong(announced);
    }
    long deadline = deadline();
    ByteArrayOutputStream body = new ByteArrayOutputStream((int) Math.max(32, announced));
    byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(512, announced + 1))];
    try {
      int count;
      while ((count = stream().read(buffer)) >= 0) {
        body.write(buffer, 0, count);
        if (body.size() > limits.bodyBytes()) {
          throw tooLong(body.size());
        }
        if (System.nanoTime() > deadline) {
          throw tooSlow();
        }
      }
      stream().close();
    } catch (UncheckedIOException e) {
      throw e.getCause() instanceof SocketTimeoutException ? tooSlow() : broken();
    } catch (IOException | InsufficientDataAvailableException e) {
      throw broken();
    }
    return body.toByteArray();
  }

  /// Takes what is still sent of a body that was too long, for as long as a body may take, and throws it away: a
  /// connection that is closed on unread bytes is reset, and a client that still sends then never reads the refusal.
  void discardRest() {
    boolean waitsForLeave = in == null && request.headers().containsToken(HeaderValues.EXPECT_100);
    if (!refused || waitsForLeave) {
      return;
    }
    long deadline = deadline();
    byte[] buffer = new byte[BUFFER];
    try {
      while (System.nanoTime() < deadline && stream().read(buffer) >= 0) {
        // of no interest
      }
    } catch (IOException | RuntimeException e) {
      // the connection is closed either way
    }
  }

  private InputStream stream() {
    InputStream open = in;
    if (open == null) {
      open = request.content().inputStream();
      in = open;
    }
    return open;
  }

  private long deadline() {
    return System.nanoTime() + limits.bodyTime().toNanos();
  }

  private HttpProblem tooLong(long length) {
    refused = true;
    return new HttpProblem(413, "the body has " + length + " bytes or more; at most " + limits.bodyBytes()
        + " are taken (server.max_body_mib)");
  }

  private HttpProblem tooSlow() {
    return new HttpProblem(408, "the body did not arrive within " + limits.bodyTime().toMillis() + " ms");
  }

  private static HttpProblem broken() {
    return new HttpProblem(400, "the body ended before it was complete");
  }
}
