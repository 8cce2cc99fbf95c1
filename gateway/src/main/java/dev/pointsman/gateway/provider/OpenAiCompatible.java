package dev.pointsman.gateway.provider;

import dev.pointsman.gateway.provider.ProviderException.Kind;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webclient.api.HttpClientRequest;
import io.helidon.webclient.api.HttpClientResponse;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Calls servers that speak OpenAI's API over HTTP/1.1, each over its own pool of kept connections.
public final class OpenAiCompatible implements Provider, AutoCloseable {
  /// The longest answer in one piece that is taken, in bytes.
  static final int LONGEST_BODY = 64 << 20;
  /// A call over a kept connection that fails so soon met one that the upstream had closed meanwhile, and is sent again.
  private static final Duration AT_ONCE = Duration.ofMillis(100);
  private static final Set<String> OF_THE_CONNECTION = Set.of("connection", "keep-alive", "transfer-encoding",
      "content-length", "date", "trailer", "te", "upgrade", "content-encoding", "set-cookie", "server");
  private static final HeaderName ACCEPT_ENCODING = HeaderNames.ACCEPT_ENCODING;

  private final Map<Pool, Connections> connections = new ConcurrentHashMap<>();

  private record Pool(String scheme, String authority, Timeouts timeouts) {}

  /// A request as it goes out.
  @SuppressWarnings("ArrayRecordComponent") // lives for one call and is never compared
  private record Sending(Model model, byte[] body, SequencedMap<String, String> headers, boolean stream,
      Patience patience) {
    Timeouts timeouts() {
      return model.timeouts();
    }
  }

  @Override
  public Answer call(Model model, byte[] body, SequencedMap<String, String> headers, boolean stream,
      Patience patience) throws ProviderException {
    Sending sending = new Sending(model, body, headers, stream, patience);
    Connections all = connections(model);
    Optional<UpstreamConnection> kept = all.takeKept();
    if (kept.isPresent()) {
      Optional<HttpClientResponse> response = unlessStale(sending, all, kept.get());
      if (response.isPresent()) {
        return answer(sending, response.get(), kept.get());
      }
    }
    UpstreamConnection fresh = patience.within(sending.timeouts().connect(), "connection", all::open);
    return answer(sending, send(sending, all, fresh), fresh);
  }

  /// What comes on a kept connection; empty if it turns out at once that the upstream has closed it meanwhile. Once the head of
  /// an answer is there the upstream has the request, and it is not sent again.
  private static Optional<HttpClientResponse> unlessStale(Sending sending, Connections all, UpstreamConnection kept)
      throws ProviderException {
    long start = System.nanoTime();
    try {
      return Optional.of(send(sending, all, kept));
    } catch (ProviderException e) {
      boolean stale = e.kind() == Kind.CUT || e.kind() == Kind.GARBAGE;
      if (!stale || System.nanoTime() - start > AT_ONCE.toNanos()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private static Answer answer(Sending sending, HttpClientResponse response, UpstreamConnection connection)
      throws ProviderException {
    boolean answered = false;
    try {
      Answer answer = read(sending, response, connection);
      answered = true;
      return answer;
    } finally {
      if (!answered) {
        connection.closeResource();
      }
    }
  }

  private static Answer read(Sending sending, HttpClientResponse response, UpstreamConnection connection)
      throws ProviderException {
    SequencedMap<String, String> answered = headers(response);
    int status = response.status().code();
    if (status < 200) {
      throw new ProviderException(Kind.GARBAGE, "an answer of status " + status);
    }
    InputStream in;
    Runnable end;
    if (isChunked(response)) {
      Chunks chunks = new Chunks(connection, !response.headers().containsToken(HeaderValues.CONNECTION_CLOSE));
      in = chunks;
      end = chunks::close;
    } else if (response.headers().contains(HeaderNames.CONTENT_LENGTH)) {
      in = response.inputStream();
      end = response::close;
    } else {
      in = new UntilClosed(response.inputStream());
      end = connection::closeResource;
    }
    if (!sending.stream || status >= 300) {
      byte[] whole = readAll(in, sending);
      end.run();
      return new Answer.Whole(status, answered, whole);
    }
    EventStream events = new EventStream(in, sending.patience, sending.timeouts().idle(), end);
    byte[] first = events.next(sending.timeouts().firstByte());
    if (first != null) {
      events.unread(first);
    }
    return new Answer.Streaming(answered, events);
  }

  private static HttpClientResponse send(Sending sending, Connections connections, UpstreamConnection connection)
      throws ProviderException {
    Model model = sending.model;
    HttpClientRequest request = connections.post(model.baseUrl() + "/chat/completions", connection)
        .readTimeout(longest(sending.timeouts()).plusSeconds(5));
    sending.headers.forEach((name, value) -> request.header(HeaderNames.create(name), value));
    request.header(HeaderNames.HOST, model.baseUrl().getAuthority()); // the client takes an IPv6 address for localhost
    request.header(HeaderNames.CONTENT_TYPE, "application/json");
    request.header(HeaderNames.ACCEPT, sending.stream ? "text/event-stream" : "application/json");
    request.header(ACCEPT_ENCODING, "identity");
    model.apiKey().ifPresent(key -> request.header(HeaderNames.AUTHORIZATION, "Bearer " + key.reveal()));
    boolean sent = false;
    try {
      HttpClientResponse response = sending.patience.within(sending.timeouts().firstByte(), "answer",
          () -> request.submit(sending.body));
      sent = true;
      return response;
    } finally {
      if (!sent) {
        connection.closeResource();
      }
    }
  }

  private static boolean isChunked(HttpClientResponse response) {
    int status = response.status().code();
    return status != 204 && status != 304 // which have no body, whatever their headers say
        && response.headers().containsToken(HeaderValues.TRANSFER_ENCODING_CHUNKED);
  }

  /// A body that ends with the connection.
  private static final class UntilClosed extends FilterInputStream {
    private UntilClosed(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      try {
        return super.read(bytes, from, length);
      } catch (DataReader.InsufficientDataAvailableException e) {
        return -1;
      }
    }
  }

  private static SequencedMap<String, String> headers(HttpClientResponse response) {
    SequencedMap<String, String> headers = new LinkedHashMap<>();
    for (Header header : response.headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (!OF_THE_CONNECTION.contains(name)) {
        headers.put(name, header.get());
      }
    }
    return headers;
  }

  private static byte[] readAll(InputStream in, Sending sending) throws ProviderException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    byte[] buffer = new byte[16 << 10];
    int count;
    while ((count = sending.patience.within(sending.timeouts().idle(), "rest of the answer",
        () -> in.read(buffer))) >= 0) {
      whole.write(buffer, 0, count);
      if (whole.size() > LONGEST_BODY) {
        throw new ProviderException(Kind.GARBAGE, "the answer is longer than " + LONGEST_BODY + " bytes");
      }
    }
    return whole.toByteArray();
  }

  private static Duration longest(Timeouts timeouts) {
    return timeouts.firstByte().compareTo(timeouts.idle()) > 0 ? timeouts.firstByte() : timeouts.idle();
  }

  private Connections connections(Model model) {
    URI url = model.baseUrl();
    return connections.computeIfAbsent(new Pool(url.getScheme(), url.getAuthority(), model.timeouts()),
        pool -> new Connections(url, pool.timeouts().connect()));
  }

  @Override
  public void close() {
    connections.values().forEach(Connections::close);
  }
}
