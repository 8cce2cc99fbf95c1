package dev.pointsman.gateway.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;

/// HTTP/1.1 connections that are read through a [ClientConnection], which handlers find in a scoped value.
final class WatchedConnections implements ServerConnectionSelector {
  private final Http1ConnectionSelector http1;
  private final HttpLimits limits;

  WatchedConnections(HttpLimits limits) {
    this.http1 = Http1ConnectionSelector.builder().config(Http1Config.create()).build();
    this.limits = limits;
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http1.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http1.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http1.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    ClientConnection client = new ClientConnection(context.serverSocket(), limits);
    return new Watched(http1.connection(new Reading(context, client.reader())), client);
  }

  /// Handles its connection's requests with the connection as a scoped value.
  private record Watched(ServerConnection inner, ClientConnection client)
      implements
        ServerConnection,
        InterruptableTask<Boolean> {
    /// Whether it waits for a request, so that a stop need not wait for it.
    @Override
    public boolean canInterrupt() {
      return inner instanceof InterruptableTask<?> task && task.canInterrupt();
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
      try {
        ScopedValue.where(ClientConnection.CURRENT, client).call(() -> {
          inner.handle(limit);
          return true;
        });
      } finally {
        client.linger();
      }
    }

    @Override
    @SuppressWarnings({"removal", "deprecation"}) // still abstract in the interface
    public void handle(Semaphore requests) throws InterruptedException {
      inner.handle(requests);
    }

    @Override
    public Duration idleTime() {
      return inner.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      inner.close(interrupt);
    }
  }

  /// A connection's context with another reader.
  private record Reading(ConnectionContext inner, DataReader dataReader) implements ConnectionContext {
    @Override
    public ListenerContext listenerContext() {
      return inner.listenerContext();
    }

    @Override
    public ExecutorService executor() {
      return inner.executor();
    }

    @Override
    public DataWriter dataWriter() {
      return inner.dataWriter();
    }

    @Override
    public Router router() {
      return inner.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
      return inner.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
      return inner.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
      return inner.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
      return inner.localPeer();
    }

    @Override
    public boolean isSecure() {
      return inner.isSecure();
    }

    @Override
    public String socketId() {
      return inner.socketId();
    }

    @Override
    public String childSocketId() {
      return inner.childSocketId();
    }
  }
}
