package dev.pointsman.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A client on a plain socket: it sees every byte, and does what a proper client would not.
public final class RawClient implements AutoCloseable {
  private static final int LONGEST_WAIT_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;
  private @Nullable Bytes body;

  /// The status and the headers of an answer, their names in lower case.
  public record Head(int status, Map<String, String> headers) {
    /// The decision's id, or an empty text.
    public String id() {
      return headers.getOrDefault("x-pointsman-decision-id", "");
    }
  }

  /// A whole answer.
  public record Whole(int status, Map<String, String> headers, String body) {}

  /// Bytes one by one, -1 behind the last.
  private interface Bytes {
    int next() throws IOException;
  }

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /// Connects to a gateway.
  public static RawClient to(TestGateway gateway) {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
      socket.setTcpNoDelay(true);
      RawClient client = new RawClient(socket);
      client.patient();
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A request's bytes.
  ///
  /// @param headers more of them, as `Name: value`
  public static byte[] request(String method, String path, byte[] body, String... headers) {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: gateway\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    return request.toByteArray();
  }

  /// Sends a chat request.
  public RawClient chat(String body, String... headers) {
    return send(request("POST", "/v1/chat/completions", body.getBytes(StandardCharsets.UTF_8), headers));
  }

  public RawClient send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /// Says that nothing more will be sent, and goes on listening.
  public RawClient endSending() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /// Whether an answer, or the connection's end, comes within some time.
  public boolean hearsWithin(int millis) {
    try {
      socket.setSoTimeout(millis);
      in.mark(1);
      in.read();
      in.reset();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    } finally {
      patient();
    }
  }

  private void patient() {
    try {
      socket.setSoTimeout(LONGEST_WAIT_MILLIS);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads up to the body of the next answer.
  public Head head() {
    Head head = headAlone();
    String length = head.headers.get("content-length");
    body = length == null ? new Chunked(in) : new ByLength(in, Integer.parseInt(length));
    return head;
  }

  /// Reads the head of an answer that has no body, whatever it says.
  public Head headAlone() {
    try {
      String first = line(in::read);
      Map<String, String> headers = new LinkedHashMap<>();
      for (String header = line(in::read); !header.isEmpty(); header = line(in::read)) {
        int colon = header.indexOf(':');
        headers.put(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
      }
      return new Head(Integer.parseInt(first.split(" ")[1]), headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads the next answer to its end.
  public Whole answer() {
    Head head = head();
    return new Whole(head.status, head.headers, rest());
  }

  /// The next server-sent event with its empty line, or what there is before the body's end.
  public String event() {
    try {
      StringBuilder event = new StringBuilder();
      String line;
      do {
        line = readLine(body());
        event.append(line);
      } while (!line.isBlank());
      return event.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What remains of the body.
  public String rest() {
    try {
      ByteArrayOutputStream rest = new ByteArrayOutputStream();
      for (int b = body().next(); b >= 0; b = body().next()) {
        rest.write(b);
      }
      return rest.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether the server closes the connection without a further byte.
  public boolean isClosed() {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return e.getMessage() != null && e.getMessage().contains("reset");
    }
  }

  private Bytes body() {
    return Objects.requireNonNull(body, "no head was read");
  }

  /// A line without its end.
  private static String line(Bytes in) throws IOException {
    String line = readLine(in);
    if (!line.endsWith("\r\n")) {
      throw new EOFException("the connection closed behind '" + line + "'");
    }
    return line.substring(0, line.length() - 2);
  }

  private static String readLine(Bytes in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.next(); b >= 0; b = in.next()) {
      line.write(b);
      if (b == '\n') {
        break;
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /// Breaks the connection off.
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class ByLength implements Bytes {
    private final InputStream in;
    private int left;

    private ByLength(InputStream in, int length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int next() throws IOException {
      if (left == 0) {
        return -1;
      }
      int b = in.read();
      if (b < 0) {
        throw new EOFException(left + " bytes of the body are missing");
      }
      left--;
      return b;
    }
  }

  private static final class Chunked implements Bytes {
    private final InputStream in;
    private int left;
    private boolean ended;

    private Chunked(InputStream in) {
      this.in = in;
    }

    @Override
    public int next() throws IOException {
      if (left == 0 && !ended) {
        left = Integer.parseInt(line(in::read), 16);
        ended = left == 0;
        if (ended) {
          line(in::read);
        }
      }
      if (ended) {
        return -1;
      }
      int b = in.read();
      if (b < 0) {
        throw new EOFException("the connection closed within a chunk");
      }
      if (--left == 0) {
        line(in::read);
      }
      return b;
    }
  }
}
