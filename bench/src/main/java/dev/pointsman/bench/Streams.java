package dev.pointsman.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pointsman.app.Encoders;
import dev.pointsman.app.RunningGateway;
import dev.pointsman.app.config.Config;
import dev.pointsman.encoder.Encoder;
import dev.pointsman.gateway.Router;
import dev.pointsman.gateway.provider.Capability;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.provider.Price;
import dev.pointsman.gateway.provider.Timeouts;
import dev.pointsman.routing.Pricing;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// How late the chunks of many paced streams arrive: each chunk holds the time at which the upstream sent it.
final class Streams {
  private static final int STREAMS = 512;
  private static final int CHUNKS = 100;
  private static final Duration PACE = Duration.ofMillis(50);
  private static final String MARK = "\"content\":\"";

  private Streams() {}

  /// Measures, and gives a paragraph and a Markdown table.
  static String measure() throws IOException {
    HttpServer upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    upstream.createContext("/v1/chat/completions", Streams::answer);
    upstream.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    upstream.start();
    URI url = URI.create("http://127.0.0.1:" + upstream.getAddress().getPort() + "/v1");
    try (Encoder encoder = Encoders.load("none");
        RunningGateway gateway = RunningGateway.start(config(url), encoder, Rig::notice);
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      URI through = URI.create(gateway.baseUrl());
      play(client, url); // warms up
      play(client, through);
      Delays direct = play(client, url);
      Delays behind = play(client, through);
      return STREAMS + " streams at once, a chunk every " + PACE.toMillis() + " ms, " + CHUNKS
          + " chunks each: how long a chunk is on its way from the upstream to the client.\n\n"
          + "| way | chunks | p50 | p99 | longest |\n|---|---|---|---|---|\n"
          + row("straight, first of a stream, all begun at once", direct.first)
          + row("gateway, first of a stream, all begun at once", behind.first)
          + row("straight, later ones", direct.later) + row("gateway, later ones", behind.later);
    } finally {
      upstream.stop(0);
    }
  }

  /// How long chunks were on their way, in nanoseconds.
  private record Delays(Histogram first, Histogram later) {
    Delays() {
      this(new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3),
          new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3));
    }
  }

  private static String row(String name, Histogram nanos) {
    return String.format(Locale.ROOT, "| %s | %d | %.2f ms | %.2f ms | %.2f ms |%n", name, nanos.getTotalCount(),
        nanos.getValueAtPercentile(50) / 1e6, nanos.getValueAtPercentile(99) / 1e6, nanos.getMaxValue() / 1e6);
  }

  private static Config config(URI url) {
    Model model = new Model("paced", "openai", url, Optional.empty(), "paced",
        new Price.Listed(Pricing.perMillion("1", "1")), OptionalLong.empty(), OptionalLong.empty(),
        Set.of(Capability.values()), Timeouts.DEFAULT);
    return new Config(Config.Server.DEFAULT.on(0), "none", new Config.MemoryStore(), Config.Log.DEFAULT, List.of(model),
        List.of(new Router.Spec("auto", "frontier", List.of(model), 0.3, 0.2)), 1, Map.of());
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("content-type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      long next = System.nanoTime();
      for (int i = 0; i < CHUNKS; i++) {
        send(out, "{\"id\":\"up\",\"object\":\"chat.completion.chunk\",\"model\":\"paced\",\"choices\":[{\"index\":0,"
            + "\"delta\":{" + MARK + System.nanoTime() + "\"},\"finish_reason\":null}]}");
        next += PACE.toNanos();
        LockSupport.parkNanos(next - System.nanoTime());
      }
      send(out, "{\"id\":\"up\",\"object\":\"chat.completion.chunk\",\"model\":\"paced\",\"choices\":[{\"index\":0,"
          + "\"delta\":{},\"finish_reason\":\"stop\"}]}");
      send(out, "[DONE]");
    }
  }

  private static void send(OutputStream out, String data) throws IOException {
    out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static Delays play(HttpClient client, URI url) {
    var delays = new Delays();
    List<Future<?>> streams = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < STREAMS; i++) {
        streams.add(clients.submit(() -> read(client, url, delays)));
      }
    }
    for (Future<?> stream : streams) {
      if (stream.state() == Future.State.FAILED) {
        throw new IllegalStateException("a stream failed", stream.exceptionNow());
      }
    }
    return delays;
  }

  private static boolean read(HttpClient client, URI url, Delays delays) throws IOException, InterruptedException {
    String body = "{\"model\":\"paced\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/chat/completions"))
        .POST(HttpRequest.BodyPublishers.ofString(body)).build();
    boolean[] done = new boolean[1];
    int[] seen = new int[1];
    client.send(request, HttpResponse.BodyHandlers.ofLines()).body().forEach(line -> {
      int at = line.indexOf(MARK);
      if (at >= 0) {
        int from = at + MARK.length();
        (seen[0]++ == 0 ? delays.first : delays.later)
            .recordValue(Math.max(0, System.nanoTime() - Long.parseLong(line, from, line.indexOf('"', from), 10)));
      }
      done[0] |= line.equals("data: [DONE]");
    });
    if (!done[0]) {
      throw new IOException("a stream from " + url + " did not end");
    }
    return true;
  }
}
