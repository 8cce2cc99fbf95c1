package dev.pointsman.gateway.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.Function;

/// An HTTP/1.1 server with a virtual thread a connection, in front of one handler.
public final class HttpServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());

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
        .connectionOptions(SocketOptions.builder().tcpNoDelay(true).readTimeout(limits.bodyTime()).build())
        .addConnectionSelector(new WatchedConnections(limits.keepAlive()))
        .protocolsDiscoverServices(false).maxPayloadSize(-1).directHandlers(direct.build())
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
    client.busy(true);
    try {
      LimitedBody body = new LimitedBody(request, limits);
      write(handle(request, body, client), response);
      if (response.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
        body.discardRest();
        throw new CloseConnectionException("announced in the response");
      }
    } finally {
      client.busy(false);
    }
  }

  private Response handle(ServerRequest request, LimitedBody body, ClientConnection client) {
    SequencedMap<String, String> headers = new LinkedHashMap<>();
    for (Header header : request.headers()) {
      headers.putIfAbsent(header.name().toLowerCase(Locale.ROOT), header.get());
    }
    try {
      return handler.handle(new Request(request.prologue().method().text(), request.path().path(), headers,
          body, client::watch));
    } catch (HttpProblem problem) {
      return problems.apply(problem).with(java.util.Map.of("connection", "close"));
    }
  }

  private static void write(Response response, ServerResponse out) {
    out.status(Status.create(response.status()));
    response.headers().forEach((name, value) -> out.header(HeaderNames.create(name), value));
    switch (response) {
      case Response.Complete complete -> {
        out.header(HeaderNames.CONTENT_TYPE, complete.contentType());
        out.send(complete.body());
      }
      case Response.Events events -> stream(events, out);
    }
  }

  private static void stream(Response.Events response, ServerResponse out) {
    out.header(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
    out.header(HeaderValues.CACHE_NO_CACHE);
    OutputStream body = out.outputStream();
    boolean complete = response.events().write(event -> {
      try {
        body.write(event);
        body.flush();
      } catch (IOException | RuntimeException e) {
        throw new Response.ClientGone();
      }
    });
    try {
      body.close();
    } catch (IOException | RuntimeException e) {
      throw new CloseConnectionException("the client closed the connection", e);
    }
    if (!complete) {
      throw new CloseConnectionException("the stream broke off");
    }
  }

  private DirectHandler.TransportResponse spellServerError(DirectHandler.TransportRequest request,
      DirectHandler.EventType type, Status status, io.helidon.http.ServerResponseHeaders headers, String message) {
    LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", type, message);
    String line = switch (type) {
      case INTERNAL_ERROR -> "the gateway failed; its log says why";
      default -> message.lines().findFirst().orElse("bad request");
    };
    Response response = problems.apply(new HttpProblem(status.code(), line));
    DirectHandler.TransportResponse.Builder built = DirectHandler.TransportResponse.builder().status(status)
        .headers(headers).keepAlive(false);
    if (response instanceof Response.Complete complete) {
      built.header(HeaderNames.CONTENT_TYPE, complete.contentType()).entity(complete.body());
    }
    return built.build();
  }

  @Override
  public void close() {
    server.stop();
  }
}
