package dev.pointsman.gateway.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.Function;

/// An HTTP/1.1 server with a virtual thread a connection, in front of one handler.
public final class HttpServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());

  /// What is set aside for a body on its announced length alone, in bytes.
  private static final int MOST_TRUSTED = 64 << 10;

  /// By which reverse proxies pass a stream on as it comes: nginx, and others that follow it.
  private static final HeaderName UNBUFFERED = HeaderNames.create("x-accel-buffering");

  /// How long a stop waits for what is being answered.
  private static final Duration DRAIN = Duration.ofSeconds(25);

  private final Handler handler;
  private final Function<HttpProblem, Response> problems;
  private final HttpLimits limits;
  private final WebServer server;

  private HttpServer(String host, int port, HttpLimits limits, Handler handler,
      Function<HttpProblem, Response> problems) {
    this.handler = handler;
    this.problems = problems;
    this.limits = limits;
    DirectHandlers.Builder direct = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      direct.addHandler(type, this::spellServerError);
    }
    this.server = WebServer.builder().host(host).port(port).shutdownHook(false).useNio(false)
        .shutdownGracePeriod(DRAIN)
        .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
        .addConnectionSelector(new WatchedConnections(limits)).protocolsDiscoverServices(false)
        .maxPayloadSize(limits.bodyBytes()).directHandlers(direct.build())
        .errorHandling(ErrorHandling.builder().includeEntity(true).build())
        .routing(HttpRouting.builder().any(this::serve)).build();
  }

  /// Starts a server.
  ///
  /// @param port 0 for any free one
  /// @param problems spells what goes wrong before a handler is reached
  /// @throws IOException if the port is taken or the address can't be had, in one line
  public static HttpServer start(String host, int port, HttpLimits limits, Handler handler,
      Function<HttpProblem, Response> problems) throws IOException {
    checkFree(host, port);
    HttpServer started = new HttpServer(host, port, limits, handler, problems);
    started.server.start();
    if (started.port() <= 0) {
      throw new IOException("can't listen on " + host + ":" + port);
    }
    return started;
  }

  /// Refuses an address that can't be had; the server itself would only log it.
  private static void checkFree(String host, int port) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new IOException("can't listen on " + host + ":" + port + ": " + e.getMessage(), e);
    }
  }

  public int port() {
    return server.port();
  }

  private void serve(ServerRequest request, ServerResponse response) {
    ClientConnection client = ClientConnection.CURRENT.get();
    client.handling();
    if (request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
      client.closeBehind();
    }
    try {
      write(handle(request, client), request, response, client);
    } finally {
      client.handled(request.content().consumed());
    }
    if (client.isLast()) {
      ((RoutingResponse) response).commit();
      throw new CloseConnectionException("that was the last answer"); // whatever has been read behind the request
    }
  }

  private Response handle(ServerRequest request, ClientConnection client) {
    SequencedMap<String, String> headers = new LinkedHashMap<>();
    for (Header header : request.headers()) {
      headers.putIfAbsent(header.name().toLowerCase(Locale.ROOT), header.get());
    }
    String method = isHead(request) ? "GET" : request.prologue().method().text();
    try {
      return handler.handle(new Request(method, request.path().path(), headers, () -> read(request), client::watch));
    } catch (HttpProblem problem) {
      client.closeBehindUnfinished(OptionalLong.empty());
      return problems.apply(problem).with(Map.of("connection", "close"));
    }
  }

  private static boolean isHead(ServerRequest request) {
    return request.prologue().method().equals(Method.HEAD);
  }

  private byte[] read(ServerRequest request) {
    long announced = request.headers().contentLength().orElse(0);
    ByteArrayOutputStream body = new ByteArrayOutputStream(Math.clamp(announced, 32, MOST_TRUSTED));
    try {
      request.content().inputStream().transferTo(body); // closing the stream would read on behind a failure
      return body.toByteArray();
    } catch (UncheckedIOException e) {
      throw e.getCause() instanceof SocketTimeoutException ? tooSlow() : broken();
    } catch (RequestException e) {
      throw e.status().equals(Status.REQUEST_ENTITY_TOO_LARGE_413) ? tooLong(OptionalLong.empty()) : broken();
    } catch (IOException | RuntimeException e) {
      throw broken();
    }
  }

  private HttpProblem tooLong(OptionalLong announced) {
    return new HttpProblem(413, "the body" + (announced.isPresent() ? " of " + announced.getAsLong() + " bytes" : "")
        + " is longer than " + limits.bodyBytes() + " bytes, the most that is taken (server.max_body_mib)");
  }

  private HttpProblem tooSlow() {
    return new HttpProblem(408, "the body did not arrive within " + limits.bodyTime().toMillis() + " ms");
  }

  private static HttpProblem broken() {
    return new HttpProblem(400, "the body ended before it was complete, or its chunks are malformed");
  }

  private static void write(Response response, ServerRequest request, ServerResponse out, ClientConnection client) {
    out.status(Status.create(response.status()));
    response.headers().forEach((name, value) -> out.header(HeaderNames.create(name), value));
    switch (response) {
      case Response.Complete complete -> {
        out.header(HeaderNames.CONTENT_TYPE, complete.contentType());
        out.send(isHead(request) ? new byte[0] : complete.body());
      }
      case Response.Events events -> stream(events, out, client);
    }
  }

  private static void stream(Response.Events response, ServerResponse out, ClientConnection client) {
    out.header(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
    out.header(HeaderValues.CACHE_NO_CACHE);
    out.header(UNBUFFERED, "no");
    OutputStream body = out.outputStream();
    boolean complete = response.events().write(event -> {
      try {
        body.write(event);
        body.flush();
      } catch (IOException | RuntimeException e) {
        throw new Response.ClientGone();
      }
    });
    if (!complete) {
      client.closeBehind();
    }
  }

  private DirectHandler.TransportResponse spellServerError(DirectHandler.TransportRequest request,
      DirectHandler.EventType type, Status status, ServerResponseHeaders headers, String message) {
    LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", type, message);
    boolean tooLong = status.equals(Status.REQUEST_ENTITY_TOO_LARGE_413);
    OptionalLong announced = tooLong ? request.headers().contentLength() : OptionalLong.empty();
    if (ClientConnection.CURRENT.isBound()) {
      boolean waits = tooLong && request.headers().containsToken(HeaderValues.EXPECT_100);
      ClientConnection.CURRENT.get().closeBehindUnfinished(waits ? OptionalLong.of(0) : announced);
    }
    Response response = problems.apply(tooLong ? tooLong(announced) : problem(type, status, message));
    DirectHandler.TransportResponse.Builder built = DirectHandler.TransportResponse.builder().status(status)
        .headers(headers).keepAlive(false);
    if (response instanceof Response.Complete complete) {
      built.header(HeaderNames.CONTENT_TYPE, complete.contentType()).entity(complete.body());
    }
    return built.build();
  }

  private static HttpProblem problem(DirectHandler.EventType type, Status status, String message) {
    if (type == DirectHandler.EventType.INTERNAL_ERROR) {
      return new HttpProblem(500, "the gateway failed; its log says why");
    }
    boolean hidden = message == null || message.isBlank() || message.contains("server log");
    return new HttpProblem(status.code(), hidden ? "the request is no valid HTTP/1.1" : message.strip());
  }

  @Override
  public void close() {
    server.stop();
  }
}
