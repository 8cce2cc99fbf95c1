package dev.pointsman.gateway.provider;

import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.webclient.api.ConnectionKey;
import io.helidon.webclient.api.HttpClientRequest;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.api.TcpClientConnection;
import io.helidon.webclient.api.WebClient;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Connections to one server over HTTP/1.1, kept for further calls once an answer was read to its end. The caller owns
/// the connection that it takes, and closes it after any failure: the client alone would lose some, and give some back
/// with half an answer in them.
final class Connections implements AutoCloseable {
  private static final int KEPT = 1024;

  private final WebClient client;
  private final ConnectionKey server;
  private final BlockingQueue<UpstreamConnection> kept = new LinkedBlockingQueue<>(KEPT);
  private volatile boolean closed;

  /// Connections to the server of an URI.
  ///
  /// @param connect how long it may take to accept one
  Connections(URI uri, Duration connect) {
    this.client = WebClient.builder().shareConnectionCache(false).followRedirects(false).proxy(Proxy.noProxy())
        .connectTimeout(connect)
        .socketOptions(SocketOptions.builder().tcpNoDelay(true).connectTimeout(connect).build()).build();
    boolean secure = "https".equals(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    this.server = ConnectionKey.create(uri.getScheme(), uri.getHost(), port,
        secure ? client.prototype().tls() : Tls.builder().enabled(false).build(), client.prototype().dnsResolver(),
        client.prototype().dnsAddressLookup(), Proxy.noProxy());
  }

  /// A kept connection that the server has not closed, as far as is known.
  Optional<UpstreamConnection> takeKept() {
    UpstreamConnection connection;
    while ((connection = kept.poll()) != null) {
      if (connection.isConnected()) {
        return Optional.of(connection);
      }
      connection.closeResource();
    }
    return Optional.empty();
  }

  /// A new connection.
  UpstreamConnection open() throws UnknownHostException {
    var _ = InetAddress.getByName(server.host()); // says what is wrong better than the client
    return new UpstreamConnection(
        TcpClientConnection.create(client, server, List.of("http/1.1"), _ -> false, _ -> {}).connect(), this::keep);
  }

  private boolean keep(UpstreamConnection connection) {
    return !closed && connection.isConnected() && connection.rest() && kept.offer(connection);
  }

  /// A request that is to go over a connection taken here.
  HttpClientRequest post(String uri, UpstreamConnection connection) {
    return client.post(uri).connection(connection);
  }

  @Override
  public void close() {
    closed = true;
    kept.forEach(UpstreamConnection::closeResource);
    client.closeResource();
  }
}
