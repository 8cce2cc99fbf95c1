package dev.pointsman.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// An upstream on a port of its own that answers as scripted, byte by byte, over plain sockets: it can stall, break off
/// and send nonsense, which a proper server would not.
public final class FakeUpstream implements AutoCloseable {
  /// What it does with a request.
  @FunctionalInterface
  public interface Script {
    void answer(Received request, Line line) throws IOException, InterruptedException;
  }

  /// A request as it came.
  public record Received(String path, Map<String, String> headers, String body) {}

  private final ServerSocket server;
  private final BlockingQueue<Script> once = new LinkedBlockingQueue<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final CountDownLatch closedByPeer = new CountDownLatch(1);
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private volatile Script always = (_, line) -> line.json(200, completion("hello"));

  private FakeUpstream(ServerSocket server) {
    this.server = server;
  }

  /// Starts one that answers every request with a completion.
  public static FakeUpstream start() {
    try {
      FakeUpstream upstream = new FakeUpstream(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().start(upstream::accept);
      return upstream;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// From now on it does this.
  public FakeUpstream always(Script script) {
    always = script;
    return this;
  }

  /// The next request without a script of its own is answered like this.
  public FakeUpstream once(Script script) {
    once.add(script);
    return this;
  }

  public URI baseUrl() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1");
  }

  /// All requests so far.
  public List<Received> received() {
    return received;
  }

  /// How many connections it has accepted so far.
  public int connections() {
    return connections.get();
  }

  /// How many of them are open now.
  public int openConnections() {
    return open.get();
  }

  /// Waits until a peer has closed its connection while being answered.
  public boolean peerClosedWithin(long millis) throws InterruptedException {
    return closedByPeer.await(millis, TimeUnit.MILLISECONDS);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        connections.incrementAndGet();
        open.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      @Nullable
      Received request;
      while ((request = read(in)) != null) {
        received.add(request);
        Script script = Objects.requireNonNullElse(once.poll(), always);
        script.answer(request, new Line(socket, closedByPeer));
      }
    } catch (IOException e) {
      closedByPeer.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.decrementAndGet();
    }
  }

  private static @Nullable Received read(InputStream in) throws IOException {
    @Nullable
    String first = line(in);
    if (first == null) {
      return null;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    @Nullable
    String header;
    while ((header = line(in)) != null && !header.isEmpty()) {
      int colon = header.indexOf(':');
      if (colon < 0) {
        return null; // no HTTP at all
      }
      headers.put(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return new Received(first.split(" ")[1], headers, new String(body, StandardCharsets.UTF_8));
  }

  private static @Nullable String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b;
    while ((b = in.read()) >= 0) {
      if (b == '\n') {
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      line.write(b);
    }
    return null;
  }

  /// A chat completion that says something, 10 tokens in and 5 out.
  public static String completion(String text) {
    return "{\"id\": \"up-1\",  \"object\":\"chat.completion\",\"created\":1700000000,\"model\":\"upstream-name\","
        + "\"x_unknown\":{\"kept\":[1, 2.50, \"\\u00e4\"]},\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
        + "\"content\":\"" + text + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":10,"
        + "\"completion_tokens\":5,\"total_tokens\":15}}";
  }

  /// A chunk of a stream with some text.
  public static String chunk(String text) {
    return "{\"id\":\"up-2\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"upstream-name\","
        + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}";
  }

  /// The last chunk with a choice.
  public static String finish() {
    return "{\"id\":\"up-2\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"upstream-name\","
        + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
  }

  /// A usage chunk: 10 tokens in, of which 4 cached, and 5 out.
  public static String usage() {
    return "{\"id\":\"up-2\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"upstream-name\","
        + "\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15,"
        + "\"prompt_tokens_details\":{\"cached_tokens\":4}}}";
  }

  /// A script that streams some texts properly.
  public static Script streaming(String... texts) {
    return (_, line) -> {
      line.startEvents();
      for (String text : texts) {
        line.event(chunk(text));
      }
      line.event(finish());
      line.event(usage());
      line.event("[DONE]");
      line.endEvents();
    };
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The way back.
  public static final class Line {
    private final Socket socket;
    private final OutputStream out;
    private final CountDownLatch closedByPeer;

    private Line(Socket socket, CountDownLatch closedByPeer) throws IOException {
      this.socket = socket;
      this.out = socket.getOutputStream();
      this.closedByPeer = closedByPeer;
    }

    /// A whole JSON answer, with more headers as `Name: value` lines.
    public void json(int status, String body, String... headers) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " S\r\nContent-Type: application/json\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      raw(head + "Content-Length: " + bytes.length + "\r\n\r\n");
      out.write(bytes);
      out.flush();
    }

    public void startEvents() throws IOException {
      raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    public void event(String data) throws IOException {
      part("data: " + data + "\n\n");
    }

    /// Bytes in a chunk of the transfer encoding.
    public void part(String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      raw(Integer.toHexString(bytes.length) + "\r\n" + text + "\r\n");
    }

    public void endEvents() throws IOException {
      raw("0\r\n\r\n");
    }

    public void raw(String text) throws IOException {
      raw(text.getBytes(StandardCharsets.UTF_8));
    }

    public void raw(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    /// Closes the connection in an orderly way.
    public void close() throws IOException {
      socket.close();
    }

    /// Breaks the connection off.
    public void hangUp() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /// Waits a moment for the peer to close.
    public boolean peerClosesWithin(int millis) throws IOException {
      try {
        socket.setSoTimeout(millis);
        return socket.getInputStream().read() < 0;
      } catch (SocketTimeoutException e) {
        return false;
      } finally {
        socket.setSoTimeout(0);
      }
    }

    /// Says nothing until the peer closes.
    public void stall() throws IOException {
      while (socket.getInputStream().read() >= 0) {
        // what comes is of no interest
      }
      closedByPeer.countDown();
    }
  }
}
