package dev.pointsman.gateway.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// A response, complete or still to be written.
public sealed interface Response {
  int status();

  SequencedMap<String, String> headers();

  /// All there is.
  ///
  /// @param body not to be changed
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Complete(int status, SequencedMap<String, String> headers, String contentType, byte[] body)
      implements
        Response {}

  /// Server-sent events, written by `events` on the request's own thread.
  record Events(int status, SequencedMap<String, String> headers, EventWriter events) implements Response {}

  /// Writes a stream of events.
  @FunctionalInterface
  interface EventWriter {
    /// Writes all events.
    ///
    /// @return whether the stream came to its proper end; otherwise the connection is closed behind it
    /// @throws ClientGone from the sink, when nobody listens any more
    boolean write(EventSink sink);
  }

  /// Takes events, each out at once.
  @FunctionalInterface
  interface EventSink {
    /// Sends bytes.
    ///
    /// @throws ClientGone if the client has closed the connection
    void send(byte[] event);
  }

  /// The client closed the connection while it was being written to.
  final class ClientGone extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ClientGone() {
      super("the client closed the connection", null, false, false);
    }
  }

  static Response json(int status, byte[] body) {
    return new Complete(status, new LinkedHashMap<>(), "application/json", body);
  }

  /// The same with more headers.
  default Response with(Map<String, String> more) {
    SequencedMap<String, String> all = new LinkedHashMap<>(headers());
    all.putAll(more);
    return switch (this) {
      case Complete(int status, _, String contentType, byte[] body) -> new Complete(status, all, contentType, body);
      case Events(int status, _, EventWriter events) -> new Events(status, all, events);
    };
  }
}
