package dev.pointsman.gateway.provider;

import dev.pointsman.gateway.provider.ProviderException.Kind;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webclient.api.HttpClientRequest;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.api.WebClient;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Calls servers that speak OpenAI's API over HTTP/1.1, each over its own pool of kept connections.
public final class OpenAiCompatible implements Provider, AutoCloseable {
  /// The longest answer in one piece that is taken, in bytes.
  static final int LONGEST_BODY = 64 << 20;
  private static final int KEPT_CONNECTIONS = 1024;
  /// A call that is cut off so soon met a kept connection that the upstream had closed meanwhile, and is sent once more.
  private static final Duration AT_ONCE = Duration.ofMillis(100);
  private static final Set<String> OF_THE_CONNECTION = Set.of("connection", "keep-alive", "transfer-encoding",
      "content-length", "date", "trailer", "te", "upgrade", "content-encoding", "set-cookie", "server");
  private static final HeaderName ACCEPT_ENCODING = HeaderNames.ACCEPT_ENCODING;

  private final Map<Pool, WebClient> clients = new ConcurrentHashMap<>();

  private record Pool(String authority, Timeouts timeouts) {}

  @Override
  public Answer call(Model model, byte[] body, SequencedMap<String, String> headers, boolean stream,
      Patience patience) throws ProviderException {
    long start = System.nanoTime();
    try {
      return attempt(model, body, headers, stream, patience);
    } catch (ProviderException e) {
      if (e.kind() == Kind.CUT && System.nanoTime() - start < AT_ONCE.toNanos()) {
        return attempt(model, body, headers, stream, patience);
      }
      throw e;
    }
  }

  private Answer attempt(Model model, byte[] body, SequencedMap<String, String> headers, boolean stream,
      Patience patience) throws ProviderException {
    Timeouts timeouts = model.timeouts();
    HttpClientResponse response = send(model, body, headers, stream, patience);
    SequencedMap<String, String> answered = headers(response);
    InputStream in = response.inputStream();
    int status = response.status().code();
    if (!stream || status >= 300) {
      byte[] whole = readAll(in, patience, timeouts.idle());
      response.close();
      return new Answer.Whole(status, answered, whole);
    }
    EventStream events = new EventStream(in, patience, timeouts.idle(), response::close);
    try {
      byte[] first = events.next(timeouts.firstByte());
      if (first == null) {
        throw new ProviderException(Kind.CUT, "the stream closed before its first event");
      }
      events.unread(first);
      return new Answer.Streaming(answered, events);
    } catch (ProviderException e) {
      events.close();
      throw e;
    }
  }

  private HttpClientResponse send(Model model, byte[] body, SequencedMap<String, String> headers, boolean stream,
      Patience patience) throws ProviderException {
    Timeouts timeouts = model.timeouts();
    HttpClientRequest request = client(model).post(model.baseUrl() + "/chat/completions")
        .readTimeout(longest(timeouts).plusSeconds(5));
    headers.forEach((name, value) -> request.header(HeaderNames.create(name), value));
    request.header(HeaderNames.CONTENT_TYPE, "application/json");
    request.header(HeaderNames.ACCEPT, stream ? "text/event-stream" : "application/json");
    request.header(ACCEPT_ENCODING, "identity");
    model.apiKey().ifPresent(key -> request.header(HeaderNames.AUTHORIZATION, "Bearer " + key.reveal()));
    return patience.within(timeouts.firstByte(), "answer", () -> request.submit(body));
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

  private static byte[] readAll(InputStream in, Patience patience, Duration idle) throws ProviderException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    byte[] buffer = new byte[16 << 10];
    int count;
    while ((count = patience.within(idle, "rest of the answer", () -> in.read(buffer))) >= 0) {
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

  private WebClient client(Model model) {
    return clients.computeIfAbsent(new Pool(model.baseUrl().getAuthority(), model.timeouts()), pool -> WebClient
        .builder().shareConnectionCache(false).connectionCacheSize(KEPT_CONNECTIONS).followRedirects(false)
        .proxy(Proxy.noProxy()).connectTimeout(pool.timeouts().connect())
        .socketOptions(SocketOptions.builder().tcpNoDelay(true).connectTimeout(pool.timeouts().connect()).build())
        .build());
  }

  @Override
  public void close() {
    clients.values().forEach(WebClient::closeResource);
  }
}
